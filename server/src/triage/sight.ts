import type { VerdictVisibility } from '@countersign/api/triage'
import type { Lake } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** A source that is in use. */
export type KnownSource = { readonly sourceId: string; readonly name: string }

type SightParts = {
  readonly lake: Lake
  readonly sourcesOf: (tenantId: TenantId) => Promise<readonly KnownSource[]>
  readonly quietSeconds: number
}

/** Which sources cover whom, and which of them are quiet. */
export type Sight = {
  readonly of: (entities: readonly string[], sourceIds: readonly string[]) => VerdictVisibility
}

/** A source covers whom it told of in this time. */
const coverageDays = 7
const entitiesMax = 2000

type HeardRow = { readonly source: string; readonly ms: number | string }
type CoverRow = { readonly entity: string; readonly sources: readonly string[] }

/** Errors: LAKE_DOWN. */
export async function lookAround(
  { lake, sourcesOf, quietSeconds }: SightParts,
  tenantId: TenantId,
  entities: readonly string[],
  nowMs: number,
): Promise<Sight> {
  const own = lake.forTenant(tenantId)
  const params = { from_ms: nowMs - coverageDays * 24 * 3_600_000, entities: entities.slice(0, entitiesMax) }
  const since = 'received_at >= fromUnixTimestamp64Milli({from_ms:Int64})'
  const [known, heard, covers] = await Promise.all([
    sourcesOf(tenantId),
    own.query<HeardRow>(
      ({ events }) => `
        SELECT toString(source_id) AS source, toUnixTimestamp64Milli(max(received_at)) AS ms
        FROM ${events} WHERE ${since} GROUP BY source`,
      params,
    ),
    own.query<CoverRow>(
      ({ events }) => `
        SELECT entity, groupUniqArray(50)(toString(source_id)) AS sources
        FROM (SELECT source_id, arrayJoin([toString(identity_key), toString(host), source_ip]) AS entity FROM ${events} WHERE ${since})
        WHERE entity IN {entities:Array(String)} GROUP BY entity`,
      params,
    ),
  ])
  const names = new Map(known.map(({ sourceId, name }) => [sourceId, name]))
  const lastMs = new Map(heard.map(({ source, ms }) => [source, Number(ms)]))
  const coverage = new Map(covers.map(({ entity, sources }) => [entity, sources]))
  return {
    of: (asked, sourceIds) => {
      const ids = new Set([...asked.flatMap((entity) => coverage.get(entity) ?? []), ...sourceIds])
      const sources = [...ids].flatMap((id) => seenSource(id, names.get(id), lastMs.get(id)))
      sources.sort((one, other) => (one.sourceId < other.sourceId ? -1 : 1))
      return { isVisible: sources.length > 0 && sources.every(({ isQuiet }) => !isQuiet), sources }
    },
  }
  /** One that was revoked on purpose is not quiet: nobody waits for it. */
  function seenSource(
    sourceId: string,
    name: string | undefined,
    last: number | undefined,
  ): VerdictVisibility['sources'] {
    if (name === undefined) return []
    const isQuiet = last === undefined || nowMs - last > quietSeconds * 1000
    return [
      { sourceId, name, lastEventAt: last === undefined ? null : new Date(last).toISOString(), isQuiet },
    ]
  }
}
