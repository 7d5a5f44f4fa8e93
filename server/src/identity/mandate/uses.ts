import type { CountedUse } from '@countersign/authority/mandate/propose-mandate'
import type { EventFacts } from '@countersign/incident/finding'
import type { TenantLake } from '../../platform/lake/lake.ts'

/** A shared signal is told of an identity and not done by it (docs/signals.md). */
const isOwnDoing = `NOT startsWith(toString(action), 'caep/')`

/** Different things that one identity was seen to do, at most; the most frequent. */
const usesMax = 5000
const watchedUsesMax = 5000
const factsMax = 500

/** What an identity did in a span of event time, most frequent first. Errors: LAKE_DOWN. */
export async function usesOf(
  lake: TenantLake,
  identityKey: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly CountedUse[]> {
  return lake.query<CountedUse>(
    ({ events }) => `
      SELECT toString(action) AS action, resource, count() AS count FROM ${events}
      WHERE time >= fromUnixTimestamp64Milli({from_ms:Int64}) AND time < fromUnixTimestamp64Milli({to_ms:Int64})
        AND identity_key = {key:String} AND action != '' AND status_id != 2 AND ${isOwnDoing}
      GROUP BY action, resource ORDER BY count DESC, action, resource LIMIT ${usesMax}`,
    { from_ms: fromMs, to_ms: toMs, key: identityKey },
  )
}

/** One thing that an identity did, with the first events that show it. */
export type WatchedUse = {
  readonly identityKey: string
  readonly action: string
  readonly resource: string
  readonly count: number
  readonly eventIds: readonly string[]
}

/** What some identities did, by arrival of the events, so that nothing that comes late is passed over. Errors: LAKE_DOWN. */
export async function usesArrived(
  lake: TenantLake,
  identityKeys: readonly string[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly WatchedUse[]> {
  if (identityKeys.length === 0) return []
  return lake.query<WatchedUse>(
    ({ events }) => `
      SELECT toString(identity_key) AS identityKey, toString(action) AS action, resource, count() AS count,
             arraySort(groupArray(3)(event_id)) AS eventIds
      FROM ${events}
      WHERE received_at >= fromUnixTimestamp64Milli({from_ms:Int64})
        AND received_at < fromUnixTimestamp64Milli({to_ms:Int64})
        AND identity_key IN {keys:Array(String)} AND action != '' AND ${isOwnDoing}
      GROUP BY identity_key, action, resource ORDER BY identity_key, action, resource LIMIT ${watchedUsesMax}`,
    { from_ms: fromMs, to_ms: toMs, keys: identityKeys },
  )
}

type FactsRow = {
  readonly event_id: string
  readonly ms: number
  readonly format: string
  readonly class_uid: number
  readonly activity_name: string
  readonly action: string
  readonly status_id: number
  readonly identity_key: string
  readonly session_key: string
  readonly host: string
  readonly source_ip: string
  readonly resource: string
}

/** Events by id, oldest first. Errors: LAKE_DOWN. */
export async function factsOf(lake: TenantLake, eventIds: readonly string[]): Promise<readonly EventFacts[]> {
  if (eventIds.length === 0) return []
  const rows = await lake.query<FactsRow>(
    ({ events }) => `
      SELECT event_id, toUnixTimestamp64Milli(time) AS ms, toString(format) AS format, class_uid,
             toString(activity_name) AS activity_name, toString(action) AS action, status_id,
             toString(identity_key) AS identity_key, session_key, toString(host) AS host, source_ip, resource
      FROM ${events} WHERE event_id IN {ids:Array(String)}
      ORDER BY time, event_id LIMIT 1 BY event_id LIMIT ${factsMax}`,
    { ids: eventIds.slice(0, factsMax) },
  )
  return rows.map(factsOfRow)
}

function factsOfRow(row: FactsRow): EventFacts {
  return {
    ref: { eventId: row.event_id },
    timeMs: Number(row.ms),
    format: row.format,
    classUid: row.class_uid,
    activityName: row.activity_name,
    action: row.action,
    outcome: row.status_id === 1 ? 'success' : row.status_id === 2 ? 'failure' : 'unknown',
    identityKey: row.identity_key as EventFacts['identityKey'],
    chain: [],
    sessionKey: row.session_key === '' ? undefined : row.session_key,
    host: row.host === '' ? undefined : row.host,
    sourceIp: row.source_ip === '' ? undefined : row.source_ip,
    resource: row.resource === '' ? undefined : row.resource,
  }
}
