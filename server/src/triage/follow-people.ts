import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { IncidentOutcome } from '../incident/service.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Measured } from './autonomy.ts'
import { labelOf } from './labels.ts'
import { tables } from './tables.ts'
import type { LatestVerdict } from './verdict-store.ts'

export type Following = {
  readonly tenantId: TenantId
  readonly now: Date
  readonly outcomes: readonly IncidentOutcome[]
  readonly measured: Measured & { readonly byIncident: ReadonlyMap<string, LatestVerdict> }
  /** Share of closings that are reviewed. */
  readonly auditPercent: number
}

/** Writes down what people did since the last look: what they decided, and which closings they reversed. */
export async function followPeople(tx: StateTransaction, following: Following): Promise<void> {
  const closings = new Map(following.measured.closings.map((row) => [row.incident_id, row]))
  for (const outcome of following.outcomes) {
    const closing = closings.get(outcome.incidentId)
    if (closing !== undefined && outcome.status !== 'resolved' && closing.reversed_at === null)
      await noteReversal(tx, outcome, closing.is_done, following.now)
    if (closing === undefined || closing.reversed_at !== null) await noteOutcome(tx, following, outcome)
    if (outcome.status === 'resolved') await sample(tx, following, outcome, closing?.reversed_at === null)
  }
}

/** A closing that a crash kept from being made is no reversal. */
async function noteReversal(
  tx: StateTransaction,
  { incidentId }: IncidentOutcome,
  isDone: boolean,
  now: Date,
): Promise<void> {
  if (!isDone) {
    await tables(tx).deleteFrom('triage_closing').where('incident_id', '=', incidentId).execute()
    return
  }
  const { rows } = await lastReopening(tx, incidentId)
  await tables(tx)
    .updateTable('triage_closing')
    .set({ reversed_at: now, reversed_by: rows[0]?.who ?? null })
    .where('incident_id', '=', incidentId)
    .execute()
}

async function lastReopening(tx: StateTransaction, incidentId: string) {
  return sql<{ who: string }>`
    SELECT who FROM incident_history WHERE incident_id = ${incidentId} AND what LIKE 'changed the status from resolved%'
    ORDER BY entry DESC LIMIT 1`.execute(tx)
}

/** The verdict that stood when the person decided; one that came after would agree with itself. */
async function noteOutcome(
  tx: StateTransaction,
  { tenantId, measured, now }: Following,
  outcome: IncidentOutcome,
): Promise<void> {
  const label = labelOf(outcome)
  const known = measured.outcomes.find(({ incident_id }) => incident_id === outcome.incidentId)
  const verdict = measured.byIncident.get(outcome.incidentId)
  if (label === undefined || known?.label === label || verdict === undefined) return
  if (known === undefined && verdict.decided_at.getTime() > outcome.updatedMs) return
  const { verdict_id, verdict: said, probability, families } = verdict
  const at = known === undefined ? new Date(outcome.updatedMs) : now
  await tables(tx)
    .insertInto('triage_outcome')
    .values({
      tenant_id: tenantId,
      incident_id: outcome.incidentId,
      verdict_id,
      verdict: said,
      probability,
      families,
      label,
      at,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'incident_id']).doUpdateSet({ label, at }))
    .execute()
}

/** As many closings of people as of the platform's, so that being in the list tells nothing. Drawn by hash. */
async function sample(
  tx: StateTransaction,
  { tenantId, measured, now, auditPercent }: Following,
  { incidentId }: IncidentOutcome,
  isOurs: boolean,
): Promise<void> {
  const verdict = measured.byIncident.get(incidentId)
  const isKnown = measured.reviews.some(({ incident_id }) => incident_id === incidentId)
  if (verdict === undefined || isKnown || !isDrawn(tenantId, incidentId, auditPercent)) return
  await tables(tx)
    .insertInto('triage_review')
    .values({
      tenant_id: tenantId,
      incident_id: incidentId,
      closed_by: isOurs ? 'platform' : 'person',
      families: verdict.families,
      sampled_at: now,
      label: null,
      reviewed_at: null,
      reviewed_by: null,
      note: null,
    })
    .execute()
}

export function isDrawn(tenantId: TenantId, incidentId: string, percent: number): boolean {
  const digest = createHash('sha256').update(`review ${tenantId} ${incidentId}`).digest()
  return digest.readUInt32BE() < (percent / 100) * 2 ** 32
}
