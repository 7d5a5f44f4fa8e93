import { randomUUID } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Lake, LakeBatch } from '../../platform/lake/lake.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Log } from '../../platform/log.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { BatchDone } from '../worker/batch.ts'
import { bytesOf, combined, rowsOf, type Waiting } from './group.ts'
import type { Receipt, Receipts } from './receipts.ts'
import { missingInserts } from './settle.ts'

/** Makes batches durable, each exactly once however often it is sent. Why that holds: README.md. */
export type BatchWriter = {
  /** Errors: LAKE_DOWN, STATE_DOWN; then the sender repeats the batch. */
  readonly write: (tenantId: TenantId, done: BatchDone) => Promise<void>
  readonly close: () => Promise<void>
}

export type WriterParts = {
  readonly lake: Lake
  readonly receipts: Receipts
  readonly clock: Clock
  readonly log: Log
  readonly limits: Pick<
    Limits,
    | 'batchMaxRows'
    | 'batchMaxBytes'
    | 'batchWaitMilliseconds'
    | 'intakeReceiptTtlSeconds'
    | 'lakeRequestTimeoutSeconds'
  >
}

/** Bodies below this are written together. A function of the body alone, so that a repeat goes the same way. */
export const smallBodyBytes = 256 * 1024
const forgetEveryMilliseconds = 10 * 60 * 1000

export function openBatchWriter(parts: WriterParts): BatchWriter {
  const { lake, limits, log, clock, receipts } = parts
  const groups = new Map<string, Promise<void>>()
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const group = waiting
    waiting = []
    if (group.length === 0) return
    const groupId = randomUUID()
    const writing = writeGroup(parts, groups, groupId, group).finally(() => groups.delete(groupId))
    groups.set(groupId, writing)
  }
  const join = (entry: Waiting): void => {
    const rows = waiting.reduce((sum, { done }) => sum + rowsOf(done), rowsOf(entry.done))
    const bytes = waiting.reduce((sum, { done }) => sum + bytesOf(done), bytesOf(entry.done))
    if (rows > limits.batchMaxRows || bytes > limits.batchMaxBytes || holdsBatch(waiting, entry)) flush()
    waiting.push(entry)
    timer ??= setTimeout(flush, limits.batchWaitMilliseconds)
  }
  const forget = setInterval(() => {
    receipts
      .forgetBefore(clock.now() - limits.intakeReceiptTtlSeconds * 1000)
      .catch((error: unknown) => log.warn({ err: error }, 'old receipts are not forgotten yet'))
  }, forgetEveryMilliseconds)
  forget.unref()
  return {
    write: (tenantId, done) => {
      if (!isSmall(done)) return insertAll(lake, done.inserts)
      return new Promise<void>((resolve, reject) => join({ tenantId, done, resolve, reject }))
    },
    close: async () => {
      clearInterval(forget)
      flush()
      await Promise.all(groups.values())
    },
  }
}

/** Of one insert a table at most; nothing to write is nothing to wait for. */
function isSmall({ bodyBytes, inserts }: BatchDone): boolean {
  const tables = new Set(inserts.map(({ table }) => table))
  return bodyBytes < smallBodyBytes && inserts.length > 0 && tables.size === inserts.length
}

function holdsBatch(waiting: readonly Waiting[], { done }: Waiting): boolean {
  return waiting.some((other) => other.done.batchId === done.batchId)
}

/** One after the other: no finding is visible before its event. */
async function insertAll(lake: Lake, inserts: readonly LakeBatch[]): Promise<void> {
  for (const insert of inserts) await lake.insert(insert)
}

/** Never rejects: each sender is told its own fate. */
async function writeGroup(
  parts: WriterParts,
  groups: ReadonlyMap<string, Promise<void>>,
  groupId: string,
  group: readonly Waiting[],
): Promise<void> {
  const { lake, receipts, clock, log } = parts
  let fresh = group
  try {
    const before = await receipts.enter(
      groupId,
      group.map(({ done }) => done.batchId),
      clock.now(),
    )
    const known = new Map(before.map((receipt) => [receipt.batchId, receipt]))
    fresh = group.filter(({ done }) => !known.has(done.batchId))
    for (const entry of group) {
      const receipt = known.get(entry.done.batchId)
      // Told in their own time: a repeat must not hold up the rest.
      if (receipt !== undefined) settle(parts, groups, entry, receipt).then(entry.resolve, entry.reject)
    }
    await insertAll(
      lake,
      combined(
        groupId,
        fresh.map(({ done }) => done),
      ),
    )
    for (const { resolve } of fresh) resolve()
  } catch (error) {
    for (const { reject } of fresh) reject(error)
    return
  }
  if (fresh.length === 0) return
  // Unmarked, a repeat looks into the lake instead.
  await receipts
    .markStored(groupId)
    .catch((error: unknown) => log.warn({ err: error, groupId }, 'a group stays unmarked'))
}

/** A batch that was entered before. Resolves when it is durable. */
async function settle(
  { lake, receipts, clock, limits }: WriterParts,
  groups: ReadonlyMap<string, Promise<void>>,
  { tenantId, done }: Waiting,
  receipt: Receipt,
): Promise<void> {
  if (receipt.stored) return
  const ours = groups.get(receipt.groupId)
  if (ours !== undefined) await ours
  // Another server on the same cluster may still be writing: its insert cannot outlive the time of a request.
  const settledMs = receipt.atMs + 2 * limits.lakeRequestTimeoutSeconds * 1000
  if (ours === undefined && lake.kind === 'clickhouse' && clock.now() < settledMs)
    throw new CountersignError('LAKE_DOWN', 'another server may be writing this batch', {
      retryAfterSeconds: 5,
    })
  const ownGroup = randomUUID()
  await receipts.moveTo(ownGroup, done.batchId, clock.now())
  await insertAll(lake, await missingInserts(lake, tenantId, done))
  await receipts.markStored(ownGroup)
}
