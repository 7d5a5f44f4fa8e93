import type { DetectionFinding } from '@countersign/incident/finding'
import type { ErrorCode } from '../../platform/errors.ts'
import type { LakeBatch } from '../../platform/lake/lake.ts'
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

/** One request's body, and all that may be known of its sender. The bytes are shared, so that a dead worker loses nothing. */
export type BatchJob = {
  readonly tenantId: TenantId
  readonly sourceId: string
  /** `auto` or a format of packages/ocsf. */
  readonly format: string
  readonly framing: Framing
  /** Undefined: told from the first bytes. */
  readonly encoding: ContentEncoding | undefined
  readonly body: SharedArrayBuffer
  readonly receivedAtMs: number
  /** A sender's own name for the batch: makes two equal bodies two batches. */
  readonly batchKey: string
  /** Records (by ordinal) that held up or killed a worker: kept as unparsed, not read again. */
  readonly poison: readonly number[]
}

export type BatchCounts = { readonly events: number; readonly unparsed: number; readonly findings: number }

export type BatchDone = {
  readonly kind: 'done'
  /** 26 hex digits of a hash over tenant, source, batch key and the body after decompression. */
  readonly batchId: string
  readonly counts: BatchCounts
  readonly inserts: readonly LakeBatch[]
  readonly findings: readonly DetectionFinding[]
  /** Elasticsearch only: the `items` of the answer, as JSON text. */
  readonly items?: string
}

export type BatchRefused = {
  readonly kind: 'refused'
  readonly code: Extract<ErrorCode, 'BODY_BROKEN' | 'BODY_TOO_LARGE' | 'MEDIA_TYPE_UNSUPPORTED'>
  readonly detail: string
}

export type BatchResult = BatchDone | BatchRefused

export type ToWorker =
  | { readonly kind: 'batch'; readonly jobId: number; readonly job: BatchJob }
  | { readonly kind: 'rules'; readonly rules: RuleSet }

export type FromWorker =
  | {
      readonly kind: 'ready'
      readonly rulesVersion: string
      readonly rules: number
      readonly refusedRules: number
    }
  | { readonly kind: 'result'; readonly jobId: number; readonly result: BatchResult }
  | { readonly kind: 'failed'; readonly jobId: number; readonly message: string }

export type WorkerStart = {
  readonly limits: WorkerLimits
  readonly rules: RuleSet
  /** One Int32: the ordinal of the record being read, so that the watchdog knows the culprit. */
  readonly progress: SharedArrayBuffer
}
