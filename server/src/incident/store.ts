import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import type { RuleTotal } from '@countersign/incident/group-findings'
import type { Group } from '@countersign/incident/grouping'
import { sql, type Transaction } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { storableKey } from './storable.ts'
import type { HistoryRecord, IncidentRecord, IncidentTables } from './tables.ts'

type Tx = Transaction<IncidentTables>

/** Bodies of findings kept per rule and incident; further ones are counted, and stay in the lake. */
export const findingsKeptPerRule = 100

export const tablesOf = (tx: StateTransaction): Tx => tx.withTables<IncidentTables>()

/** One writer at a time per tenant: grouping reads what it then changes. Held until the transaction ends. */
export async function lockTenant(tx: StateTransaction, tenantId: TenantId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`incident ${tenantId}`}, 0))`.execute(tx)
}

export async function knownFindingIds(
  tx: StateTransaction,
  findingIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tablesOf(tx)
    .selectFrom('incident_finding')
    .select('finding_id')
    .where('finding_id', 'in', [...findingIds])
    .execute()
  return new Set(rows.map((row) => row.finding_id))
}

export type KnownFinding = { readonly incidentId: string; readonly firstMs: number; readonly lastMs: number }

/** Where these findings are, and the span of their events when they were last recorded; by finding id. */
export async function knownFindings(
  tx: StateTransaction,
  findingIds: readonly string[],
): Promise<ReadonlyMap<string, KnownFinding>> {
  const rows = await tablesOf(tx)
    .selectFrom('incident_finding')
    .select(['finding_id', 'incident_id', 'first_at', 'last_at'])
    .where('finding_id', 'in', [...findingIds])
    .execute()
  return new Map(
    rows.map((row) => [
      row.finding_id,
      {
        incidentId: row.incident_id,
        firstMs: row.first_at.getTime(),
        lastMs: row.last_at.getTime(),
      },
    ]),
  )
}

/** Takes the place of an earlier state of the same finding. Its body stays left out where it was left out. */
export async function replaceFinding(tx: StateTransaction, finding: DetectionFinding): Promise<void> {
  await tablesOf(tx)
    .updateTable('incident_finding')
    .set({
      first_at: new Date(finding.firstMs),
      last_at: new Date(finding.lastMs),
      finding: sql`CASE WHEN finding IS NULL THEN NULL ELSE ${JSON.stringify(finding)} END`,
    })
    .where('finding_id', '=', finding.findingId)
    .execute()
}

/** Open groups that share a key and are near in time: those a finding could join. */
export async function groupsNear(
  tx: StateTransaction,
  keys: readonly string[],
  from: Date,
  to: Date,
): Promise<readonly Group[]> {
  const rows = await tablesOf(tx)
    .selectFrom('incident')
    .select('grouping')
    .where('status', '<>', 'resolved')
    .where('last_at', '>=', from)
    .where('first_at', '<=', to)
    .where(sql<boolean>`link_keys && ${keys.map(storableKey)}::text[]`)
    .execute()
  return rows.map((row) => JSON.parse(row.grouping) as Group)
}

export async function addFinding(
  tx: StateTransaction,
  incidentId: string,
  finding: DetectionFinding,
): Promise<void> {
  const kept = await tablesOf(tx)
    .selectFrom('incident_finding')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('incident_id', '=', incidentId)
    .where('rule_id', '=', finding.rule.id)
    .where('finding', 'is not', null)
    .executeTakeFirstOrThrow()
  await tablesOf(tx)
    .insertInto('incident_finding')
    .values({
      tenant_id: finding.tenantId,
      finding_id: finding.findingId,
      incident_id: incidentId,
      rule_id: finding.rule.id,
      first_at: new Date(finding.firstMs),
      last_at: new Date(finding.lastMs),
      // PostgreSQL text holds no NUL; JSON writes it as an escape, so nothing is lost.
      finding: kept.count < findingsKeptPerRule ? JSON.stringify(finding) : null,
    })
    .execute()
}

export type KeptFindings = {
  readonly findings: readonly DetectionFinding[]
  readonly totals: ReadonlyMap<string, RuleTotal>
  readonly count: number
}

export async function findingsOf(
  tx: StateTransaction,
  incidentId: string,
  max: number,
): Promise<KeptFindings> {
  const rows = await tablesOf(tx)
    .selectFrom('incident_finding')
    .select('finding')
    .where('incident_id', '=', incidentId)
    .where('finding', 'is not', null)
    .orderBy('first_at')
    .orderBy('finding_id')
    .limit(max)
    .execute()
  const totals = await tablesOf(tx)
    .selectFrom('incident_finding')
    .select(({ fn }) => [
      'rule_id',
      fn.countAll<number>().as('count'),
      fn.min('first_at').as('first_at'),
      fn.max('last_at').as('last_at'),
    ])
    .where('incident_id', '=', incidentId)
    .groupBy('rule_id')
    .execute()
  return {
    findings: rows.map((row) => JSON.parse(row.finding ?? '') as DetectionFinding),
    totals: new Map(totals.map((row) => [row.rule_id, totalOf(row)])),
    count: totals.reduce((sum, row) => sum + row.count, 0),
  }
}

function totalOf(row: { count: number; first_at: Date; last_at: Date }): RuleTotal {
  return { findings: row.count, firstMs: row.first_at.getTime(), lastMs: row.last_at.getTime() }
}

export async function incidentRecord(
  tx: StateTransaction,
  incidentId: string,
): Promise<IncidentRecord | undefined> {
  return tablesOf(tx)
    .selectFrom('incident')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .executeTakeFirst()
}

export async function nextChange(tx: StateTransaction): Promise<number> {
  const { rows } = await sql<{ seq: number }>`SELECT nextval('incident_change_seq') AS seq`.execute(tx)
  return rows[0]?.seq ?? 0
}

/** Writes everything but what people decide: status, resolution and assignee stay as they are. */
export async function saveIncident(tx: StateTransaction, record: IncidentRecord): Promise<void> {
  const {
    status: _,
    assignee: __,
    created_at: ___,
    merged_into: ____,
    resolution: _____,
    ...derived
  } = record
  await tablesOf(tx)
    .insertInto('incident')
    .values(record)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'incident_id']).doUpdateSet(derived))
    .execute()
}

/** When a row changed, and its place in the order of changes. */
export type Changed = { readonly updated_at: Date; readonly change_seq: number }

export async function setByPerson(
  tx: StateTransaction,
  incidentId: string,
  change: Partial<Pick<IncidentRecord, 'status' | 'assignee' | 'resolution' | 'snoozed_until'>> & Changed,
): Promise<void> {
  await tablesOf(tx).updateTable('incident').set(change).where('incident_id', '=', incidentId).execute()
}

export async function addHistory(tx: StateTransaction, entry: Omit<HistoryRecord, 'entry'>): Promise<void> {
  await tablesOf(tx).insertInto('incident_history').values(entry).execute()
}

export async function historyOf(tx: StateTransaction, incidentId: string, max: number) {
  return tablesOf(tx)
    .selectFrom('incident_history')
    .select(['at', 'who', 'what'])
    .where('incident_id', '=', incidentId)
    .orderBy('entry', 'desc')
    .limit(max)
    .execute()
}

export type ChangeRow = Pick<
  IncidentRecord,
  'tenant_id' | 'incident_id' | 'change_seq' | 'created_at' | 'updated_at'
>

/**
 * What changed after a sequence number. Numbers are given before their transaction commits, so one may appear after a
 * higher one: everything changed in the seconds before that number was reached is told again.
 */
export async function changesSince(
  tx: StateTransaction,
  seq: number,
  overlapMs: number,
  max: number,
): Promise<readonly ChangeRow[]> {
  return tablesOf(tx)
    .selectFrom('incident')
    .select(['tenant_id', 'incident_id', 'change_seq', 'created_at', 'updated_at'])
    .where('reported', '=', true)
    .where(
      sql<boolean>`(change_seq > ${seq} OR updated_at >= (SELECT max(updated_at) FROM incident WHERE change_seq <= ${seq}) - make_interval(secs => ${overlapMs / 1000}))`,
    )
    .orderBy('change_seq')
    .limit(max)
    .execute()
}

export async function sweptTo(tx: StateTransaction): Promise<Date | undefined> {
  const row = await tablesOf(tx).selectFrom('incident_sweep').select('swept_to').executeTakeFirst()
  return row?.swept_to
}

export async function setSweptTo(tx: StateTransaction, tenantId: TenantId, to: Date): Promise<void> {
  await tablesOf(tx)
    .insertInto('incident_sweep')
    .values({ tenant_id: tenantId, swept_to: to })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ swept_to: to }))
    .execute()
}

export type Issuers = readonly (readonly [sessionKey: string, issuer: EventFacts])[]

/** Snoozes that are over: cleared, each with its place in the order of changes. */
export async function wakeDue(tx: StateTransaction, now: Date): Promise<readonly IncidentRecord[]> {
  return tablesOf(tx)
    .updateTable('incident')
    .set({ snoozed_until: null, updated_at: now, change_seq: sql`nextval('incident_change_seq')` })
    .where('snoozed_until', '<=', now)
    .returningAll()
    .execute()
}
