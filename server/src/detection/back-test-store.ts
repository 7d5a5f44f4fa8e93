import type { BackTestOfTenant, BackTestResult } from '@countersign/api/back-test'
import type { Transaction } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { DetectionTables, RuleTestRecord } from './tables.ts'

const tablesOf = (tx: StateTransaction): Transaction<DetectionTables> => tx.withTables<DetectionTables>()

export type NewRuleTest = Omit<RuleTestRecord, 'state' | 'scanned' | 'total' | 'failure' | 'result'>

export async function addTest(tx: StateTransaction, test: NewRuleTest): Promise<void> {
  await tablesOf(tx)
    .insertInto('rule_test')
    .values({ ...test, state: 'waiting', scanned: 0, total: 0, failure: null, result: null })
    .execute()
}

/** Parts of a test, of the tenants that the transaction sees. */
export async function partsOf(tx: StateTransaction, testId: string): Promise<readonly RuleTestRecord[]> {
  return tablesOf(tx)
    .selectFrom('rule_test')
    .selectAll()
    .where('test_id', '=', testId)
    .orderBy('tenant_id')
    .execute()
}

/** The newest tests, without their results. */
export async function latestTests(
  tx: StateTransaction,
  max: number,
): Promise<readonly Omit<RuleTestRecord, 'result' | 'yaml'>[]> {
  return tablesOf(tx)
    .selectFrom('rule_test')
    .select([
      'tenant_id',
      'test_id',
      'rule_id',
      'title',
      'kind',
      'from_at',
      'to_at',
      'state',
      'scanned',
      'total',
    ])
    .select(['failure', 'by_name', 'created_at'])
    .orderBy('created_at', 'desc')
    .orderBy('test_id')
    .limit(max)
    .execute()
}

export async function unfinishedTests(tx: StateTransaction): Promise<number> {
  const { count } = await tablesOf(tx)
    .selectFrom('rule_test')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirstOrThrow()
  return count
}

/** False when it is over: somebody cancelled it meanwhile. */
export async function progressTest(
  tx: StateTransaction,
  tenantId: TenantId,
  testId: string,
  progress: { readonly scanned: number; readonly total: number },
): Promise<boolean> {
  const row = await tablesOf(tx)
    .updateTable('rule_test')
    .set({ ...progress, state: 'running' })
    .where('tenant_id', '=', tenantId)
    .where('test_id', '=', testId)
    .where('state', 'in', ['waiting', 'running'])
    .returning('test_id')
    .executeTakeFirst()
  return row !== undefined
}

export type Ending =
  | { readonly state: 'done'; readonly result: BackTestResult }
  | { readonly state: 'failed'; readonly failure: string }
  | { readonly state: 'cancelled' }

/** Ends the unfinished parts that the transaction sees; how many there were. */
export async function endTest(tx: StateTransaction, testId: string, ending: Ending): Promise<number> {
  const { numUpdatedRows } = await tablesOf(tx)
    .updateTable('rule_test')
    .set({
      state: ending.state,
      ...(ending.state === 'done' ? { result: JSON.stringify(ending.result) } : {}),
      ...(ending.state === 'failed' ? { failure: ending.failure } : {}),
    })
    .where('test_id', '=', testId)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export async function forgetTests(tx: StateTransaction, before: Date): Promise<void> {
  await tablesOf(tx).deleteFrom('rule_test').where('created_at', '<', before).execute()
}

export function partShape(
  part: Omit<RuleTestRecord, 'result' | 'yaml'>,
  result: string | null,
): BackTestOfTenant {
  return {
    tenantId: part.tenant_id,
    state: part.state,
    scanned: part.scanned,
    total: part.total,
    failure: part.failure,
    result: result === null ? null : (JSON.parse(result) as BackTestResult),
  }
}
