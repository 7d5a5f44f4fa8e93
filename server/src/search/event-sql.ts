import { whereOf } from '@countersign/filter/where'
import type { LakeParams } from '../platform/lake/lake.ts'
import type { EventPosition } from './cursor.ts'
import type { Search } from './event-query.ts'

/** A condition for WHERE, and its values. */
export type Condition = { readonly sql: string; readonly params: LakeParams }

/** The part of the lake that a search is about. Parameters of the filter are f0, f1, …; ours have words for names. */
export function conditionOf({ fromMs, toMs, filter }: Search, after?: EventPosition): Condition {
  const where = whereOf(filter)
  const range = `time >= ${instant('from_ms')} AND time < ${instant('to_ms')}`
  const params = { ...where.params, from_ms: fromMs, to_ms: toMs }
  if (after === undefined) return { sql: `${range} AND ${where.sql}`, params }
  // The first comparison is for the primary key, which cannot use the second.
  const older = `time <= ${instant('after_ms')}
    AND (time, event_id, tenant_id) < (${instant('after_ms')}, {after_event:String}, {after_tenant:String})`
  return {
    sql: `${range} AND ${older} AND ${where.sql}`,
    params: {
      ...params,
      after_ms: after.timeMs,
      after_event: after.eventId,
      after_tenant: after.tenantId,
    },
  }
}

function instant(param: string): string {
  return `fromUnixTimestamp64Milli({${param}:Int64})`
}
