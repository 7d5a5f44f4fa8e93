import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'

/** All of the transaction's tenant, counted where the rows are. */
export type InventoryFigures = {
  readonly identities: number
  readonly ownerless: number
  readonly foldedToMs: number | undefined
}

export async function inventoryFigures(tx: StateTransaction): Promise<InventoryFigures> {
  const { rows } = await sql<{ identities: number; ownerless: number; folded_to: Date | null }>`
    SELECT count(*)::int AS identities, (count(*) FILTER (WHERE NOT has_owner AND stage <> 'retired'))::int AS ownerless,
      (SELECT max(folded_to) FROM identity_fold) AS folded_to
    FROM identity`.execute(tx)
  const { identities, ownerless, folded_to } = rows[0] as (typeof rows)[number]
  return { identities, ownerless, foldedToMs: folded_to?.getTime() }
}

export type MandateFigures = {
  readonly inForce: number
  readonly pastReview: number
  readonly pastEnd: number
  readonly withoutSponsor: number
}

export async function mandateFigures(tx: StateTransaction, now: Date): Promise<MandateFigures> {
  const { rows } = await sql<MandateFigures>`
    SELECT count(*)::int AS "inForce", (count(*) FILTER (WHERE review_at < ${now}))::int AS "pastReview",
      (count(*) FILTER (WHERE expires_at < ${now}::timestamptz - interval '1 day'))::int AS "pastEnd",
      (count(*) FILTER (WHERE sponsor IS NULL))::int AS "withoutSponsor"
    FROM mandate WHERE status = 'approved'`.execute(tx)
  return rows[0] as MandateFigures
}

export type DecisionFigures = {
  readonly decisions: number
  readonly denied: number
  readonly withoutReason: number
}

export async function decisionFigures(tx: StateTransaction, from: Date): Promise<DecisionFigures> {
  const { rows } = await sql<DecisionFigures>`
    SELECT count(*)::int AS decisions, (count(*) FILTER (WHERE NOT allowed))::int AS denied,
      (count(*) FILTER (WHERE reason = ''))::int AS "withoutReason"
    FROM decision WHERE at >= ${from}`.execute(tx)
  return rows[0] as DecisionFigures
}

export type CheckFigures = {
  readonly passedAtMs: number | undefined
  readonly identities: number
  readonly waiting: number
  readonly failing: number
  readonly untold: number
}

/** A failure that is not told yet counts as untold when it began before `lateBefore`. */
export async function checkFigures(tx: StateTransaction, lateBefore: Date): Promise<CheckFigures> {
  const { rows } = await sql<Omit<CheckFigures, 'passedAtMs'> & { readonly passed_at: Date | null }>`
    SELECT max(passed_at) AS passed_at, coalesce(max(identities), 0)::int AS identities,
      coalesce(max(waiting), 0)::int AS waiting,
      (SELECT count(*)::int FROM identity_check_failure WHERE resolved_at IS NULL) AS failing,
      (SELECT count(*)::int FROM identity_check_failure
       WHERE resolved_at IS NULL AND told_at IS NULL AND since < ${lateBefore}) AS untold
    FROM identity_check_pass`.execute(tx)
  const { passed_at, ...counts } = rows[0] as (typeof rows)[number]
  return { ...counts, passedAtMs: passed_at?.getTime() }
}

export type AnswerFigures = {
  readonly stepUpsLate: number
  readonly revocations: number
  readonly signalsDelivered: number
  readonly signalsLost: number
  readonly signalsLate: number
}

/** What was taken away, who outside was told, and what of it waits since before `lateBefore`. */
export async function answerFigures(
  tx: StateTransaction,
  { from, now, lateBefore }: { readonly from: Date; readonly now: Date; readonly lateBefore: Date },
): Promise<AnswerFigures> {
  const { rows } = await sql<AnswerFigures>`
    SELECT (SELECT count(*)::int FROM step_up
        WHERE status = 'waiting' AND expires_at >= ${from} AND expires_at < ${now}) AS "stepUpsLate",
      (SELECT count(*)::int FROM mandate_change WHERE change = 'revoked' AND at >= ${from}) AS revocations,
      (count(*) FILTER (WHERE status = 'delivered' AND finished_at >= ${from}))::int AS "signalsDelivered",
      (count(*) FILTER (WHERE status IN ('refused', 'given-up') AND finished_at >= ${from}))::int AS "signalsLost",
      (count(*) FILTER (WHERE status = 'waiting' AND created_at < ${lateBefore}))::int AS "signalsLate"
    FROM signal_outbox WHERE status = 'waiting' OR finished_at >= ${from}`.execute(tx)
  return rows[0] as AnswerFigures
}
