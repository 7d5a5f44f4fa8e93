import { sql } from 'kysely'
import type { Metrics } from '../metrics/metric.ts'
import type { State } from '../state/state.ts'

export type QueueStats = {
  readonly queue: string
  readonly waiting: number
  readonly running: number
  /** Gave up after all tries; pg-boss keeps them for a while. */
  readonly failed: number
  /** How long the first in line has been due; 0 when nothing waits. */
  readonly oldestSeconds: number
}

const queuesMax = 50
const labels = { queue: { valuesMax: queuesMax } } as const

/** Read from pg-boss's own table, which the application role owns. Errors: STATE_DOWN. */
export async function queueStats(state: State): Promise<readonly QueueStats[]> {
  const { rows } = await state.asOperator((tx) =>
    sql<QueueStats>`
      SELECT queue.name AS queue,
             count(*) FILTER (WHERE state IN ('created', 'retry')) AS waiting,
             count(*) FILTER (WHERE state = 'active') AS running,
             count(*) FILTER (WHERE state = 'failed') AS failed,
             greatest(0, coalesce(extract(epoch FROM now() - min(start_after)
               FILTER (WHERE state IN ('created', 'retry'))), 0))::float8 AS "oldestSeconds"
      FROM pgboss.queue LEFT JOIN pgboss.job ON job.name = queue.name GROUP BY queue.name`.execute(tx),
  )
  return rows
}

export function addJobMetrics(metrics: Metrics, state: State): void {
  const each = (name: string, help: string, value: (stats: QueueStats) => number) =>
    metrics.gauge({
      name,
      help,
      labels,
      read: async () =>
        (await queueStats(state)).map((stats) => ({ value: value(stats), labels: { queue: stats.queue } })),
    })
  each('countersign_jobs_waiting', 'Jobs that wait, those for later included.', ({ waiting }) => waiting)
  each('countersign_jobs_running', 'Jobs that run now, on any server.', ({ running }) => running)
  each(
    'countersign_jobs_failed',
    'Jobs that gave up after all tries and are still kept.',
    ({ failed }) => failed,
  )
  each(
    'countersign_jobs_oldest_seconds',
    'How long the first job in line has been due.',
    ({ oldestSeconds }) => oldestSeconds,
  )
}
