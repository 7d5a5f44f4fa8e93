import type { Selectable } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type DecisionTables, decisionTables } from './tables.ts'

export type StoredDecision = Selectable<DecisionTables['decision']>

export type DecisionFilter = {
  readonly subject: string | undefined
  readonly action: string | undefined
  readonly resource: string | undefined
  readonly mandateId: string | undefined
  readonly allowed: boolean | undefined
  readonly from: Date | undefined
  readonly to: Date | undefined
  /** The id that the page before ended with. */
  readonly after: string | undefined
  readonly limit: number
}

/** Newest first; one row more than the limit when there is a next page. */
export async function listDecisions(
  tx: StateTransaction,
  { subject, action, resource, mandateId, allowed, from, to, after, limit }: DecisionFilter,
): Promise<readonly Omit<StoredDecision, 'record'>[]> {
  let query = decisionTables(tx)
    .selectFrom('decision')
    .select([
      'tenant_id',
      'decision_id',
      'at',
      'subject',
      'action',
      'resource',
      'allowed',
      'reason',
      'mandate_id',
    ])
  const equal = { subject, action, resource, mandate_id: mandateId, allowed }
  for (const [column, value] of Object.entries(equal))
    if (value !== undefined) query = query.where(column as keyof typeof equal, '=', value as never)
  // Ids begin with the time, so that the key of the table finds a span of it.
  if (from !== undefined) query = query.where('decision_id', '>=', idFrom(from))
  if (to !== undefined) query = query.where('decision_id', '<', idFrom(to))
  if (after !== undefined) query = query.where('decision_id', '<', after)
  return query
    .orderBy('decision_id', 'desc')
    .limit(limit + 1)
    .execute()
}

const idFrom = (time: Date): string => Math.max(0, time.getTime()).toString(16).padStart(12, '0')

export async function findDecision(
  tx: StateTransaction,
  decisionId: string,
): Promise<StoredDecision | undefined> {
  return decisionTables(tx)
    .selectFrom('decision')
    .selectAll()
    .where('decision_id', '=', decisionId)
    .executeTakeFirst()
}

/** What a mandate allowed since a moment; milliseconds since the epoch. */
export async function allowedSince(
  tx: StateTransaction,
  mandateId: string,
  sinceMs: number,
): Promise<readonly { readonly decisionId: string; readonly atMs: number }[]> {
  const rows = await decisionTables(tx)
    .selectFrom('decision')
    .select(['decision_id', 'at'])
    .where('decision_id', '>=', idFrom(new Date(sinceMs)))
    .where('mandate_id', '=', mandateId)
    .where('allowed', '=', true)
    .execute()
  return rows.map(({ decision_id, at }) => ({ decisionId: decision_id, atMs: at.getTime() }))
}

/** Resolves to how many are gone. */
export async function forgetDecisions(tx: StateTransaction, before: Date): Promise<number> {
  const { numDeletedRows } = await decisionTables(tx)
    .deleteFrom('decision')
    .where('decision_id', '<', idFrom(before))
    .executeTakeFirst()
  await decisionTables(tx).deleteFrom('step_up').where('created_at', '<', before).execute()
  return Number(numDeletedRows)
}
