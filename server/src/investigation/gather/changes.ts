import { markText } from '@countersign/authority/chain/chain-lookups'
import { identityParts } from '@countersign/authority/explain/identity-words'
import type { Answer, Change, ChangeFacts } from '@countersign/investigation/facts'
import { spans } from '@countersign/investigation/question'
import type { InvestigationPorts } from '../ports.ts'
import {
  type Asking,
  eventCites,
  inSpan,
  ownEventIds,
  type Span,
  spanCite,
  spanParams,
  valuesMax,
} from './asking.ts'

const changesShown = 15
const configurationsAskedMax = 20
const addressesMax = 10
/** A shorter name is part of too many others. */
const nameMinChars = 3

/** OCSF: Account Change, Entity Management, User Access Management, Group, User and Role Management. */
const changeClasses = '3001, 3004, 3005, 3006, 3007, 3008'
/** OCSF API Activity that makes, changes or deletes something that rights hang on. */
const rightsChanged = `(class_uid = 6003 AND activity_id IN (1, 3, 4)
  AND match(action, '(?i)polic|role|binding|permission|grant|accesskey|credential|trust|secret|token'))`

/** What changed for the actors before the incident, by the logs and by the configurations held. Errors: LAKE_DOWN. */
export async function gatherChanges(
  asking: Asking,
  configurations: InvestigationPorts['configurations'],
): Promise<Answer<ChangeFacts>> {
  const { firstMs, lastMs } = asking.subject
  const span: Span = { fromMs: firstMs - spans.changesBeforeMs, toMs: firstMs }
  const [credentials, found, signIns, pushed] = await Promise.all([
    credentialsOf(asking),
    changesOf(asking, span),
    signInsOf(asking, span),
    configurationsIn(asking, configurations, { fromMs: span.fromMs, toMs: lastMs + 1 }),
  ])
  const told = new Set(credentials.flatMap(({ cites }) => cites.map(({ id }) => id)))
  const changes = found.changes.filter(({ cites }) => !cites.some(({ id }) => told.has(id)))
  const value = { ...span, ...found, changes, credentials, signIns, configurations: pushed }
  return { known: true, value: { ...value, cites: [spanCite(span)] } }
}

type ChangeRow = {
  readonly event_id: string
  readonly ms: number
  readonly identity: string
  readonly done: string
  readonly status_id: number
  readonly resource: string
  readonly total: number
}

const changeColumns = `event_id, toUnixTimestamp64Milli(time) AS ms, toString(identity_key) AS identity,
  toString(action) AS done, status_id, resource`

/** By the marks that were noted when they came in: who made the actors, and who was handed their sessions and keys. */
async function credentialsOf({ lake, subject }: Asking): Promise<readonly Change[]> {
  const { actors, sessions, firstMs } = subject
  const marks = [
    ...sessions.map((key) => markText({ kind: 'issues', key })),
    ...actors.flatMap((key) => [markText({ kind: 'creates', key }), markText({ kind: 'trusts', key })]),
  ].slice(0, valuesMax)
  if (marks.length === 0) return []
  const rows = await lake.query<ChangeRow>(
    ({ events }) => `
      SELECT ${changeColumns}, 0 AS total FROM ${events}
      WHERE ${inSpan} AND hasAny(chain_marks, {marks:Array(String)})
      ORDER BY time DESC, event_id DESC LIMIT ${changesShown}`,
    { ...spanParams({ fromMs: firstMs - spans.historyMs, toMs: firstMs + 1 }), marks },
  )
  return rows.map(changeOf).toReversed()
}

async function changesOf(
  { lake, subject }: Asking,
  span: Span,
): Promise<Pick<ChangeFacts, 'changes' | 'moreChanges'>> {
  const { actors } = subject
  if (actors.length === 0) return { changes: [], moreChanges: 0 }
  const names = actors.map(bareName).filter((name) => name.length >= nameMinChars)
  const rows = await lake.query<ChangeRow>(
    ({ events }) => `
      SELECT ${changeColumns}, count() OVER () AS total FROM ${events}
      WHERE ${inSpan} AND (class_uid IN (${changeClasses}) OR ${rightsChanged})
        AND (identity_key IN {actors:Array(String)} OR multiSearchAnyCaseInsensitiveUTF8(resource, {names:Array(String)}))
        AND event_id NOT IN {own:Array(String)}
      ORDER BY time DESC, event_id DESC LIMIT ${changesShown}`,
    { ...spanParams(span), actors, names, own: ownEventIds(subject) },
  )
  const total = Number(rows[0]?.total ?? 0)
  return { changes: rows.map(changeOf).toReversed(), moreChanges: total - rows.length }
}

function bareName(identityKey: string): string {
  const parts = identityParts(identityKey)
  return 'name' in parts ? parts.name : ''
}

function changeOf({ event_id, ms, identity, done, status_id, resource }: ChangeRow): Change {
  return {
    timeMs: Number(ms),
    by: identity,
    action: done,
    outcome: status_id === 1 ? 'success' : status_id === 2 ? 'failure' : 'unknown',
    ...(resource === '' ? {} : { resource }),
    cites: eventCites(event_id),
  }
}

type SignInRow = {
  readonly identity: string
  readonly succeeded: number
  readonly failed: number
  readonly addresses: readonly string[]
  readonly first_id: string
  readonly last_id: string
}

async function signInsOf({ lake, subject }: Asking, span: Span): Promise<ChangeFacts['signIns']> {
  if (subject.actors.length === 0) return []
  const rows = await lake.query<SignInRow>(
    ({ events }) => `
      SELECT toString(identity_key) AS identity, countIf(status_id != 2) AS succeeded, countIf(status_id = 2) AS failed,
             arraySort(groupUniqArrayIf(${addressesMax})(source_ip, source_ip != '')) AS addresses,
             argMin(event_id, (time, event_id)) AS first_id, argMax(event_id, (time, event_id)) AS last_id
      FROM ${events} WHERE ${inSpan} AND class_uid = 3002 AND identity_key IN {actors:Array(String)}
      GROUP BY identity ORDER BY identity`,
    { ...spanParams(span), actors: subject.actors },
  )
  return rows.map(({ identity, succeeded, failed, addresses, first_id, last_id }) => ({
    identityKey: identity,
    succeeded: Number(succeeded),
    failed: Number(failed),
    addresses,
    cites: eventCites(first_id, last_id),
  }))
}

async function configurationsIn(
  { tenantId }: Asking,
  configurations: InvestigationPorts['configurations'],
  { fromMs, toMs }: Span,
): Promise<ChangeFacts['configurations']> {
  const listed = (await configurations.list(tenantId)).slice(0, configurationsAskedMax)
  const versions = await Promise.all(
    listed.map(({ configurationId }) => configurations.versions(tenantId, configurationId)),
  )
  return versions.flat().flatMap(({ configurationId, version, validFrom, pushedBy }) => {
    const validFromMs = Date.parse(validFrom)
    const cites = [{ kind: 'configuration', id: `${configurationId}@${version}` }] as const
    const isWithin = validFromMs >= fromMs && validFromMs < toMs
    return isWithin ? [{ configurationId, version, validFromMs, pushedBy, cites }] : []
  })
}
