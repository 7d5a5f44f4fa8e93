import { type SelectQueryBuilder, sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import { storableText } from './storable.ts'
import { tablesOf } from './store.ts'
import type { IncidentRecord, IncidentTables } from './tables.ts'

/** What a row of the queue shows; explanations stay where they are. */
const rowColumns = [
  'tenant_id',
  'incident_id',
  'title',
  'statement',
  'severity',
  'status',
  'identities',
  'hosts',
  'first_at',
  'last_at',
  'updated_at',
  'finding_count',
  'rule_count',
  'assignee',
  'snoozed_until',
  'resolution',
  'change_seq',
] as const satisfies readonly (keyof IncidentRecord)[]

export type QueueRecord = Pick<IncidentRecord, (typeof rowColumns)[number]>

/** A place in the queue's order: most severe first, then newest. */
export type QueuePosition = {
  readonly severity: number
  readonly lastMs: number
  readonly incidentId: string
}

/** `open` and the statuses of open incidents leave out what is snoozed; `unresolved` does not. */
export type QueueState = IncidentRecord['status'] | 'open' | 'snoozed' | 'unresolved'

export type QueueFilter = {
  readonly status?: QueueState | undefined
  readonly severity?: number | undefined
  readonly assignee?: string | undefined
  readonly unassigned?: boolean | undefined
  readonly identity?: string | undefined
  /** Words that all occur in what the row says. */
  readonly words: readonly string[]
  readonly now: Date
}

type Rows = SelectQueryBuilder<IncidentTables, 'incident', unknown>

export async function queue(
  tx: StateTransaction,
  filter: QueueFilter,
  page: { readonly after?: QueuePosition | undefined; readonly limit: number },
): Promise<readonly QueueRecord[]> {
  const rows = filtered(tx, filter)
  return (page.after === undefined ? rows : rows.where(isAfter(page.after)))
    .select(rowColumns)
    .orderBy(severityFor(filter), 'desc')
    .orderBy('last_at', 'desc')
    .orderBy('incident_id')
    .limit(page.limit)
    .execute()
}

export type Near = Pick<IncidentRecord, 'tenant_id' | 'incident_id'>

/** The rows before and after a place, which need not be in the filtered queue itself. */
export async function queueNeighbours(
  tx: StateTransaction,
  filter: QueueFilter,
  place: QueuePosition,
): Promise<{ readonly previous: Near | undefined; readonly next: Near | undefined }> {
  const next = await filtered(tx, filter)
    .where(isAfter(place))
    .select(['tenant_id', 'incident_id'])
    .orderBy(severityFor(filter), 'desc')
    .orderBy('last_at', 'desc')
    .orderBy('incident_id')
    .executeTakeFirst()
  const previous = await filtered(tx, filter)
    .where(isBefore(place))
    .select(['tenant_id', 'incident_id'])
    .orderBy(severityFor(filter))
    .orderBy('last_at')
    .orderBy('incident_id', 'desc')
    .executeTakeFirst()
  return { previous, next }
}

/**
 * Words may be held by few rows or none. To look for those along the index of the order means to fetch each row of the
 * table by itself, which takes longer than to read the table and to sort what is found: a sum is not in the index.
 */
function severityFor({ words }: QueueFilter) {
  return words.length === 0 ? sql.ref<number>('severity') : sql<number>`severity + 0`
}

function filtered(tx: StateTransaction, filter: QueueFilter): Rows {
  const { status, severity, assignee, unassigned, identity, words, now } = filter
  let rows: Rows = tablesOf(tx)
    .selectFrom('incident')
    .where('reported', '=', true)
    .where('merged_into', 'is', null)
  if (status !== undefined) rows = inState(rows, status, now)
  if (severity !== undefined) rows = rows.where('severity', '=', severity)
  if (unassigned === true) rows = rows.where('assignee', 'is', null)
  if (assignee !== undefined) rows = rows.where('assignee', '=', assignee)
  if (identity !== undefined)
    rows = rows.where(sql<boolean>`identities @> ${[storableText(identity)]}::text[]`)
  for (const word of words) rows = rows.where(says(word))
  return rows
}

function inState(rows: Rows, status: QueueState, now: Date): Rows {
  if (status === 'resolved') return rows.where('status', '=', 'resolved')
  if (status === 'unresolved') return rows.where('status', '<>', 'resolved')
  if (status === 'snoozed') return rows.where('status', '<>', 'resolved').where('snoozed_until', '>', now)
  const awake = rows.where(isAwake(now))
  return status === 'open' ? awake.where('status', '<>', 'resolved') : awake.where('status', '=', status)
}

const isAwake = (now: Date) => sql<boolean>`(snoozed_until IS NULL OR snoozed_until <= ${now})`

function says(word: string) {
  return sql<boolean>`position(lower(${storableText(word)}) IN lower(concat_ws(' ', title, statement,
    array_to_string(identities, ' '), array_to_string(hosts, ' '), incident_id))) > 0`
}

/** The first comparison is for the index, which cannot use the second. */
function isAfter({ severity, lastMs, incidentId }: QueuePosition) {
  const last = new Date(lastMs)
  return sql<boolean>`(severity <= ${severity}::smallint AND (severity < ${severity}::smallint OR last_at < ${last}
    OR (last_at = ${last} AND incident_id > ${incidentId}::text)))`
}

function isBefore({ severity, lastMs, incidentId }: QueuePosition) {
  const last = new Date(lastMs)
  return sql<boolean>`(severity >= ${severity}::smallint AND (severity > ${severity}::smallint OR last_at > ${last}
    OR (last_at = ${last} AND incident_id < ${incidentId}::text)))`
}

/** Open incidents that are not snoozed, by severity. */
export async function openCounts(tx: StateTransaction, now: Date): Promise<ReadonlyMap<number, number>> {
  const rows = await tablesOf(tx)
    .selectFrom('incident')
    .select(({ fn }) => ['severity', fn.countAll<number>().as('count')])
    .where('reported', '=', true)
    .where('merged_into', 'is', null)
    .where('status', '<>', 'resolved')
    .where(isAwake(now))
    .groupBy('severity')
    .execute()
  return new Map(rows.map((row) => [row.severity, row.count]))
}

export type TenantSeverityCount = {
  readonly tenant_id: string
  readonly severity: number
  readonly count: number
}

/** The same for each tenant by itself; a tenant without any is not among them. */
export async function openCountsByTenant(
  tx: StateTransaction,
  now: Date,
): Promise<readonly TenantSeverityCount[]> {
  return tablesOf(tx)
    .selectFrom('incident')
    .select(({ fn }) => ['tenant_id', 'severity', fn.countAll<number>().as('count')])
    .where('reported', '=', true)
    .where('merged_into', 'is', null)
    .where('status', '<>', 'resolved')
    .where(isAwake(now))
    .groupBy(['tenant_id', 'severity'])
    .execute()
}

export type IdentityCount = {
  readonly tenant_id: string
  readonly identity: string
  readonly incidents: number
}

/** Open incidents of these identities, snoozed ones too. */
export async function openByIdentity(
  tx: StateTransaction,
  identities: readonly string[],
): Promise<readonly IdentityCount[]> {
  const { rows } = await sql<IdentityCount>`
    SELECT tenant_id, identity, count(*)::int AS incidents FROM incident, unnest(identities) AS identity
    WHERE reported AND merged_into IS NULL AND status <> 'resolved'
      AND identities && ${identities}::text[] AND identity = ANY (${identities}::text[])
    GROUP BY tenant_id, identity`.execute(tx)
  return rows
}
