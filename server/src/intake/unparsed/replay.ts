import type { ReplayResult } from '@countersign/api/source'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Lake, LakeBatch } from '../../platform/lake/lake.ts'
import type { State, StateTransaction } from '../../platform/state/state.ts'
import type { SourceId, TenantId } from '../../platform/tenancy/tenant-id.ts'
import { keptLinesBody } from '../body/frame-lines.ts'
import type { BatchDone } from '../worker/batch.ts'
import type { WorkerPool } from '../worker/pool.ts'
import { type LinePosition, type UnparsedRow, unparsedPage } from './kept-line.ts'
import { lockReplays, rememberReplay, replayTimes } from './replay-store.ts'

export type ReplayDeps = {
  readonly lake: Lake
  readonly state: State
  readonly clock: Clock
  readonly pool: Pick<WorkerPool, 'read' | 'giveBack'>
  readonly found: (tenantId: TenantId, findings: readonly DetectionFinding[]) => void
}

export type ReplaySource = {
  readonly tenantId: TenantId
  readonly sourceId: SourceId
  readonly format: string
}

const pageLines = 500
/** Lines of one call; calling again goes on with those that are still unread. */
export const replayMaxLines = 20_000

/**
 * Reads a source's unparsed lines again. What can be read becomes events under the ids they would have had; a line
 * that was replayed before is left alone. Killed anywhere, it may simply be called again. Errors: LAKE_DOWN, STATE_DOWN.
 */
export async function replayUnparsed(deps: ReplayDeps, source: ReplaySource): Promise<ReplayResult> {
  const total = { read: 0, nowParsed: 0, stillUnparsed: 0 }
  let after: LinePosition | undefined
  while (total.read < replayMaxLines) {
    const page = await unparsedPage(deps.lake, source.tenantId, source.sourceId, pageLines, after)
    const last = page.at(-1)
    if (last === undefined) break
    const { read, nowParsed } = await deps.state.forTenant(source.tenantId, (tx) =>
      replayPage(deps, source, tx, page),
    )
    total.read += read
    total.nowParsed += nowParsed
    total.stillUnparsed += read - nowParsed
    after = { ms: last.ms, lineId: last.line_id }
  }
  return total
}

async function replayPage(
  deps: ReplayDeps,
  source: ReplaySource,
  tx: StateTransaction,
  page: readonly UnparsedRow[],
): Promise<{ readonly read: number; readonly nowParsed: number }> {
  const { tenantId, sourceId } = source
  await lockReplays(tx, tenantId)
  const replayed = await replayTimes(
    tx,
    page.map(({ line_id }) => line_id),
  )
  const open = page.filter(({ line_id }) => !replayed.has(line_id))
  if (open.length === 0) return { read: 0, nowParsed: 0 }
  const stored = await alreadyEvents(deps.lake, tenantId, open)
  const fresh = open.filter(({ line_id }) => !stored.has(line_id.slice(0, framePrefixChars)))
  const done = fresh.length === 0 ? undefined : await readAgain(deps, source, fresh)
  if (done !== undefined) {
    // Events last: they are what tells, after a cut, that a line need not be read again.
    for (const insert of done.inserts.toReversed()) await deps.lake.insert(named(insert, fresh))
    deps.pool.giveBack(done.inserts)
    deps.found(tenantId, done.findings)
  }
  const before = open.filter((line) => !fresh.includes(line)).map(({ line_id }) => line_id)
  const now = [...(done?.replayed ?? []), ...before]
  await rememberReplay(tx, tenantId, sourceId, now, new Date(deps.clock.now()))
  return { read: open.length, nowParsed: now.length }
}

/** Of an id, what names the line: an event made from an element of it differs only after that. */
const framePrefixChars = 27

/** Lines whose events were stored by a replay that was cut off before it was remembered. */
async function alreadyEvents(
  lake: Lake,
  tenantId: TenantId,
  lines: readonly UnparsedRow[],
): Promise<ReadonlySet<string>> {
  const whole = lines.map(({ line_id }) => line_id)
  // The first element of a bundle stands for all of them.
  const firstElements = whole.map((id) => `${id.slice(0, framePrefixChars)}00001`)
  const rows = await lake
    .forTenant(tenantId)
    .query<{ event_id: string }>(
      ({ events }) => `SELECT event_id FROM ${events} WHERE event_id IN {ids:Array(String)}`,
      { ids: [...whole, ...firstElements] },
    )
  return new Set(rows.map(({ event_id }) => event_id.slice(0, framePrefixChars)))
}

async function readAgain(
  { pool, clock }: ReplayDeps,
  { tenantId, sourceId, format }: ReplaySource,
  lines: readonly UnparsedRow[],
): Promise<BatchDone> {
  const kept = lines.map((line) => ({ id: line.line_id, arrivedMs: Number(line.ms), base64: line.raw64 }))
  const result = await pool.read({
    tenantId,
    sourceId,
    format,
    framing: 'kept-lines',
    encoding: 'identity',
    body: keptLinesBody(kept),
    receivedAtMs: clock.now(),
    batchKey: 'replay',
    poison: [],
  })
  if (result.kind === 'refused')
    throw new CountersignError('INTERNAL', `a replay was refused: ${result.detail}`)
  return result
}

/** Not the token of a first delivery: the same lines may have been tried before, with less success. */
function named(insert: LakeBatch, lines: readonly UnparsedRow[]): LakeBatch {
  return { ...insert, token: `replay/${insert.token}/${insert.rowCount}/${lines.length}` }
}
