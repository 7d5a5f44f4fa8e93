/** Addresses as 128-bit numbers: IPv6 as it is, IPv4 as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2). */

export type AddressSpan = { readonly first: bigint; readonly last: bigint }

const mapped = 0xffff_0000_0000n
const bits = 128

/** `10.0.0.7`, `fe80::1`; undefined for anything else (zones, ports, host names, leading zeros). */
export function addressOf(text: string): bigint | undefined {
  return text.includes(':') ? ipv6Of(text) : ipv4Of(text, mapped)
}

/** `10.0.0.0/8`, `2001:db8::/32`; bits behind the prefix do not matter. */
export function networkOf(text: string): AddressSpan | undefined {
  const [base = '', length = '', ...more] = text.split('/')
  if (more.length > 0 || !/^\d{1,3}$/.test(length)) return undefined
  const address = addressOf(base)
  const prefix = Number(length) + (base.includes(':') ? 0 : 96)
  if (address === undefined || prefix > bits) return undefined
  const hosts = (1n << BigInt(bits - prefix)) - 1n
  return { first: address & ~hosts, last: address | hosts }
}

/** All eight groups in hexadecimal: the one form that every engine reads alike. */
export function addressText(address: bigint): string {
  const hex = address.toString(16).padStart(32, '0')
  return (hex.match(/.{4}/g) as string[]).join(':')
}

function ipv4Of(text: string, above: bigint): bigint | undefined {
  const bytes = text.split('.')
  if (bytes.length !== 4 || !bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) <= 255))
    return undefined
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n) | above
}

function ipv6Of(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map(groupsOf)
  if (head === undefined) return undefined
  if (halves.length === 1) return head.length === 8 ? joined(head) : undefined
  if (tail === undefined || head.length + tail.length > 7) return undefined
  return joined([...head, ...Array<bigint>(8 - head.length - tail.length).fill(0n), ...tail])
}

function joined(groups: readonly bigint[]): bigint {
  return groups.reduce((number, group) => (number << 16n) | group, 0n)
}

/** Groups of one side of `::`; the last may be an IPv4 address (RFC 4291 section 2.2). */
function groupsOf(side: string): readonly bigint[] | undefined {
  if (side === '') return []
  const parts = side.split(':')
  const groups: bigint[] = []
  for (const [at, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`))
    else {
      const low = at === parts.length - 1 ? ipv4Of(part, 0n) : undefined
      if (low === undefined) return undefined
      groups.push(low >> 16n, low & 0xffffn)
    }
  }
  return groups
}
