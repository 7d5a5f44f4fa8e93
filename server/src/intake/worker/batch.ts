import type { DetectionFinding } from '@countersign/incident/finding'
import type { ErrorCode } from '../../platform/errors.ts'
import type { LakeBatch, LakeTable } from '../../platform/lake/lake.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { RuleSet } from '../ports.ts'

/** How a body holds its records. */
export type Framing =
  | 'records'
  | 'elastic-bulk'
  | 'hec-events'
  | 'hec-raw'
  | 'otlp-logs-json'
  | 'otlp-logs-protobuf'
  | 'otlp-traces-json'
  | 'otlp-traces-protobuf'
  /** Our own: unparsed lines that are read again (frame-lines.ts). */
  | 'kept-lines'

export type ContentEncoding = 'identity' | 'gzip' | 'deflate' | 'zstd'

/** Limits that a worker keeps to; the same names as in platform/limits.ts. */
export type WorkerLimits = {
  readonly intakeInflatedMaxBytes: number
  readonly intakeInflateRatioMax: number
  readonly intakeLineMaxBytes: number
  readonly intakeDepthMax: number
  readonly batchMaxRows: number
  readonly batchMaxBytes: number
}

/** Bytes at the beginning of memory that may be longer: it is used again for other bodies. */
export type SharedBody = { readonly memory: SharedArrayBuffer; readonly bytes: number }

/** One request's body, and all that may be known of its sender. The bytes are shared, so that a dead worker loses nothing. */
export type BatchJob = {
  readonly tenantId: TenantId
  readonly sourceId: string
  /** `auto` or a format of packages/ocsf. */
  readonly format: string
  readonly framing: Framing
  /** Undefined: told from the first bytes. */
  readonly encoding: ContentEncoding | undefined
  readonly body: SharedBody
  readonly receivedAtMs: number
  /** A sender's own name for the batch: makes two equal bodies two batches. */
  readonly batchKey: string
  /** Frames that held up or killed a worker: kept as unparsed, not read again. */
  readonly poison: readonly number[]
}

export type BatchCounts = { readonly events: number; readonly unparsed: number; readonly findings: number }

export type BatchDone = {
  readonly kind: 'done'
  /** See `batchIdOf` (record-id.ts). */
  readonly batchId: string
  readonly counts: BatchCounts
  /** The body after decompression. */
  readonly bodyBytes: number
  /** Id of the first row that goes into each table. */
  readonly firstIds: Partial<Readonly<Record<LakeTable, string>>>
  /** In the order they have to become durable. */
  readonly inserts: readonly LakeBatch[]
  /** Findings to group at once; beyond `findingsSentMax` they are left to the sweep, which reads the lake. */
  readonly findings: readonly DetectionFinding[]
  /** Elasticsearch only: the `items` of the answer, as JSON text. */
  readonly items?: string
  /** Ids of the lines of `kept-lines` that can be read now. */
  readonly replayed: readonly string[]
}

export type BatchRefused = {
  readonly kind: 'refused'
  readonly code: Extract<ErrorCode, 'BODY_BROKEN' | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_UNSUPPORTED'>
  readonly detail: string
}

export type BatchResult = BatchDone | BatchRefused

export type ToWorker =
  | { readonly kind: 'batch'; readonly job: BatchJob }
  | { readonly kind: 'rules'; readonly rules: RuleSet }
  /** Memory of rows that have been written, to be filled again. */
  | { readonly kind: 'memory'; readonly buffers: readonly SharedArrayBuffer[] }

export type FromWorker =
  | {
      readonly kind: 'ready'
      readonly rulesVersion: string
      readonly rules: number
      readonly refusedRules: number
    }
  | { readonly kind: 'result'; readonly result: BatchResult }
  | { readonly kind: 'failed'; readonly message: string }

export type WorkerStart = {
  readonly limits: WorkerLimits
  readonly rules: RuleSet
  /** One Int32: the frame being read, or `notReading`, so that the watchdog knows the culprit. */
  readonly progress: SharedArrayBuffer
}

/** Value of the progress cell while no record is being read. */
export const notReading = -1
