/** What one set of vectors came to: how many cases, and which did not end as the set says they should. */
export type VectorSet = { readonly set: string; readonly total: number; readonly misses: readonly string[] }
