import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { beforeQuotes } from '../log-secrets.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { turnstile } from '../turnstile.ts'
import { EngineFailure, type EngineSettings, isRefusal, type LakeEngine } from './engine.ts'
import { forgetStatement } from './forget.ts'
import { refusalOf } from './guard.ts'
import type { Lake, LakeBatch, LakeParams, ScopedTables, TenantLake } from './lake.ts'
import { scopedStatement, scopeMarkers, scopeParam } from './scope.ts'

/** Everything the two backends share: order, limits, scope and the meaning of failures. */
export function lakeOverEngine(engine: LakeEngine, database: string, limits: Limits): Lake {
  const full = () =>
    new CountersignError('LAKE_DOWN', 'too much waits for the lake', { retryAfterSeconds: 1 })
  const inserts = turnstile(limits.lakeInsertsMax, limits.lakeWaitingMax, full)
  const queries = turnstile(limits.lakeQueriesMax, limits.lakeWaitingMax, full)
  const settings = readSettings(limits)
  let closed = false

  const select = async <Row>(
    tenantIds: readonly TenantId[],
    statement: (tables: ScopedTables) => string,
    params: LakeParams,
  ): Promise<readonly Row[]> => {
    const written = statement(scopeMarkers)
    const refusal = refusalOf(written)
    if (refusal !== undefined)
      throw new CountersignError('LAKE_REFUSED', `${refusal}: ${written.slice(0, 200)}`)
    if (tenantIds.length === 0) return []
    const bound = { ...params, [scopeParam]: tenantIds }
    const text = await queries.pass(() =>
      answered(closed, () => engine.select(scopedStatement(written, database), bound, settings)),
    )
    return rowsOf<Row>(text, limits.lakeResultMaxRows)
  }

  const scoped = (tenantIds: readonly TenantId[]): TenantLake => ({
    tenantIds,
    query: (statement, params = {}) => select(tenantIds, statement, params),
  })

  return {
    kind: engine.kind,
    archive: engine.archive,
    insert: async (batch) => {
      checkBatch(batch, limits)
      if (batch.rowCount === 0) return
      await inserts.pass(() => answered(closed, () => engine.insert(batch)))
    },
    forget: async (tenantId, forget) => {
      const { sql, params } = forgetStatement(database, tenantId, forget)
      await answered(closed, () => engine.command(sql, params))
    },
    forTenant: (tenantId) => scoped([tenantId]),
    forTenants: (tenantIds) => scoped([...tenantIds]),
    health: async () => {
      try {
        return { kind: 'up', version: await answered(closed, engine.version) }
      } catch (error) {
        return { kind: 'down', reason: (error as CountersignError).detail }
      }
    },
    close: async () => {
      if (closed) return
      closed = true
      await Promise.all([inserts.idle(), queries.idle()])
      await engine.close()
    },
  }
}

/**
 * `throw` on a larger answer, never a silent cut. Times leave as RFC 3339 UTC, 64-bit integers as JSON numbers:
 * counts stay far below 2^53.
 */
function readSettings(limits: Limits): EngineSettings {
  return {
    max_execution_time: limits.lakeQueryMaxSeconds,
    max_memory_usage: limits.lakeQueryMaxBytes,
    max_result_rows: limits.lakeResultMaxRows,
    result_overflow_mode: 'throw',
    date_time_output_format: 'iso',
    output_format_json_quote_64bit_integers: 0,
    output_format_json_quote_denormals: 1,
  }
}

function checkBatch(batch: LakeBatch, limits: Limits): void {
  const refuse = (detail: string) =>
    new CountersignError('LAKE_REFUSED', `batch for ${batch.table}: ${detail}`)
  if (batch.columns[0] !== 'tenant_id') throw refuse('the first column has to be tenant_id')
  if (batch.token === '') throw refuse('it has no deduplication token')
  if (batch.rowCount > limits.batchMaxRows) throw refuse(`more than batchMaxRows (${limits.batchMaxRows})`)
  if (batch.rows.byteLength > limits.batchMaxBytes)
    throw refuse(`more than batchMaxBytes (${limits.batchMaxBytes})`)
}

async function answered<T>(closed: boolean, work: () => Promise<T>): Promise<T> {
  if (closed) throw new CountersignError('LAKE_DOWN', 'the lake is closed')
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof EngineFailure)) throw cause
    const code = isRefusal(cause) ? 'LAKE_REFUSED' : 'LAKE_DOWN'
    // What the engine quotes is a piece of the batch or a bound value: a customer's data.
    throw new CountersignError(code, beforeQuotes(cause.message).slice(0, 500), { cause })
  }
}

/** The embedded engine does not hold itself to max_result_rows (measured on 26.7), so the rows are counted here. */
function rowsOf<Row>(jsonLines: string, rowsMax: number): readonly Row[] {
  const rows: Row[] = []
  for (let start = 0; start < jsonLines.length; ) {
    const found = jsonLines.indexOf('\n', start)
    const end = found === -1 ? jsonLines.length : found
    if (end > start) rows.push(JSON.parse(jsonLines.slice(start, end)) as Row)
    if (rows.length > rowsMax) {
      throw new CountersignError(
        'LAKE_REFUSED',
        `the answer has more than lakeResultMaxRows (${rowsMax}) rows`,
      )
    }
    start = end + 1
  }
  return rows
}
