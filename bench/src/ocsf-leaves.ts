/** A leaf of an event: where it stands (`observables[0].name`), and its value. */
export type Leaf = { readonly path: string; readonly value: unknown }

/** The leaves of a golden document. Null says that an attribute is absent, and empty containers hold nothing: no leaves. */
export function leavesOf(value: unknown, path = ''): readonly Leaf[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'object') return [{ path, value }]
  if (Array.isArray(value)) return value.flatMap((item, at) => leavesOf(item, `${path}[${at}]`))
  return Object.entries(value).flatMap(([name, item]) =>
    leavesOf(item, path === '' ? name : `${path}.${name}`),
  )
}

/**
 * The pairs of lists reordered so that their members meet: OCSF lists are unordered, so a member of the golden list is
 * compared with ours of the same `name` (observables, groups, resources), or of the same value.
 */
export function aligned(golden: unknown, ours: unknown): unknown {
  if (Array.isArray(golden) && Array.isArray(ours)) return alignedList(golden, ours)
  if (!isRecord(golden) || !isRecord(ours)) return ours
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(ours)) result[name] = aligned(golden[name], value)
  return result
}

function alignedList(golden: readonly unknown[], ours: readonly unknown[]): readonly unknown[] {
  const left = [...ours]
  const take = (at: number): unknown => (at === -1 ? undefined : left.splice(at, 1)[0])
  const met = golden.map((wanted) => {
    const found = take(left.findIndex((candidate) => sameMember(wanted, candidate)))
    return found === undefined ? undefined : aligned(wanted, found)
  })
  return [...met.map((found) => found ?? left.shift()), ...left]
}

function sameMember(wanted: unknown, candidate: unknown): boolean {
  if (!isRecord(wanted) || !isRecord(candidate)) return wanted === candidate
  if (wanted.name === undefined || wanted.name !== candidate.name) return false
  return wanted.value === undefined || wanted.value === candidate.value
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const dateAndTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/

/**
 * Equal, or one value written in two ways that OCSF treats alike: `datetime_t` in another offset, `json_t` as text or in
 * place, and below `unmapped` (untyped) a scalar as text.
 */
export function sameValue(path: string, golden: unknown, ours: unknown): boolean {
  if (golden === ours) return true
  if (
    path.endsWith('_dt') &&
    typeof golden === 'string' &&
    typeof ours === 'string' &&
    dateAndTime.test(golden)
  )
    return sameInstant(golden, ours)
  if (path.startsWith('unmapped.') && !isRecord(ours)) return String(golden) === String(ours)
  if (typeof golden === 'string' && typeof ours === 'object' && ours !== null) return sameJson(golden, ours)
  return false
}

function sameInstant(golden: string, ours: string): boolean {
  const read = (text: string): number => {
    const rfc = text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')
    return Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(rfc) ? rfc : `${rfc}Z`)
  }
  return read(golden) === read(ours)
}

function sameJson(golden: string, ours: object): boolean {
  try {
    return JSON.stringify(sorted(JSON.parse(golden))) === JSON.stringify(sorted(ours))
  } catch {
    return false
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}

/**
 * The value at a path, also where a mapping flattened a list into one text (`unmapped.taints[].key`: the keys joined
 * with commas).
 */
export function valueAt(holder: unknown, path: string): unknown {
  const marker = path.indexOf('[]')
  if (marker === -1) return exactValueAt(holder, path)
  const list = exactValueAt(holder, path.slice(0, marker))
  if (!Array.isArray(list)) return undefined
  const rest = path.slice(marker + 2).replace(/^\./, '')
  return list.map((item) => (rest === '' ? item : valueAt(item, rest))).join(',')
}

/** The value at a path of names with indices; a path of dotted names below `unmapped` may be one name or several. */
function exactValueAt(holder: unknown, path: string): unknown {
  let value = holder
  let rest = path
  while (rest !== '') {
    if (Array.isArray(value)) {
      const index = /^\[(\d+)\]\.?/.exec(rest)
      if (index === null) return undefined
      value = value[Number(index[1])]
      rest = rest.slice(index[0].length)
      continue
    }
    if (!isRecord(value)) return undefined
    const name = longestName(value, rest)
    if (name === undefined) return undefined
    value = value[name]
    rest = rest.slice(name.length).replace(/^\./, '')
  }
  return value
}

function longestName(holder: Record<string, unknown>, path: string): string | undefined {
  let best: string | undefined
  for (const name of Object.keys(holder)) {
    if (!path.startsWith(name)) continue
    const next = path[name.length]
    const ends = next === undefined || next === '.' || next === '['
    if (ends && (best === undefined || name.length > best.length)) best = name
  }
  return best
}
