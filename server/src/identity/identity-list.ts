import type { TenantLake } from '../platform/lake/lake.ts'
import type { IdentityPosition, IdentitySearch } from './identity-query.ts'

/** What the lake knows of one identity within a span. Times in milliseconds since the epoch. */
export type SeenIdentity = {
  readonly tenantId: string
  readonly identityKey: string
  readonly firstMs: number
  readonly lastMs: number
  readonly events: number
  readonly formats: readonly string[]
}

export type SeenPage = { readonly seen: readonly SeenIdentity[]; readonly next: IdentityPosition | undefined }

type Row = {
  readonly tenant_id: string
  readonly identity_key: string
  readonly first_ms: number
  readonly last_ms: number
  readonly events: number
  readonly formats: readonly string[]
}

const formatsListedMax = 20

export const inSpan = `time >= fromUnixTimestamp64Milli({from_ms:Int64}) AND time < fromUnixTimestamp64Milli({to_ms:Int64})`

const columns = `tenant_id, identity_key, toUnixTimestamp64Milli(min(time)) AS first_ms,
  toUnixTimestamp64Milli(max(time)) AS last_ms, count() AS events,
  arraySort(groupUniqArray(${formatsListedMax})(toString(format))) AS formats`

const rankOf = { 'last-seen': 'last_ms', events: 'events' } as const

/** One row more than the page is read: it says whether there is a next one. Errors: LAKE_DOWN. */
export async function seenIdentities(lake: TenantLake, search: IdentitySearch): Promise<SeenPage> {
  const { fromMs, toMs, text, sort, after, limit } = search
  const rank = rankOf[sort]
  const past =
    after === undefined
      ? ''
      : `HAVING (toInt64(${rank}), identity_key, tenant_id) < ({rank:Int64}, {after_key:String}, {after_tenant:String})`
  const rows = await lake.query<Row>(
    ({ events }) => `
      SELECT ${columns} FROM ${events}
      WHERE ${inSpan} AND identity_key != '' AND positionCaseInsensitiveUTF8(identity_key, {text:String}) > 0
      GROUP BY tenant_id, identity_key ${past}
      ORDER BY ${rank} DESC, identity_key DESC, tenant_id DESC LIMIT ${limit + 1}`,
    {
      from_ms: fromMs,
      to_ms: toMs,
      text,
      ...(after === undefined
        ? {}
        : { rank: after.rank, after_key: after.identityKey, after_tenant: after.tenantId }),
    },
  )
  const seen = rows.slice(0, limit).map(seenOf)
  const last = rows.length > limit ? seen.at(-1) : undefined
  const next =
    last === undefined ? undefined : { ...last, rank: sort === 'events' ? last.events : last.lastMs }
  return { seen, next }
}

/** Undefined when it did nothing in the span. */
export async function seenIdentity(
  lake: TenantLake,
  identityKey: string,
  { fromMs, toMs }: Pick<IdentitySearch, 'fromMs' | 'toMs'>,
): Promise<SeenIdentity | undefined> {
  const [row] = await lake.query<Row>(
    ({ events }) => `
      SELECT ${columns} FROM ${events} WHERE ${inSpan} AND identity_key = {key:String}
      GROUP BY tenant_id, identity_key`,
    { from_ms: fromMs, to_ms: toMs, key: identityKey },
  )
  return row === undefined ? undefined : seenOf(row)
}

function seenOf(row: Row): SeenIdentity {
  return {
    tenantId: row.tenant_id,
    identityKey: row.identity_key,
    firstMs: Number(row.first_ms),
    lastMs: Number(row.last_ms),
    events: Number(row.events),
    formats: row.formats,
  }
}
