import type { App } from './platform/http/app.ts'
import { addHttpMetrics } from './platform/http/http-metrics.ts'
import { addJobMetrics } from './platform/jobs/job-metrics.ts'
import type { Platform } from './platform/platform.ts'

/** What the platform counts of itself; features register their own beside their service. */
export function addPlatformMetrics(app: App, { metrics, state, lake }: Platform): void {
  addHttpMetrics(app, metrics)
  addJobMetrics(metrics, state)
  metrics.gauge({
    name: 'countersign_store_up',
    help: '1 while the store answers.',
    labels: { store: ['lake', 'state'] },
    read: async () => {
      const [health, stateUp] = await Promise.all([
        lake.health(),
        state.asOperator(async () => 1).catch(() => 0),
      ])
      return [
        { value: health.kind === 'up' ? 1 : 0, labels: { store: 'lake' } },
        { value: stateUp, labels: { store: 'state' } },
      ]
    },
  })
}
