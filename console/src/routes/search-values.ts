/** What the address holds, before a page has checked it. */
export type RawSearch = Readonly<Record<string, unknown>>

export function textOf(search: RawSearch, name: string): string | undefined {
  const value = search[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function listOf(search: RawSearch, name: string): readonly string[] | undefined {
  const value = search[name]
  const list = Array.isArray(value) ? value.map(String) : (textOf(search, name)?.split(',') ?? [])
  const set = [...new Set(list.filter((each) => each !== ''))]
  return set.length === 0 ? undefined : set
}

export function oneOf<T extends string>(
  search: RawSearch,
  name: string,
  allowed: readonly T[],
): T | undefined {
  return allowed.find((each) => each === search[name])
}
