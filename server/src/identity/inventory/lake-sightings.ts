import { kindOfKey, providerOfKey } from '@countersign/authority/inventory/identity-kind'
import type { TenantLake } from '../../platform/lake/lake.ts'
import type { StoredItem } from './identity-record.ts'

/** What the lake shows of identities within a span of arrivals. Times in milliseconds since the epoch. */
export type Sighting = {
  readonly key: string
  readonly firstMs: number
  readonly lastMs: number
  readonly formats: readonly string[]
}

/** Who made an identity, as a record of the call shows. */
export type Creation = {
  readonly key: string
  readonly by: string
  readonly action: string
  readonly atMs: number
}

export type Arrivals = { readonly fromMs: number; readonly toMs: number }

/** Identities of one pass; those beyond it are found in the next, which begins where this one ended. */
export const sightingsMax = 50_000
const creationsMax = 10_000
const formatsMax = 20

const arrived = `received_at >= fromUnixTimestamp64Milli({from_ms:Int64}) AND received_at < fromUnixTimestamp64Milli({to_ms:Int64})`

type SightingRow = {
  readonly key: string
  readonly first_ms: number
  readonly last_ms: number
  readonly formats: readonly string[]
}

/** Page by page in the order of keys: `after` is the last key of the page before. Errors: LAKE_DOWN. */
export async function sightings(
  lake: TenantLake,
  { fromMs, toMs }: Arrivals,
  after: string,
): Promise<readonly Sighting[]> {
  const rows = await lake.query<SightingRow>(
    ({ events }) => `
      SELECT toString(identity_key) AS key, toUnixTimestamp64Milli(min(time)) AS first_ms,
             toUnixTimestamp64Milli(max(time)) AS last_ms,
             arraySort(groupUniqArray(${formatsMax})(toString(format))) AS formats
      FROM ${events} WHERE ${arrived} AND identity_key > {after:String}
      GROUP BY key ORDER BY key LIMIT ${sightingsMax}`,
    { from_ms: fromMs, to_ms: toMs, after },
  )
  return rows.map(({ key, first_ms, last_ms, formats }) => ({
    key,
    firstMs: Number(first_ms),
    lastMs: Number(last_ms),
    formats,
  }))
}

type CreationRow = {
  readonly made: string
  readonly by: string
  readonly what: string
  readonly at_ms: number
}

/** The first call that made each identity; a later one made it again. */
export async function creations(
  lake: TenantLake,
  { fromMs, toMs }: Arrivals,
): Promise<ReadonlyMap<string, Creation>> {
  const rows = await lake.query<CreationRow>(
    ({ events }) => `
      SELECT substring(mark, 9) AS made, argMin(toString(identity_key), time) AS by,
             argMin(toString(action), time) AS what, toUnixTimestamp64Milli(min(time)) AS at_ms
      FROM (SELECT arrayJoin(chain_marks) AS mark, identity_key, action, time FROM ${events}
            WHERE ${arrived} AND notEmpty(chain_marks) AND identity_key != '')
      WHERE startsWith(mark, 'creates ') GROUP BY made ORDER BY made LIMIT ${creationsMax}`,
    { from_ms: fromMs, to_ms: toMs },
  )
  return new Map(
    rows.map(({ made, by, what, at_ms }) => [made, { key: made, by, action: what, atMs: Number(at_ms) }]),
  )
}

/** The item of telemetry for a key, with what was known before folded in. */
export function sightedItem(
  key: string,
  sighting: Sighting | undefined,
  creation: Creation | undefined,
  before: StoredItem['item'] | undefined,
): StoredItem['item'] {
  const firsts = [before?.firstUsedAt, instant(sighting?.firstMs)].filter((one) => one !== undefined).sort()
  const lasts = [before?.lastUsedAt, instant(sighting?.lastMs)].filter((one) => one !== undefined).sort()
  const [firstUsedAt] = firsts
  const lastUsedAt = lasts.at(-1)
  const formats = [...new Set([...formatsOf(before), ...(sighting?.formats ?? [])])].sort()
  return {
    key,
    kind: kindOfKey(key),
    provider: providerOfKey(key),
    displayName: key,
    accountable: before?.accountable ?? [],
    ...(before?.createdBy === undefined ? {} : { createdBy: before.createdBy }),
    ...(before?.createdAt === undefined ? {} : { createdAt: before.createdAt }),
    ...(creation === undefined || before?.createdBy !== undefined ? {} : creationOf(creation)),
    credentials: [],
    ...(firstUsedAt === undefined ? {} : { firstUsedAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    grants: [],
    alsoKnownAs: [],
    evidence: { source: 'telemetry', ...(formats.length === 0 ? {} : { locator: formats.join(', ') }) },
  }
}

/** Whoever made it is a place to ask; whether they answer for it today is not known. */
function creationOf({ by, action, atMs }: Creation) {
  const createdAt = new Date(atMs).toISOString()
  const evidence = `made it with ${action} on ${createdAt}`
  return {
    createdBy: by,
    createdAt,
    accountable: [{ role: 'owner', key: by, confidence: 'weak', evidence } as const],
  }
}

function formatsOf(item: StoredItem['item'] | undefined): readonly string[] {
  return item?.evidence.locator?.split(', ') ?? []
}

function instant(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString()
}
