import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'

/** Of the transaction's tenant: proposals since `from`, and those open since before `lateBefore`. */
export type ProposalFigures = {
  readonly proposed: number
  readonly decided: number
  readonly proposalsLate: number
}

export async function proposalFigures(
  tx: StateTransaction,
  { from, lateBefore }: { readonly from: Date; readonly lateBefore: Date },
): Promise<ProposalFigures> {
  const { rows } = await sql<ProposalFigures>`
    SELECT (count(*) FILTER (WHERE at >= ${from}))::int AS proposed,
      (count(*) FILTER (WHERE decided_at >= ${from}))::int AS decided,
      (count(*) FILTER (WHERE status = 'open' AND at < ${lateBefore}))::int AS "proposalsLate"
    FROM proposal`.execute(tx)
  return rows[0] as ProposalFigures
}
