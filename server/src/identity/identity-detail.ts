import type { IdentityDetail } from '@countersign/api/identity'
import { classNameOf } from '@countersign/ocsf/class-name'
import type { TenantLake } from '../platform/lake/lake.ts'
import { inSpan } from './identity-list.ts'
import type { Span } from './identity-query.ts'

const listedMax = 50

export type Doings = Omit<IdentityDetail, 'identity' | 'incidents'>

/** What an identity did in a span, counted by the lake. Errors: LAKE_DOWN. */
export async function doingsOf(lake: TenantLake, identityKey: string, span: Span): Promise<Doings> {
  const asked = { lake, params: { from_ms: span.fromMs, to_ms: span.toMs, key: identityKey } }
  const own = 'identity_key = {key:String}'
  const [actions, hosts, addresses, actingForIt, standingBehindIt, recent] = await Promise.all([
    actionsOf(asked),
    tally(asked, 'toString(host)', own),
    tally(asked, 'source_ip', own),
    tally(asked, 'toString(identity_key)', `has(${hops}, {key:String}) AND identity_key != {key:String}`),
    tally(asked, `arrayJoin(${hops})`, own),
    recentOf(asked),
  ])
  return { actions, hosts, addresses, actingForIt, standingBehindIt, recent }
}

/** The lake writes a hop as `relation identity-key`; a relation has no blank. */
const hops = `arrayMap(hop -> substring(toString(hop), position(toString(hop), ' ') + 1), chain)`

type Asked = {
  readonly lake: TenantLake
  readonly params: { readonly from_ms: number; readonly to_ms: number; readonly key: string }
}
type TallyRow = { readonly value: string; readonly events: number; readonly last_ms: number }

async function tally({ lake, params }: Asked, value: string, where: string) {
  const rows = await lake.query<TallyRow>(
    ({ events }) => `
      SELECT ${value} AS value, count() AS events, toUnixTimestamp64Milli(max(time)) AS last_ms
      FROM ${events} WHERE ${inSpan} AND ${where}
      GROUP BY value HAVING notEmpty(value) ORDER BY events DESC, value LIMIT ${listedMax}`,
    params,
  )
  return rows.map(tallyOf)
}

async function actionsOf({ lake, params }: Asked): Promise<IdentityDetail['actions']> {
  const rows = await lake.query<TallyRow & { readonly first_ms: number; readonly failures: number }>(
    ({ events }) => `
      SELECT toString(action) AS value, count() AS events, countIf(status_id = 2) AS failures,
             toUnixTimestamp64Milli(min(time)) AS first_ms, toUnixTimestamp64Milli(max(time)) AS last_ms
      FROM ${events} WHERE ${inSpan} AND identity_key = {key:String}
      GROUP BY value HAVING notEmpty(value) ORDER BY events DESC, value LIMIT ${listedMax}`,
    params,
  )
  return rows.map((row) => ({
    ...tallyOf(row),
    firstAt: instant(row.first_ms),
    failures: Number(row.failures),
  }))
}

const tallyOf = ({ value, events, last_ms }: TallyRow) => ({
  value,
  events: Number(events),
  lastAt: instant(last_ms),
})

type RecentRow = Omit<IdentityDetail['recent'][number], 'className'>

async function recentOf({ lake, params }: Asked): Promise<IdentityDetail['recent']> {
  const rows = await lake.query<RecentRow>(
    ({ events }) => `
      SELECT tenant_id AS tenantId, event_id AS eventId, time, received_at AS receivedAt, source_id AS sourceId, format,
             class_uid AS classUid, activity_name AS activityName, severity_id AS severityId, status_id AS statusId,
             identity_key AS identityKey, host, source_ip AS sourceIp, destination_ip AS destinationIp, action, resource
      FROM ${events} WHERE ${inSpan} AND identity_key = {key:String}
      ORDER BY time DESC, event_id DESC LIMIT ${listedMax}`,
    params,
  )
  return rows.map((row) => ({ ...row, className: classNameOf(row.classUid) }))
}

const instant = (ms: number) => new Date(Number(ms)).toISOString()
