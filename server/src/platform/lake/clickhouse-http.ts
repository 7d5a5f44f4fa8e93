import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { LakeConfig } from '../config.ts'
import type { Limits } from '../limits.ts'
import { EngineFailure, type EngineInsert, type LakeEngine } from './engine.ts'

type ServerConfig = Extract<LakeConfig, { kind: 'clickhouse' }>

/** A ClickHouse server or cluster over HTTP. Nothing is contacted until the first statement. */
export function openClickhouseHttp(config: ServerConfig, limits: Limits): LakeEngine {
  const client = createClient({
    url: config.url,
    username: config.username,
    password: config.password,
    application: 'countersign',
    request_timeout: limits.lakeRequestTimeoutSeconds * 1000,
    max_open_connections: limits.lakeInsertsMax + limits.lakeQueriesMax + 1,
    compression: { request: true, response: true },
    // Failures are ours to report; the client would print parameters, and those hold log content.
    log: { level: ClickHouseLogLevel.OFF },
  })
  return {
    kind: 'clickhouse',
    command: (sql, params = {}) =>
      run(() => client.command({ query: sql, query_params: params })).then(() => undefined),
    select: (sql, params, settings) =>
      run(async () => {
        const answer = await client.query({
          query: sql,
          query_params: params,
          format: 'JSONEachRow',
          clickhouse_settings: { ...settings, wait_end_of_query: 1 },
        })
        return answer.text()
      }),
    insert: (insert) => run(() => insertRows(client, config.database, insert)),
    version: () =>
      run(async () =>
        (await client.query({ query: 'SELECT version()', format: 'TabSeparatedRaw' })).text(),
      ).then((text) => text.trim()),
    close: () => client.close(),
  }
}

/** `wait_end_of_query`: the status line is sent after the insert is done, so a 200 means stored. */
async function insertRows(
  client: ClickHouseClient,
  database: string,
  { table, columns, rows, token, format = 'TabSeparated' }: EngineInsert,
): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${database}.${table} (${columns.join(', ')}) FORMAT ${format}`,
    values: Readable.from([rows], { objectMode: false }),
    clickhouse_settings: {
      insert_deduplication_token: token,
      async_insert: 0,
      max_insert_threads: '1',
      wait_end_of_query: 1,
    },
  })
  await finished(stream.resume())
}

async function run<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const code = cause instanceof ClickHouseError ? Number(cause.code) : undefined
    throw new EngineFailure((cause as Error).message || String(cause), code, cause)
  }
}
