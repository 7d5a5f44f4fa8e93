import { checkOf } from '@countersign/authority/checks/catalogue'
import type { CheckResult } from '@countersign/authority/checks/check'
import type { CheckedIdentity } from '@countersign/authority/checks/check-subject'
import { judgeIdentity } from '@countersign/authority/checks/judge-identity'
import { overPrivileged } from '@countersign/authority/checks/privilege-checks'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { lastEvents } from './lake-facts.ts'
import type { CheckParts } from './parts.ts'
import { type JudgedIdentity, judgedBefore, turnFailures, writeJudged } from './store.ts'
import type { CheckTables } from './tables.ts'
import { isAwsPrincipal, subjectOf, type TenantFacts } from './tenant-facts.ts'

/** Sets of authority are worked out for so many identities more in this pass: each reads the lake. */
export type SetsLeft = { count: number }

/** Worked out so long ago, sets are worked out again. */
const setsAgainMs = 24 * 3_600_000

type Before = CheckTables['identity_check'] | undefined

/** Judges identities, stores how they stand, and notes what began and what was fixed. Errors: LAKE_DOWN, STATE_DOWN. */
export async function judgeChunk(
  parts: CheckParts,
  tenantId: TenantId,
  facts: TenantFacts,
  keys: readonly string[],
  setsLeft: SetsLeft,
): Promise<void> {
  const { state } = parts
  const { records, before } = await state.forTenant(tenantId, async (tx) => ({
    records: await parts.records(tx, keys),
    before: await judgedBefore(tx, keys),
  }))
  await facts.standings.look(records.flatMap((record) => answerableKeys(facts, record)))
  const retired = records.filter(({ stage }) => stage === 'retired').map(({ key }) => key)
  const last = await lastEvents(parts.lake.forTenant(tenantId), retired)
  const judged: JudgedIdentity[] = []
  for (const record of records) {
    const one = { record, before: before.get(record.key), lastEventId: last.get(record.key) }
    judged.push(await judgeOne(parts, tenantId, facts, one, setsLeft))
  }
  const at = new Date(facts.nowMs)
  await state.forTenant(tenantId, async (tx) => {
    await writeJudged(tx, tenantId, judged, at)
    const { began, fixed } = await turnFailures(tx, tenantId, judged, at)
    const entry = (what: string) => (turn: (typeof began)[number]) => ({
      memberKey: turn.identityKey,
      what: `${what}: ${checkOf(turn.checkId)?.title ?? turn.checkId}`,
    })
    const entries = [
      ...began.map(entry('began to fail a check')),
      ...fixed.map(entry('no longer fails a check')),
    ]
    await parts.noteLife(tx, tenantId, entries, { at, who: 'identity checks' })
  })
}

function answerableKeys(
  { mandates }: TenantFacts,
  { accountable, keys }: CheckedIdentity,
): readonly string[] {
  const approvers = keys.flatMap((key) => mandates.get(key) ?? []).map(({ mandate }) => mandate.sponsor)
  return [...accountable.map(({ key }) => key), ...approvers]
}

type One = {
  readonly record: CheckedIdentity
  readonly before: Before
  readonly lastEventId: string | undefined
}

async function judgeOne(
  parts: CheckParts,
  tenantId: TenantId,
  facts: TenantFacts,
  { record, before, lastEventId }: One,
  setsLeft: SetsLeft,
): Promise<JudgedIdentity> {
  const isDue = facts.nowMs - (before?.sets_at?.getTime() ?? 0) > setsAgainMs
  const works = isDue && setsLeft.count > 0 && isAwsPrincipal(facts, record.keys)
  if (works) setsLeft.count--
  const sets = works ? await parts.setsOf(tenantId, record.key) : undefined
  const retiredSince =
    record.stage === 'retired' ? (before?.retired_since ?? new Date(facts.nowMs)) : undefined
  const subject = await subjectOf(facts, record, {
    retiredSinceMs: retiredSince?.getTime(),
    sets,
    lastEventId,
  })
  const results = judgeIdentity(subject)
  return {
    identityKey: record.key,
    results: works ? results : withSetsOf(before, results),
    setsAt: works ? new Date(facts.nowMs) : (before?.sets_at ?? undefined),
    retiredSince,
  }
}

/** Without sets this time, what they said the last time stands: otherwise a verdict would come and go. */
function withSetsOf(before: Before, results: readonly CheckResult[]): readonly CheckResult[] {
  if (before === undefined || before.sets_at === null) return results
  const { id } = overPrivileged
  const last = (JSON.parse(before.results) as readonly CheckResult[]).find(({ checkId }) => checkId === id)
  return results.map((result) =>
    result.checkId === id && result.outcome === 'unknown' && last !== undefined ? last : result,
  )
}
