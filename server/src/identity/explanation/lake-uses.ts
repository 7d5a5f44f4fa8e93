import {
  distinctPerUseMax,
  grantsPerUseMax,
  type UseLookups,
  type Uses,
} from '@countersign/authority/revoke/uses'
import type { TenantLake } from '../../platform/lake/lake.ts'

/** Uses as the lake counts them; each key is asked for once. Errors: LAKE_DOWN. */
export function lakeUses(lake: TenantLake): UseLookups {
  const asked = new Map<string, Promise<Uses | undefined>>()
  return {
    usesOf: (key) => {
      const known = asked.get(key) ?? usesIn(lake, key)
      asked.set(key, known)
      return known
    },
  }
}

type Total = {
  readonly count: number
  readonly first_ms: number
  readonly last_ms: number
  readonly addresses: readonly string[]
  readonly sessions: readonly string[]
}

async function usesIn(lake: TenantLake, key: string): Promise<Uses | undefined> {
  if (key === '') return undefined
  const column = await columnOf(lake, key)
  const [total] = await lake.query<Total>(
    ({ events }) => `
      SELECT count() AS count, toUnixTimestamp64Milli(min(time)) AS first_ms, toUnixTimestamp64Milli(max(time)) AS last_ms,
             groupUniqArrayIf(${distinctPerUseMax})(source_ip, source_ip != '') AS addresses,
             groupUniqArrayIf(${distinctPerUseMax})(session_key, session_key != '') AS sessions
      FROM ${events} WHERE ${column}`,
    { key },
  )
  if (total === undefined || Number(total.count) === 0) return undefined
  const { grants, moreGrants } = await grantsIn(lake, key, column)
  return {
    count: Number(total.count),
    firstMs: Number(total.first_ms),
    lastMs: Number(total.last_ms),
    addresses: total.addresses.toSorted(),
    sessions: total.sessions.toSorted(),
    grants,
    moreGrants,
  }
}

const asIdentity = 'lower(identity_key) = lower({key:String}) AND identity_key = {key:String}'
const asSession = 'session_key = {key:String}'

/** A key is of an identity or of a session; each column has an index of its own, which an OR would leave unused. */
async function columnOf(lake: TenantLake, key: string): Promise<string> {
  const found = await lake.query(({ events }) => `SELECT 1 FROM ${events} WHERE ${asSession} LIMIT 1`, {
    key,
  })
  return found.length > 0 ? asSession : asIdentity
}

type GrantRow = {
  readonly done: string
  readonly target: string
  readonly times: number
  readonly last_ms: number
}

/** As policy names it, so that use and grant compare: `s3:GetObject`. Lambda writes its API version into the name. */
const policyAction = `if(format = 'aws-cloudtrail' AND service != '',
  concat(replaceRegexpOne(toString(service), '[.]amazonaws[.]com([.]cn)?$', ''), ':',
         replaceRegexpOne(toString(action), '[0-9]{8}(v[0-9]+)?$', '')), toString(action))`
/** For AWS only an ARN says which resource it was. */
const policyResource = `if(resource = '' OR (format = 'aws-cloudtrail' AND NOT startsWith(resource, 'arn:')), '*', resource)`

/**
 * A refused call used nothing. Counted as it was logged first, and named as policy names it after that: a busy identity has
 * a million calls of a hundred kinds.
 */
async function grantsIn(
  lake: TenantLake,
  key: string,
  column: string,
): Promise<Pick<Uses, 'grants' | 'moreGrants'>> {
  const rows = await lake.query<GrantRow>(
    ({ events }) => `
      SELECT ${policyAction} AS done, ${policyResource} AS target, sum(calls) AS times,
             toUnixTimestamp64Milli(max(last)) AS last_ms
      FROM (SELECT format, service, action, resource, count() AS calls, max(time) AS last
            FROM ${events} WHERE ${column} AND status_id != 2 GROUP BY format, service, action, resource)
      GROUP BY done, target ORDER BY times DESC, done, target LIMIT ${grantsPerUseMax * 2}`,
    { key },
  )
  const grants = rows.slice(0, grantsPerUseMax).map(({ done, target, times, last_ms }) => ({
    action: done,
    resource: target,
    count: Number(times),
    lastAt: new Date(Number(last_ms)).toISOString(),
  }))
  return {
    grants: grants.toSorted((a, b) => compare(a.action, b.action) || compare(a.resource, b.resource)),
    moreGrants: rows.length - grants.length,
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
