import { isRecord } from './ocsf-leaves.ts'

type Rename = readonly [from: string, to: string]

/**
 * What OCSF called things before 1.0.0: the goldens of 1.0.0-rc.2 use these names. Source: OCSF schema CHANGELOG,
 * v1.0.0 (account object, `is_` prefixes, `uid_alt`, API Activity moved to category 6).
 */
const releaseCandidate: readonly Rename[] = [
  ['actor.user.account.uid', 'actor.user.account_uid'],
  ['actor.session.is_mfa', 'actor.session.mfa'],
  ['cloud.account.uid', 'cloud.account_uid'],
  ['is_mfa', 'mfa'],
]

/** An event of the current version as the stated version would have written it; `metadata.version` is the stated one. */
export function atVersion(event: unknown, version: string): unknown {
  if (!isRecord(event)) return event
  const copy = structuredClone(event) as Record<string, unknown>
  if (isRecord(copy.metadata)) copy.metadata.version = version
  if (version !== '1.0.0-rc.2') return copy
  for (const [from, to] of releaseCandidate) move(copy, from.split('.'), to.split('.'))
  for (const user of [at(copy, ['actor', 'user']), copy.user]) swapIds(user)
  if (Array.isArray(copy.metadata)) return copy
  return withOldCategories(copy)
}

function withOldCategories(copy: Record<string, unknown>): Record<string, unknown> {
  if (isRecord(copy.metadata) && Array.isArray(copy.metadata.profiles))
    copy.metadata.profiles = copy.metadata.profiles.filter((profile) => profile !== 'datetime')
  if (copy.category_uid === 3 || copy.class_uid === 6003) {
    copy.category_uid = 3
    copy.category_name = 'Audit Activity'
  }
  if (copy.class_uid !== 6003) return copy
  copy.class_uid = 3005
  copy.type_uid = 300500 + Number(copy.activity_id)
  return copy
}

/** Before 1.0.0 `uid` was the principal id and `uuid` the ARN. */
function swapIds(user: unknown): void {
  if (!isRecord(user)) return
  const { uid, uid_alt } = user
  if (uid_alt === undefined) return
  user.uid = uid_alt
  user.uuid = uid
  delete user.uid_alt
}

function at(holder: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), holder)
}

function move(holder: Record<string, unknown>, from: readonly string[], to: readonly string[]): void {
  const value = at(holder, from)
  if (value === undefined) return
  const source = at(holder, from.slice(0, -1))
  const target = at(holder, to.slice(0, -1))
  if (!isRecord(source) || !isRecord(target)) return
  delete source[from.at(-1) as string]
  target[to.at(-1) as string] = value
}
