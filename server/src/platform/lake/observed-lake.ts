import { isCountersignError } from '../errors.ts'
import { type Metrics, secondsBuckets } from '../metrics/metric.ts'
import { traced } from '../trace/traced.ts'
import type { Lake, TenantLake } from './lake.ts'
import { lakeTables } from './scope.ts'

const operations = ['insert', 'query'] as const

/** The same lake, counted and traced. */
export function observedLake(lake: Lake, metrics: Metrics): Lake {
  const seconds = metrics.histogram({
    name: 'countersign_lake_seconds',
    help: 'Inserts and queries, their wait for a turn included.',
    labels: { operation: operations },
    buckets: secondsBuckets,
  })
  const rows = metrics.counter({
    name: 'countersign_lake_rows_total',
    help: 'Rows made durable.',
    labels: { table: lakeTables },
  })
  const failures = metrics.counter({
    name: 'countersign_lake_failures_total',
    help: 'Inserts and queries that failed, by error code.',
    labels: { operation: operations, code: ['LAKE_DOWN', 'LAKE_REFUSED'] },
  })
  const timed = async <T>(operation: (typeof operations)[number], work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    try {
      return await work()
    } catch (error) {
      failures.add(1, { operation, code: isCountersignError(error) ? error.code : 'INTERNAL' })
      throw error
    } finally {
      seconds.observe((performance.now() - started) / 1000, { operation })
    }
  }
  const scoped = (tenants: TenantLake): TenantLake => ({
    tenantIds: tenants.tenantIds,
    query: (statement, params) =>
      timed('query', () => traced('lake.query', {}, () => tenants.query(statement, params))),
  })
  return {
    ...lake,
    insert: async (batch) => {
      const { table, rowCount } = batch
      await timed('insert', () => traced('lake.insert', { table, rows: rowCount }, () => lake.insert(batch)))
      rows.add(rowCount, { table })
    },
    forTenant: (tenantId) => scoped(lake.forTenant(tenantId)),
    forTenants: (tenantIds) => scoped(lake.forTenants(tenantIds)),
  }
}
