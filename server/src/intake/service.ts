import { CountersignError } from '../platform/errors.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { traced } from '../platform/trace/traced.ts'
import { turnstile } from '../platform/turnstile.ts'
import type { AuthenticatedSource } from '../tenancy/service.ts'
import { bodyMemory } from './body-memory.ts'
import { findingQueue } from './finding-queue.ts'
import { inFlight } from './in-flight.ts'
import type { FindingSink, RuleSource } from './ports.ts'
import type { BodyRoom } from './receive/body.ts'
import { sourceNotice } from './source-notice.ts'
import { openUnparsedLines, type UnparsedDeps, type UnparsedLines } from './unparsed/unparsed-lines.ts'
import type {
  BatchDone,
  BatchJob,
  ContentEncoding,
  Framing,
  SharedBody,
  WorkerLimits,
} from './worker/batch.ts'
import { openPool, quickBodyMaxBytes, type RulesState } from './worker/pool.ts'
import { openBatchWriter } from './write/batch-writer.ts'
import { receiptsIn } from './write/receipts.ts'

export type { FindingSink, RuleDocument, RuleSet, RuleSource, TenantRules } from './ports.ts'

/** One request's body, as it came. */
export type Delivery = {
  readonly framing: Framing
  readonly encoding: ContentEncoding | undefined
  readonly body: SharedBody
  /** The sender's own name for the batch; empty: its content is its name. */
  readonly batchKey: string
}

export interface Intake {
  /** Where bodies of requests are held. */
  readonly room: BodyRoom
  /**
   * Reads, matches and stores; resolves when everything is durable. Errors: BODY_BROKEN, BODY_TOO_LARGE,
   * MEDIA_TYPE_UNSUPPORTED, LAKE_DOWN, SHUTTING_DOWN, INTERNAL; after any of them the sender repeats the same batch.
   */
  readonly receive: (source: AuthenticatedSource, delivery: Delivery) => Promise<BatchDone>
  readonly unparsed: UnparsedLines
  readonly rules: () => RulesState
  readonly close: () => Promise<void>
}

export type IntakeParts = Pick<Platform, 'lake' | 'state' | 'clock' | 'log'> & {
  readonly limits: Limits
  readonly rules: RuleSource
  readonly findingSink: FindingSink
  readonly findSource: UnparsedDeps['findSource']
  readonly tellSource: (tenantId: TenantId, sourceId: string) => void
  /** Code of the worker threads; default: worker/worker.ts. */
  readonly workerEntry?: URL
}

export function openIntake(parts: IntakeParts): Intake {
  const { clock, limits } = parts
  const pool = openPool({
    workers: limits.intakeWorkers,
    recordMaxSeconds: limits.intakeRecordMaxSeconds,
    heapMaxBytes: limits.intakeWorkerHeapMaxBytes,
    limits: workerLimits(limits),
    rules: parts.rules,
    log: parts.log,
    ...(parts.workerEntry === undefined ? {} : { entry: parts.workerEntry }),
  })
  // Rows are larger than bodies: no more batches are unpacked than can be read and written at once.
  const unpacked = turnstile(limits.intakeWorkers + limits.lakeInsertsMax, limits.lakeWaitingMax, tooBusy)
  const quick = turnstile(quickRequestsMax, limits.lakeWaitingMax, tooBusy)
  const laneOf = ({ body }: Delivery) => (body.bytes <= quickBodyMaxBytes ? quick : unpacked)
  const findings = findingQueue(parts.findingSink, parts.log)
  const writer = openBatchWriter({ ...parts, receipts: receiptsIn(parts.state) })
  const notice = sourceNotice(parts.tellSource)

  const receive: Intake['receive'] = async (source, delivery) => {
    const done = await laneOf(delivery).pass(() => readAndStore(jobOf(source, delivery, clock.now())))
    findings.add(source.tenantId, done.findings)
    notice.delivered(source.tenantId, source.sourceId)
    return done
  }
  const readAndStore = async (job: BatchJob): Promise<BatchDone> => {
    const result = await traced('intake.read', { framing: job.framing }, () => pool.read(job))
    if (result.kind === 'refused') throw new CountersignError(result.code, result.detail)
    await traced('intake.write', result.counts, () => writer.write(job.tenantId, result))
    pool.giveBack(result.inserts)
    return { ...result, inserts: [] }
  }
  return {
    room: { inFlight: inFlight(limits.intakeInFlightMaxBytes), memory: bodyMemory() },
    receive,
    unparsed: openUnparsedLines({ ...parts, pool, found: findings.add }),
    rules: pool.rules,
    close: async () => {
      notice.close()
      await Promise.all([unpacked.idle(), quick.idle()])
      await writer.close()
      await pool.close()
      await findings.idle()
    },
  }
}

/** Requests of a few lines that are under way at once. */
const quickRequestsMax = 256

function tooBusy(): CountersignError {
  return new CountersignError('TOO_BUSY', 'too many requests wait to be read', { retryAfterSeconds: 1 })
}

function jobOf(source: AuthenticatedSource, delivery: Delivery, receivedAtMs: number): BatchJob {
  const { tenantId, sourceId, format } = source
  return { tenantId, sourceId, format, ...delivery, receivedAtMs, poison: [] }
}

function workerLimits(limits: Limits): WorkerLimits {
  const { intakeInflatedMaxBytes, intakeInflateRatioMax, intakeLineMaxBytes, intakeDepthMax } = limits
  const { batchMaxRows, batchMaxBytes } = limits
  return {
    intakeInflatedMaxBytes,
    intakeInflateRatioMax,
    intakeLineMaxBytes,
    intakeDepthMax,
    batchMaxRows,
    batchMaxBytes,
  }
}
