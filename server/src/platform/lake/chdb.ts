import { join } from 'node:path'
import { Session } from 'chdb'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { chdbArchive } from './chdb-archive.ts'
import { rowInserter } from './chdb-insert.ts'
import { EngineFailure, type EngineSettings, engineCodeOf, type LakeEngine } from './engine.ts'

export const lakeDatabase = 'countersign'

/** The embedded ClickHouse, one per process and directory. Errors: LAKE_DOWN when the directory cannot be opened. */
export function openChdb(directory: string, limits: Limits): LakeEngine {
  const session = openSession(directory, limits)
  const insert = rowInserter(session, join(directory, 'incoming'))
  return {
    kind: 'chdb',
    command: (sql, params = {}) => run(() => session.queryBindAsync(sql, params)).then(() => undefined),
    select: (sql, params, settings) =>
      run(() =>
        session.queryBindAsync(`${sql}${settingsClause(settings)}`, params, { format: 'JSONEachRow' }),
      ).then((result) => result.text()),
    insert: ({ table, token, ...rows }) =>
      run(() =>
        insert({
          ...rows,
          table: `${lakeDatabase}.${table}`,
          settings: { insert_deduplication_token: token, async_insert: 0, max_insert_threads: 1 },
        }),
      ),
    version: async () => (await session.queryAsync('SELECT version()', { format: 'TSVRaw' })).text().trim(),
    archive: chdbArchive((sql) => run(() => session.queryAsync(sql, { format: 'TSVRaw' })), lakeDatabase),
    close: async () => session.close(),
  }
}

/**
 * Measured on 2 cores: the defaults keep caches of up to 5 GiB each and one connection memory limit near the
 * machine's; a security platform beside its own database gets named, small ones.
 */
function openSession(directory: string, limits: Limits): Session {
  const args = [
    `--max_server_memory_usage=${limits.lakeMemoryMaxBytes}`,
    '--mark_cache_size=33554432',
    '--index_mark_cache_size=16777216',
    // Merges take what inserts and readers leave, and catch up when it is quiet.
    '--background_pool_size=1',
    '--os_threads_nice_value_merge_mutate=10',
    '--background_schedule_pool_size=2',
    '--async_load_databases=0',
  ]
  try {
    return new Session(directory, { connectionArgs: args })
  } catch (cause) {
    throw new CountersignError(
      'LAKE_DOWN',
      `the embedded lake does not open ${directory}: ${(cause as Error).message}`,
      {
        cause,
      },
    )
  }
}

async function run<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const message = (cause as Error).message
    throw new EngineFailure(message, engineCodeOf(message), cause)
  }
}

function settingsClause(settings: EngineSettings): string {
  const pairs = Object.entries(settings).map(([name, value]) =>
    typeof value === 'number' ? `${name}=${value}` : `${name}='${value}'`,
  )
  return pairs.length === 0 ? '' : `\nSETTINGS ${pairs.join(', ')}`
}
