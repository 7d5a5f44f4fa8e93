import { checkOf } from '@countersign/authority/checks/catalogue'
import type { CheckResult } from '@countersign/authority/checks/check'
import { sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type Failure, failureId, isTold } from './check-finding.ts'
import { type CheckTables, checkTables } from './tables.ts'

export type JudgedIdentity = {
  readonly identityKey: string
  readonly results: readonly CheckResult[]
  readonly setsAt: Date | undefined
  readonly retiredSince: Date | undefined
}

/** Rows of identities that were judged before, by key. */
export async function judgedBefore(
  tx: StateTransaction,
  keys: readonly string[],
): Promise<ReadonlyMap<string, CheckTables['identity_check']>> {
  const rows = await checkTables(tx)
    .selectFrom('identity_check')
    .selectAll()
    .where(sql<boolean>`identity_key = ANY (${[...keys]}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.identity_key, row]))
}

export async function writeJudged(
  tx: StateTransaction,
  tenantId: TenantId,
  judged: readonly JudgedIdentity[],
  at: Date,
): Promise<void> {
  if (judged.length === 0) return
  const idsOf = (results: readonly CheckResult[], outcome: CheckResult['outcome']) =>
    results.filter((one) => one.outcome === outcome).map(({ checkId }) => checkId)
  const rows = judged.map(({ identityKey, results, setsAt, retiredSince }) => ({
    tenant_id: tenantId,
    identity_key: identityKey,
    judged_at: at,
    sets_at: setsAt ?? null,
    retired_since: retiredSince ?? null,
    failed: idsOf(results, 'failed'),
    unknown: idsOf(results, 'unknown'),
    passed: idsOf(results, 'passed'),
    results: JSON.stringify(results),
  }))
  await checkTables(tx)
    .insertInto('identity_check')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'identity_key']).doUpdateSet((eb) => ({
        judged_at: eb.ref('excluded.judged_at'),
        sets_at: eb.ref('excluded.sets_at'),
        retired_since: eb.ref('excluded.retired_since'),
        failed: eb.ref('excluded.failed'),
        unknown: eb.ref('excluded.unknown'),
        passed: eb.ref('excluded.passed'),
        results: eb.ref('excluded.results'),
      })),
    )
    .execute()
}

/** What began to fail, and what was fixed. */
export type Turn = { readonly checkId: string; readonly identityKey: string }
export type Turns = { readonly began: readonly Turn[]; readonly fixed: readonly Turn[] }

/** What is no longer known was not fixed: only what passes, or is about it no more, ends a failure. */
export async function turnFailures(
  tx: StateTransaction,
  tenantId: TenantId,
  judged: readonly JudgedIdentity[],
  at: Date,
): Promise<Turns> {
  const open = await openFailures(
    tx,
    judged.map(({ identityKey }) => identityKey),
  )
  const standing = new Map(
    judged.flatMap(({ identityKey, results }) =>
      results.map((result) => [turnKey({ checkId: result.checkId, identityKey }), result] as const),
    ),
  )
  const wasOpen = new Set(open.map(turnKey))
  const began = judged.flatMap(({ identityKey, results }) =>
    results
      .filter(
        ({ outcome, checkId }) => outcome === 'failed' && !wasOpen.has(turnKey({ checkId, identityKey })),
      )
      .map(({ checkId, statement }): Failure => ({ checkId, identityKey, since: at, statement })),
  )
  const fixed = open.filter((turn) => {
    const outcome = standing.get(turnKey(turn))?.outcome
    return outcome !== 'failed' && outcome !== 'unknown'
  })
  await insertFailures(tx, tenantId, began)
  await resolve(tx, fixed, at)
  return { began, fixed }
}

const turnKey = ({ checkId, identityKey }: Turn): string => `${checkId} ${identityKey}`

async function openFailures(tx: StateTransaction, keys: readonly string[]): Promise<readonly Turn[]> {
  const rows = await checkTables(tx)
    .selectFrom('identity_check_failure')
    .select(['check_id', 'identity_key'])
    .where('resolved_at', 'is', null)
    .where(sql<boolean>`identity_key = ANY (${[...keys]}::text[])`)
    .execute()
  return rows.map(({ check_id, identity_key }) => ({ checkId: check_id, identityKey: identity_key }))
}

const insertRows = 1_000

/** What is not told counts as told at once, so that it never waits. */
async function insertFailures(
  tx: StateTransaction,
  tenantId: TenantId,
  failures: readonly Failure[],
): Promise<void> {
  const rows = failures.map((failure) => {
    const check = checkOf(failure.checkId)
    return {
      tenant_id: tenantId,
      check_id: failure.checkId,
      identity_key: failure.identityKey,
      since: failure.since,
      finding_id: failureId(tenantId, failure),
      statement: failure.statement.replaceAll('\u0000', '\ufffd'),
      told_at: check !== undefined && isTold(check) ? null : failure.since,
      resolved_at: null,
    }
  })
  for (let at = 0; at < rows.length; at += insertRows)
    await checkTables(tx)
      .insertInto('identity_check_failure')
      .values(rows.slice(at, at + insertRows))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

async function resolve(tx: StateTransaction, turns: readonly Turn[], at: Date): Promise<void> {
  for (const [checkId, own] of Map.groupBy(turns, (turn) => turn.checkId))
    await checkTables(tx)
      .updateTable('identity_check_failure')
      .set({ resolved_at: at })
      .where('check_id', '=', checkId)
      .where('resolved_at', 'is', null)
      .where(sql<boolean>`identity_key = ANY (${own.map(({ identityKey }) => identityKey)}::text[])`)
      .execute()
}

/** Failures that nobody was told of yet, oldest first. */
export async function untold(tx: StateTransaction, max: number) {
  return checkTables(tx)
    .selectFrom('identity_check_failure')
    .select(['check_id', 'identity_key', 'since', 'statement', 'finding_id'])
    .where('told_at', 'is', null)
    .where('resolved_at', 'is', null)
    .orderBy('since')
    .orderBy('finding_id')
    .limit(max)
    .execute()
}

export async function markTold(tx: StateTransaction, findingIds: readonly string[], at: Date): Promise<void> {
  await checkTables(tx)
    .updateTable('identity_check_failure')
    .set({ told_at: at })
    .where('told_at', 'is', null)
    .where(sql<boolean>`finding_id = ANY (${[...findingIds]}::text[])`)
    .execute()
}

export type CheckCounts = { readonly failed: number; readonly passed: number; readonly unknown: number }

/** By check, over everything that was judged. */
export async function countOutcomes(tx: StateTransaction): Promise<Readonly<Record<string, CheckCounts>>> {
  const { rows } = await sql<{ check_id: string; outcome: keyof CheckCounts; count: string }>`
    SELECT check_id, outcome, count(*) AS count FROM identity_check,
      LATERAL (SELECT unnest(failed) AS check_id, 'failed' AS outcome
               UNION ALL SELECT unnest(unknown), 'unknown'
               UNION ALL SELECT unnest(passed), 'passed') AS one
    GROUP BY check_id, outcome ORDER BY check_id, outcome`.execute(tx)
  const counts: Record<string, CheckCounts> = {}
  for (const { check_id, outcome, count } of rows)
    counts[check_id] = { failed: 0, passed: 0, unknown: 0, ...counts[check_id], [outcome]: Number(count) }
  return counts
}

export type JudgedMark = { readonly identityKey: string; readonly judgedAt: Date }

/** What was judged among the keys after one and up to another; without that other, to the end. */
export async function judgedMarks(
  tx: StateTransaction,
  after: string,
  upTo: string | undefined,
): Promise<readonly JudgedMark[]> {
  let query = checkTables(tx)
    .selectFrom('identity_check')
    .select(['identity_key', 'judged_at'])
    .where('identity_key', '>', after)
  if (upTo !== undefined) query = query.where('identity_key', '<=', upTo)
  const rows = await query.execute()
  return rows.map(({ identity_key, judged_at }) => ({ identityKey: identity_key, judgedAt: judged_at }))
}

/** Identities that went up in others are judged as those: their own rows and failures end. */
export async function dropGone(tx: StateTransaction, gone: readonly string[], at: Date): Promise<void> {
  if (gone.length === 0) return
  const keys = [...gone]
  await checkTables(tx)
    .deleteFrom('identity_check')
    .where(sql<boolean>`identity_key = ANY (${keys}::text[])`)
    .execute()
  await checkTables(tx)
    .updateTable('identity_check_failure')
    .set({ resolved_at: at })
    .where('resolved_at', 'is', null)
    .where(sql<boolean>`identity_key = ANY (${keys}::text[])`)
    .execute()
}

export async function writePass(
  tx: StateTransaction,
  pass: CheckTables['identity_check_pass'],
): Promise<void> {
  const { tenant_id: _, ...changed } = pass
  await checkTables(tx)
    .insertInto('identity_check_pass')
    .values(pass)
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(changed))
    .execute()
}
