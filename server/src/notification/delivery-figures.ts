import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'

/** Of the transaction's tenant: what was told since `from`, and what is due since before `lateBefore` and is not. */
export type DeliveryFigures = {
  readonly channelsOn: number
  readonly delivered: number
  readonly failed: number
  readonly late: number
}

export async function deliveryFigures(
  tx: StateTransaction,
  { from, lateBefore }: { readonly from: Date; readonly lateBefore: Date },
): Promise<DeliveryFigures> {
  const { rows } = await sql<DeliveryFigures>`
    SELECT (SELECT count(*)::int FROM notification_channel WHERE is_enabled) AS "channelsOn",
      (count(*) FILTER (WHERE status = 'delivered' AND finished_at >= ${from}))::int AS delivered,
      (count(*) FILTER (WHERE status IN ('refused', 'given-up') AND finished_at >= ${from}))::int AS failed,
      (count(*) FILTER (WHERE status = 'waiting' AND due_at < ${lateBefore}))::int AS late
    FROM notification_message WHERE status = 'waiting' OR finished_at >= ${from}`.execute(tx)
  return rows[0] as DeliveryFigures
}
