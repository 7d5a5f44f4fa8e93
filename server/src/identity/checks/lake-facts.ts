import type { FindingFact, HumanUse } from '@countersign/authority/checks/check-subject'
import { kindOfKey } from '@countersign/authority/inventory/identity-kind'
import type { TenantLake } from '../../platform/lake/lake.ts'

/** Days of logs and findings that checks look at. */
export const observedDays = 30
const rowsMax = 20_000
const sessionsMax = 500_000

/** By identity: people and workloads that stood behind it. */
export type Behind = {
  readonly humans: ReadonlyMap<string, readonly HumanUse[]>
  readonly takers: ReadonlyMap<string, readonly { readonly key: string; readonly eventId: string }[]>
}

type BehindRow = {
  readonly used: string
  readonly other: string
  readonly way: HumanUse['way']
  readonly eventIds: readonly string[]
}

const within = 'time >= fromUnixTimestamp64Milli({from_ms:Int64})'

/** Who took sessions of identities, impersonated them, or signed in as them. Errors: LAKE_DOWN. */
export async function standingBehind(lake: TenantLake, fromMs: number): Promise<Behind> {
  const params = { from_ms: fromMs }
  const [taken, impersonated, signedIn] = await Promise.all([
    lake.query<BehindRow>(sessionsTaken, params),
    lake.query<BehindRow>(impersonations, params),
    lake.query<BehindRow>(passwordSignIns, params),
  ])
  const rows = [...taken, ...impersonated, ...signedIn]
  const byUsed = Map.groupBy(rows, ({ used }) => used)
  const isHuman = ({ other, way }: BehindRow) =>
    way === 'signed in with its password' || kindOfKey(other) === 'person'
  const humans = new Map<string, readonly HumanUse[]>()
  const takers = new Map<string, readonly { readonly key: string; readonly eventId: string }[]>()
  for (const [used, own] of byUsed) {
    const people = own.filter(isHuman).map(({ other, way, eventIds }) => ({ person: other, way, eventIds }))
    if (people.length > 0) humans.set(used, people)
    const workloads = own
      .filter((row) => row.way === 'took its session' && workloadKinds.has(kindOfKey(row.other)))
      .map(({ other, eventIds }) => ({ key: other, eventId: eventIds[0] ?? '' }))
    if (workloads.length > 0) takers.set(used, workloads)
  }
  return { humans, takers }
}

const workloadKinds: ReadonlySet<string> = new Set([
  'ci-workflow',
  'kubernetes-service-account',
  'workload',
  'ai-agent',
  'service-account',
])

type Tables = { readonly events: string; readonly findings: string }

/** The call that issued a session, joined to whoever used that session. */
const sessionsTaken = ({ events }: Tables) => `
  SELECT used.identity AS used, issued.issuer AS other, 'took its session' AS way,
         arraySort(groupUniqArray(3)(issued.event)) AS eventIds
  FROM (
    SELECT substring(mark, 8) AS session, toString(identity_key) AS issuer, event_id AS event
    FROM (SELECT arrayJoin(chain_marks) AS mark, identity_key, event_id FROM ${events}
          WHERE ${within} AND notEmpty(chain_marks) AND identity_key != '')
    WHERE startsWith(mark, 'issues ') LIMIT ${sessionsMax}
  ) AS issued
  INNER JOIN (
    SELECT DISTINCT session_key AS session, toString(identity_key) AS identity FROM ${events}
    WHERE ${within} AND session_key != '' AND identity_key != '' LIMIT ${sessionsMax}
  ) AS used ON used.session = issued.session
  WHERE used.identity != issued.issuer
  GROUP BY used.identity, issued.issuer ORDER BY used, other LIMIT ${rowsMax}`

const impersonations = ({ events }: Tables) => `
  SELECT used, substring(hop, 15) AS other, 'impersonated it' AS way,
         arraySort(groupUniqArray(3)(event)) AS eventIds
  FROM (SELECT toString(identity_key) AS used, toString(arrayJoin(chain)) AS hop, event_id AS event FROM ${events}
        WHERE ${within} AND notEmpty(chain) AND identity_key != '')
  WHERE startsWith(hop, 'impersonation ') GROUP BY used, other ORDER BY used, other LIMIT ${rowsMax}`

const passwordSignIns = ({ events }: Tables) => `
  SELECT toString(identity_key) AS used, toString(identity_key) AS other, 'signed in with its password' AS way,
         arraySort(groupUniqArray(3)(event_id)) AS eventIds
  FROM ${events} WHERE ${within} AND action = 'ConsoleLogin' AND status_id = 1 AND identity_key != ''
  GROUP BY used ORDER BY used LIMIT ${rowsMax}`

type FindingRow = {
  readonly key: string
  readonly findingId: string
  readonly title: string
  readonly tags: readonly string[]
}

/** Findings about identities, but for those that checks made themselves. Errors: LAKE_DOWN. */
export async function findingsAbout(
  lake: TenantLake,
  fromMs: number,
  ownRules: readonly string[],
): Promise<ReadonlyMap<string, readonly FindingFact[]>> {
  const rows = await lake.query<FindingRow>(
    ({ findings }) => `
      SELECT toString(identity_key) AS key, finding_id AS findingId, toString(rule_title) AS title,
             JSONExtract(finding, 'rule', 'tags', 'Array(String)') AS tags
      FROM ${findings}
      WHERE last_time >= fromUnixTimestamp64Milli({from_ms:Int64}) AND identity_key != '' AND reported = 1
        AND toString(rule_id) NOT IN {own:Array(String)}
      ORDER BY last_time DESC, finding_id LIMIT 1 BY finding_id LIMIT ${rowsMax}`,
    { from_ms: fromMs, own: ownRules },
  )
  const facts = rows.map(({ key, findingId, title, tags }) => ({ key, fact: { findingId, title, tags } }))
  return new Map(
    [...Map.groupBy(facts, ({ key }) => key)].map(([key, own]) => [key, own.map(({ fact }) => fact)]),
  )
}

/** The last event of each of a few identities. Errors: LAKE_DOWN. */
export async function lastEvents(
  lake: TenantLake,
  identityKeys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (identityKeys.length === 0) return new Map()
  const rows = await lake.query<{ readonly key: string; readonly id: string }>(
    ({ events }) => `
      SELECT toString(identity_key) AS key, argMax(event_id, time) AS id FROM ${events}
      WHERE identity_key IN {keys:Array(String)} GROUP BY key ORDER BY key`,
    { keys: identityKeys },
  )
  return new Map(rows.map(({ key, id }) => [key, id]))
}
