import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { auditBeforeCommit } from '../audit/audit-scope.ts'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import { openListener } from './listener.ts'
import { stateSchema } from './roles.ts'
import type { State, StateTransaction } from './state.ts'

export type PostgresOptions = {
  readonly kind: State['kind']
  readonly login: pg.ClientConfig
  readonly limits: Limits
  readonly log: Log
  /** Runs after the last connection is closed. */
  readonly afterClose?: () => Promise<void>
}

/** 64-bit integers arrive as numbers while they are exact; beyond that the row is refused, never rounded. */
const int8Oid = 20
const notifyPayloadMaxBytes = 7999

// biome-ignore lint/complexity/noBannedTypes: the empty set of tables is exactly what is meant
type NoTables = {}

/** State over a pool of connections of the application role. Errors: STATE_DOWN. */
export function openPostgresState({ kind, login, limits, log, afterClose }: PostgresOptions): State {
  const pool = new pg.Pool({
    ...login,
    max: limits.stateConnectionsMax,
    connectionTimeoutMillis: limits.stateWaitSeconds * 1000,
    statement_timeout: limits.stateStatementMaxSeconds * 1000,
    options: `-c search_path=${stateSchema}`,
    application_name: 'countersign',
    types: { getTypeParser: parserOf },
  })
  let closed = false
  // Both: the pool listens on idle connections only, and a server that ends breaks busy ones too. When we are closing,
  // the embedded server may end before it has read a connection's farewell: that is no fault.
  pool.on('error', () => undefined)
  pool.on('connect', (client) =>
    client.on('error', (error) => {
      if (!closed) log.warn({ err: error }, 'a connection to PostgreSQL broke')
    }),
  )
  const database = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool }) })
  const listener = openListener(login, log)

  const within = <T>(tenantIds: readonly string[], work: (tx: StateTransaction) => Promise<T>): Promise<T> =>
    reached(closed, async () => {
      const { result, committed } = await database.transaction().execute(async (tx) => {
        await sql`SELECT set_config('app.tenant_ids', ${tenantIds.join(',')}, true)`.execute(tx)
        const result = await work(tx)
        return { result, committed: await auditBeforeCommit(tx, tenantIds) }
      })
      committed()
      return result
    })

  return {
    kind,
    forTenant: (tenantId, work) => within([tenantId], work),
    forTenants: (tenantIds, work) => within(tenantIds, work),
    insertForTenants: async (tenantIds, table, columns, rows) => {
      const values = [tenantIds.join(','), JSON.stringify(rows)]
      await reached(closed, () => pool.query(scopedInsert(table, columns), values))
    },
    asOperator: (work) => within([], work),
    listen: (channel, handler) => reached(closed, () => listener.listen(channel, handler)),
    notify: async (channel, payload) => {
      if (Buffer.byteLength(payload) > notifyPayloadMaxBytes)
        throw new RangeError('a notification holds 7999 bytes')
      await reached(closed, () => pool.query('SELECT pg_notify($1, $2)', [channel, payload]))
    },
    close: async () => {
      if (closed) return
      closed = true
      await listener.close()
      // Not Kysely's destroy: it leaves alone a pool that was never used.
      await pool.end()
      await afterClose?.()
    },
  }
}

/** The setting is made while the row to insert is, so it is there when row level security looks at that row. */
function scopedInsert(table: string, columns: string): string {
  return `INSERT INTO ${table} SELECT entry.*
    FROM (SELECT set_config('app.tenant_ids', $1, true)) AS scope (tenants)
    CROSS JOIN json_to_recordset($2::json) AS entry (${columns})
    WHERE scope.tenants IS NOT NULL`
}

function parserOf(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === int8Oid) return exactNumber
  return pg.types.getTypeParser(oid, format as 'text')
}

function exactNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number exactly`)
  return value
}

async function reached<T>(closed: boolean, work: () => Promise<T>): Promise<T> {
  if (closed) throw new CountersignError('STATE_DOWN', 'state is closed')
  try {
    return await work()
  } catch (error) {
    if (!isUnreachable(error)) throw error
    throw new CountersignError('STATE_DOWN', (error as Error).message, { cause: error })
  }
}

/** Connection refused or lost, server starting, stopping or crashed, out of disk, memory or connections (SQLSTATE classes 08, 57P and 53). */
export function isUnreachable(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: unknown; message?: string }
  if (
    typeof code === 'string' &&
    /^(?:ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08...|57P0[1-5]|53...)$/.test(
      code,
    )
  ) {
    return true
  }
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/.test(
    message,
  )
}
