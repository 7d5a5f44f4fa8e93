/** A tenant's id: `[a-z0-9][a-z0-9-]{0,62}`, chosen once, in every key, path and row. */
export type TenantId = string & { readonly __brand: 'TenantId' }
/** A region's id: a wall. One server process serves exactly one. */
export type Region = string & { readonly __brand: 'Region' }
export type SourceId = string & { readonly __brand: 'SourceId' }

const slug = /^[a-z0-9][a-z0-9-]{0,62}$/

export function isTenantId(text: string): text is TenantId {
  return slug.test(text)
}

export function isRegion(text: string): text is Region {
  return slug.test(text)
}
