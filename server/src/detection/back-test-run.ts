import { CountersignError } from '../platform/errors.ts'
import type { TenantLake } from '../platform/lake/lake.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { endTest, partsOf, progressTest } from './back-test-store.ts'
import { openTrialThread, type TrialThread } from './back-test-thread.ts'
import type { TrialEvent } from './back-test-trial.ts'
import { overlayOf, ownOrigin } from './rule-library.ts'
import type { Rules } from './rule-service.ts'
import type { RuleTestRecord } from './tables.ts'

export type BackTestRunParts = Pick<Platform, 'state' | 'lake' | 'log'> & {
  readonly limits: Limits
  readonly rules: Pick<Rules, 'library'>
}

/** Records of up to intakeLineMaxBytes each are in memory at once. */
const pageRows = 500

/**
 * Runs one tenant's part of a test, page by page, newest events first, on a thread of its own. Killed anywhere, it is run
 * again from the start. Ends early when it is cancelled or `signal` says so; never throws for what the rule does.
 */
export async function runBackTest(
  parts: BackTestRunParts,
  tenantId: TenantId,
  testId: string,
  signal: AbortSignal,
): Promise<void> {
  const { state, log } = parts
  const [part] = await state.forTenant(tenantId, (tx) => partsOf(tx, testId))
  if (part === undefined || (part.state !== 'waiting' && part.state !== 'running')) return
  const thread = threadFor(parts, tenantId, part)
  try {
    if (!(await readAll(parts, tenantId, part, thread, signal))) return
    const result = await thread.finish()
    await state.forTenant(tenantId, (tx) => endTest(tx, testId, { state: 'done', result }))
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code === 'STATE_DOWN') throw error
    log.warn({ err: error, tenantId, testId }, 'a test of a rule failed')
    const failure = `${error.code}: ${error.code === 'RULE_INVALID' ? error.detail : 'the events could not be read'}`
    await state.forTenant(tenantId, (tx) => endTest(tx, testId, { state: 'failed', failure }))
  } finally {
    await thread.end()
  }
}

function threadFor(
  { limits, rules }: BackTestRunParts,
  tenantId: TenantId,
  part: RuleTestRecord,
): TrialThread {
  const library = rules.library()
  const { disabledRuleIds, records } = overlayOf(library, tenantId)
  const { intakeLineMaxBytes: lineMaxBytes, intakeDepthMax: jsonDepthMax } = limits
  return openTrialThread({
    rules: {
      tenantId,
      ruleId: part.rule_id,
      documents: library.ruleSet.documents,
      tenant: {
        disabledRuleIds: [...disabledRuleIds],
        documents: records.map(({ text }) => ({ ...ownOrigin, text })),
      },
      candidate: part.yaml === null ? undefined : { ...ownOrigin, text: part.yaml },
    },
    limits: { lineMaxBytes, jsonDepthMax },
    pageMaxSeconds: limits.ruleTestPageMaxSeconds,
    heapMaxBytes: limits.intakeWorkerHeapMaxBytes,
  })
}

/** False when it was cancelled, or the server stops. */
async function readAll(
  { state, lake, limits }: BackTestRunParts,
  tenantId: TenantId,
  { test_id, from_at, to_at }: RuleTestRecord,
  thread: TrialThread,
  signal: AbortSignal,
): Promise<boolean> {
  const own = lake.forTenant(tenantId)
  const span = { from_ms: from_at.getTime(), to_ms: to_at.getTime() }
  const total = Math.min(await countEvents(own, span), limits.ruleTestMaxEvents)
  let after: Position = { ms: span.to_ms, id: '' }
  for (let scanned = 0; ; ) {
    const progress = { scanned, total }
    const goesOn = await state.forTenant(tenantId, (tx) => progressTest(tx, tenantId, test_id, progress))
    if (!goesOn || signal.aborted) return false
    const page = await readPage(own, span, after, Math.min(pageRows, total - scanned))
    const last = page.at(-1)
    if (last === undefined) return true
    await thread.read(page.map(eventOf))
    scanned += page.length
    after = { ms: Number(last.ms), id: last.event_id }
  }
}

type Span = { readonly from_ms: number; readonly to_ms: number }
type Position = { readonly ms: number; readonly id: string }
type Row = {
  readonly event_id: string
  readonly ms: number
  readonly received_ms: number
  readonly format: string
  readonly raw: string
}

const inSpan =
  'time >= fromUnixTimestamp64Milli({from_ms:Int64}) AND time < fromUnixTimestamp64Milli({to_ms:Int64})'

async function countEvents(lake: TenantLake, span: Span): Promise<number> {
  const [row] = await lake.query<{ readonly events: number }>(
    ({ events }) => `SELECT count() AS events FROM ${events} WHERE ${inSpan}`,
    span,
  )
  return Number(row?.events ?? 0)
}

/** The first comparison is for the primary key, which cannot use the second. */
async function readPage(
  lake: TenantLake,
  span: Span,
  after: Position,
  rows: number,
): Promise<readonly Row[]> {
  if (rows <= 0) return []
  return lake.query<Row>(
    ({ events }) => `
      SELECT event_id, toUnixTimestamp64Milli(time) AS ms, toUnixTimestamp64Milli(received_at) AS received_ms, format, raw
      FROM ${events}
      WHERE ${inSpan} AND time <= fromUnixTimestamp64Milli({after_ms:Int64})
        AND (time, event_id) < (fromUnixTimestamp64Milli({after_ms:Int64}), {after_id:String})
      ORDER BY time DESC, event_id DESC LIMIT ${rows}`,
    { ...span, after_ms: after.ms, after_id: after.id },
  )
}

function eventOf({ event_id, received_ms, format, raw }: Row): TrialEvent {
  return { eventId: event_id, format, receivedAtMs: Number(received_ms), raw }
}
