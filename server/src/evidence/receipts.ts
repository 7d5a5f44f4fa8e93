import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { Lake } from '../platform/lake/lake.ts'
import type { Log } from '../platform/log.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Statement, writePending } from './pending-store.ts'
import { evidenceTables } from './tables.ts'

/** A batch that the lake holds durably. */
export type ReceivedBatch = {
  readonly sourceId: string
  /** A function of its content. */
  readonly batchId: string
  readonly atMs: number
  readonly events: number
  readonly unparsed: number
  readonly bodyBytes: number
}

/**
 * Receipts of what was received: one entry a second for each source that sends, over the ids of its batches. A receipt comes
 * after the answer to the sender; what a crash leaves without one is counted in the lake at the next start and said to be so.
 */
export type Receipts = {
  readonly received: (tenantId: TenantId, batch: ReceivedBatch) => void
  /** Writes what is held now. */
  readonly flush: () => Promise<void>
  /** Of batches that were stored before this process began and have no receipt. */
  readonly recover: (tenantIds: readonly TenantId[]) => Promise<void>
  readonly close: () => Promise<void>
}

type Parts = {
  readonly state: State
  readonly lake: Lake
  readonly clock: Clock
  readonly log: Log
  readonly everySeconds: number
}

type Window = { readonly tenantId: TenantId; readonly sourceId: string; readonly batches: ReceivedBatch[] }

/** Beyond it a receipt holds their digest alone. */
const batchIdsShown = 100

export function openReceipts(parts: Parts): Receipts {
  const { clock, log, everySeconds } = parts
  const startedMs = clock.now()
  // By tenant, then source.
  let windows = new Map<string, Window>()
  const flush = async () => {
    const closed = windows
    windows = new Map()
    for (const [tenantId, ofTenant] of Map.groupBy(closed.values(), (one) => one.tenantId))
      await write(parts, tenantId, ofTenant).catch((error) => {
        log.warn({ err: error, tenantId }, 'receipts wait')
        for (const one of ofTenant) for (const batch of one.batches) hold(windows, tenantId, batch)
      })
  }
  const timer = setInterval(() => void flush(), everySeconds * 1000)
  timer.unref()
  return {
    received: (tenantId, batch) => hold(windows, tenantId, batch),
    flush,
    recover: async (tenantIds) => {
      for (const tenantId of tenantIds) await recoverTenant(parts, tenantId, startedMs)
    },
    close: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

function hold(windows: Map<string, Window>, tenantId: TenantId, batch: ReceivedBatch): void {
  const key = `${tenantId}/${batch.sourceId}`
  const window = windows.get(key) ?? { tenantId, sourceId: batch.sourceId, batches: [] }
  window.batches.push(batch)
  windows.set(key, window)
}

function write({ state }: Parts, tenantId: TenantId, windows: readonly Window[]): Promise<void> {
  return state.forTenant(tenantId, async (tx) => {
    const before = await receiptedTo(tx)
    const statements = windows.map((window) => receiptOf(window, before.get(window.sourceId)))
    await writePending(tx, tenantId, statements)
    for (const [at, window] of windows.entries())
      await noteReceipted(tx, tenantId, window.sourceId, (statements[at] as Statement).at)
  })
}

function receiptOf({ sourceId, batches }: Window, before: Date | undefined): Statement {
  const times = batches.map(({ atMs }) => atMs)
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)]
  const batchIds = batches.map(({ batchId }) => batchId)
  const digest = createHash('sha256').update(batchIds.join('\n')).digest('hex')
  const sum = (of: (batch: ReceivedBatch) => number) => batches.reduce((total, one) => total + of(one), 0)
  const document = {
    sourceId,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    batches: batches.length,
    events: sum(({ events }) => events),
    unparsed: sum(({ unparsed }) => unparsed),
    bodyBytes: sum(({ bodyBytes }) => bodyBytes),
    batchIdsSha256: digest,
    ...(batchIds.length <= batchIdsShown ? { batchIds } : {}),
    ...quietBefore(before, fromMs),
  }
  return { kind: 'receipt', ref: `${sourceId}/${toMs}/${digest.slice(0, 32)}`, at: new Date(toMs), document }
}

/** How long nothing had come when this came: a gap in the record is part of the record. */
function quietBefore(before: Date | undefined, fromMs: number) {
  if (before === undefined) return { first: true }
  return {
    previousTo: before.toISOString(),
    quietSeconds: Math.max(0, Math.round((fromMs - before.getTime()) / 1000)),
  }
}

/** When each source of the transaction's tenant was last heard. */
export async function receiptedTo(tx: StateTransaction): Promise<ReadonlyMap<string, Date>> {
  const rows = await evidenceTables(tx)
    .selectFrom('evidence_receipted')
    .select(['source_id', 'receipted_to'])
    .execute()
  return new Map(rows.map(({ source_id, receipted_to }) => [source_id, receipted_to]))
}

async function noteReceipted(
  tx: StateTransaction,
  tenantId: TenantId,
  sourceId: string,
  to: Date,
): Promise<void> {
  await sql`
    INSERT INTO evidence_receipted (tenant_id, source_id, receipted_to) VALUES (${tenantId}, ${sourceId}, ${to})
    ON CONFLICT (tenant_id, source_id)
    DO UPDATE SET receipted_to = greatest(evidence_receipted.receipted_to, excluded.receipted_to)`.execute(tx)
}

type Uncounted = { readonly events: number; readonly fromMs: number; readonly toMs: number }

async function recoverTenant(parts: Parts, tenantId: TenantId, startedMs: number): Promise<void> {
  const { state, clock } = parts
  for (const [sourceId, to] of await state.forTenant(tenantId, receiptedTo)) {
    const found = await countUnreceipted(parts.lake, tenantId, sourceId, [to.getTime(), startedMs])
    if (found === undefined) continue
    const statement = recovered(sourceId, found, clock.now())
    await state.forTenant(tenantId, async (tx) => {
      await writePending(tx, tenantId, [statement])
      await noteReceipted(tx, tenantId, sourceId, statement.at)
    })
  }
}

async function countUnreceipted(
  lake: Lake,
  tenantId: TenantId,
  sourceId: string,
  [afterMs, beforeMs]: readonly [number, number],
): Promise<Uncounted | undefined> {
  const [row] = await lake.forTenant(tenantId).query<Uncounted>(
    ({ events }) =>
      `SELECT count() AS events, toUnixTimestamp64Milli(min(received_at)) AS fromMs,
         toUnixTimestamp64Milli(max(received_at)) AS toMs
       FROM ${events} WHERE source_id = {sourceId:String}
         AND received_at > fromUnixTimestamp64Milli({afterMs:Int64}, 'UTC')
         AND received_at < fromUnixTimestamp64Milli({beforeMs:Int64}, 'UTC')`,
    { sourceId, afterMs, beforeMs },
  )
  return row === undefined || row.events === 0 ? undefined : row
}

function recovered(sourceId: string, { events, fromMs, toMs }: Uncounted, nowMs: number): Statement {
  const document = {
    sourceId,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    events,
    countedInLakeAt: new Date(nowMs).toISOString(),
    because: 'the server stopped before these batches had a receipt',
  }
  return { kind: 'receipt', ref: `${sourceId}/${toMs}/recovered`, at: new Date(toMs), document }
}
