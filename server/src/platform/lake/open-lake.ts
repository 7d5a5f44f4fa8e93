import type { LakeConfig } from '../config.ts'
import type { Limits } from '../limits.ts'
import { lakeDatabase, openChdb } from './chdb.ts'
import { openClickhouseHttp } from './clickhouse-http.ts'
import type { LakeEngine } from './engine.ts'
import type { Lake } from './lake.ts'
import { lakeOverEngine } from './lake-over-engine.ts'
import { type LakeMigration, migrateLake } from './migrate.ts'

export type LakeOptions = {
  readonly config: LakeConfig
  /** Directory of the embedded lake; unused for a ClickHouse server. */
  readonly directory: string
  readonly limits: Limits
  /** Default: all of this release. */
  readonly migrations?: readonly LakeMigration[]
}

/** Opens the lake and brings its schema up. Errors: LAKE_DOWN, LAKE_SCHEMA_NEWER, MIGRATION_CHANGED, MIGRATION_FAILED. */
export async function openLake({ config, directory, limits, migrations }: LakeOptions): Promise<Lake> {
  const database = config.kind === 'clickhouse' ? config.database : lakeDatabase
  const engine: LakeEngine =
    config.kind === 'clickhouse' ? openClickhouseHttp(config, limits) : openChdb(directory, limits)
  try {
    await migrateLake(engine, database, migrations)
  } catch (error) {
    await engine.close()
    throw error
  }
  return lakeOverEngine(engine, database, limits)
}
