/** An id out of a name, as tenants, groups and providers have them: `Acme Payments (UK)` becomes `acme-payments-uk`. */
export function idFor(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '')
}

/** The same, and none of those that are taken; `fallback` where the name has no Latin letter. */
export function freeIdFor(name: string, taken: readonly string[], fallback: string): string {
  const id = idFor(name) || fallback
  if (!taken.includes(id)) return id
  for (let at = 2; ; at++) {
    const next = `${id.slice(0, 57)}-${at}`
    if (!taken.includes(next)) return next
  }
}
