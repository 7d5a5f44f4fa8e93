import type { LakeTable } from './lake.ts'

/** A migration as the store itself says it ran. */
export type AppliedLakeMigration = {
  readonly version: number
  readonly name: string
  readonly sha256: string
}

/**
 * Whole tables, every tenant's, between the lake and files on this machine: for backup and restore alone. Rows go to a
 * file that only the server's user may read, never to a caller. Errors: EngineFailure.
 */
export type LakeArchive = {
  readonly migrations: () => Promise<readonly AppliedLakeMigration[]>
  /** One statement, so one moment: rows of inserts that end later are not in it. Resolves to the rows written. */
  readonly copyOut: (table: LakeTable, path: string) => Promise<number>
  /** Rows as they were written; resolves to how many the table holds then. */
  readonly copyIn: (table: LakeTable, path: string) => Promise<number>
}

/** ClickHouse's Native format, compressed: its extension says so to the engine. */
export const lakeFileExtension = 'native.zst'
