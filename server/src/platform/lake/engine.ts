import type { LakeFormat, LakeParams, LakeTable } from './lake.ts'
import type { LakeArchive } from './lake-archive.ts'

/** Where a batch goes, and the token under which the engine stores it once. */
export type EngineInsert = {
  readonly table: LakeTable
  readonly columns: readonly string[]
  readonly rows: Uint8Array
  /** Default: `TabSeparated`. */
  readonly format?: LakeFormat
  readonly token: string
}

export type EngineSettings = Readonly<Record<string, string | number>>

/**
 * What differs between the embedded engine and a cluster: the wire. Scope, guard, limits and migrations are shared
 * (lake-over-engine.ts). Failures are EngineFailure.
 */
export interface LakeEngine {
  readonly kind: 'chdb' | 'clickhouse'
  /** Definition statements; no rows come back. */
  readonly command: (sql: string, params?: LakeParams) => Promise<void>
  /** Rows as JSON lines (ClickHouse `JSONEachRow`). */
  readonly select: (sql: string, params: LakeParams, settings: EngineSettings) => Promise<string>
  readonly insert: (insert: EngineInsert) => Promise<void>
  readonly version: () => Promise<string>
  readonly archive?: LakeArchive
  readonly close: () => Promise<void>
}

/** `engineCode` is the ClickHouse error code, undefined when the engine was never reached. */
export class EngineFailure extends Error {
  readonly engineCode: number | undefined

  constructor(message: string, engineCode: number | undefined, cause?: unknown) {
    super(message, { cause })
    this.name = 'EngineFailure'
    this.engineCode = engineCode
  }
}

/**
 * Codes that say the statement or the batch is wrong: sending it again cannot help. Everything else (disk, memory,
 * network, unknown) means nothing was stored and a retry may work. Source: ClickHouse `src/Common/ErrorCodes.cpp`.
 */
const refusals: ReadonlySet<number> = new Set([
  6, 8, 10, 16, 20, 26, 27, 33, 36, 38, 41, 42, 43, 44, 46, 47, 50, 53, 59, 61, 57, 60, 62, 63, 69, 70, 72,
  80, 81, 82, 115, 117, 130, 131, 164, 179, 184, 215, 349, 386, 396, 452, 456, 457, 467, 497, 691, 702,
])

export function isRefusal(failure: EngineFailure): boolean {
  return failure.engineCode !== undefined && refusals.has(failure.engineCode)
}

export function engineCodeOf(message: string): number | undefined {
  const [, code] = /\bCode: (\d+)\./.exec(message) ?? []
  return code === undefined ? undefined : Number(code)
}
