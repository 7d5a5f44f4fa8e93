export type Miss = {
  readonly path: string
  readonly golden: unknown
  readonly ours: unknown
  readonly raw: string
}

/**
 * Why a golden leaf is not reproduced, as a category that can be counted:
 * `not in the record` (the golden was edited: no normaliser can know it), `golden against the schema`, `other reading`
 * (both are allowed; ours is explained in packages/ocsf/README.md), `kept elsewhere` (the golden leaves it under a name
 * of its own in `unmapped`; ours has an attribute for it, or keeps the source's name), or `not mapped`.
 */
export function missReason(miss: Miss): string {
  const { path, golden, ours, raw } = miss
  if (againstSchema(miss)) return 'golden against the schema'
  if (path.startsWith('unmapped.') && ours === undefined) return 'kept elsewhere'
  if (path.endsWith('_dt') || path === 'time' || path.endsWith('_time'))
    return ours === undefined ? 'not mapped' : 'not in the record'
  if (
    typeof golden === 'string' &&
    golden !== '' &&
    ours !== undefined &&
    !raw.includes(golden) &&
    raw.includes(String(ours))
  )
    return 'not in the record'
  if (typeof golden === 'string' && golden.length > 5 && !raw.includes(golden) && ours === undefined)
    return 'not in the record'
  return ours === undefined ? 'not mapped' : 'other reading'
}

/** What some goldens write where the schema has no value to give. */
const placeholders: ReadonlySet<unknown> = new Set(['NULL', 'N/A'])

/** Attributes that some goldens use and that no version of the schema has. */
const invented = /(?:\.not_valid_(?:after|before)|connection_info\.community_id)$/

/** Times in other units than milliseconds, an ARN for an account id, captions that are not the schema's. */
function againstSchema({ path, golden, ours }: Miss): boolean {
  if (placeholders.has(golden) || invented.test(path)) return true
  if (path === 'time' || path.endsWith('_time'))
    return typeof golden === 'number' && typeof ours === 'number' && (golden < 1e11 || golden > 1e14)
  if (path === 'cloud.account.uid') return typeof golden === 'string' && golden.startsWith('arn:')
  if (path === 'category_name' || path === 'class_name' || path === 'type_name') return true
  return path.startsWith('observables') && path.endsWith('.type') && ours !== undefined
}
