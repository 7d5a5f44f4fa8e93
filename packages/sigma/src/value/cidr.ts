/** A network: its address and how many leading bits count. IPv4 is held as IPv4-mapped IPv6, so both compare alike. */
export type Network = { readonly address: bigint; readonly prefixBits: number }

const mapped = 0xffff_0000_0000n

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address; undefined when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [address, prefix, ...rest] = text.trim().split('/')
  const value = parseAddress(address!)
  if (value === undefined || rest.length > 0) return undefined
  const width = address!.includes(':') ? 128 : 32
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined
  const bits = prefix === undefined ? width : Number(prefix)
  if (bits > width) return undefined
  return { address: value, prefixBits: bits + 128 - width }
}

export function networkHas(network: Network, text: string): boolean {
  const address = parseAddress(text)
  if (address === undefined) return false
  const shift = BigInt(128 - network.prefixBits)
  return address >> shift === network.address >> shift
}

/** An address as 128 bits, without zone or brackets; undefined when it is none. */
export function parseAddress(text: string): bigint | undefined {
  if (text.length > 64) return undefined
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
  return bare.includes(':') ? parseVersion6(bare) : parseVersion4(bare)
}

function parseVersion4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  let value = 0
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return undefined
    value = value * 256 + Number(part)
  }
  return mapped | BigInt(value)
}

function parseVersion6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0]!)
  const tail = halves.length === 2 ? groups(halves[1]!) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...Array<number>(missing).fill(0), ...tail]
  return all.reduce((value, group) => (value << 16n) | BigInt(group), 0n)
}

/** The 16-bit groups of one half; a dotted IPv4 tail makes two. */
function groups(text: string): readonly number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const out: number[] = []
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const tail = parseVersion4(part)
      if (tail === undefined) return undefined
      out.push(Number((tail >> 16n) & 0xffffn), Number(tail & 0xffffn))
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) out.push(Number.parseInt(part, 16))
    else return undefined
  }
  return out
}
