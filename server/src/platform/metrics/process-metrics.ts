import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import process from 'node:process'
import { version } from '../version.ts'
import type { Metrics } from './metric.ts'

const loopResolutionMilliseconds = 20
const nanosecondsPerSecond = 1e9

/** Memory, processor, event loop and build of this process. Returns what stops the measuring. */
export function addProcessMetrics(metrics: Metrics): () => void {
  const delay = monitorEventLoopDelay({ resolution: loopResolutionMilliseconds })
  delay.enable()
  const one = (name: string, help: string, read: () => number) =>
    metrics.gauge({ name, help, read: () => [{ value: read(), labels: {} }] })
  metrics.gauge({
    name: 'countersign_build_info',
    help: 'Which release runs, on which Node.',
    labels: { version: [version], node: [process.versions.node] },
    read: () => [{ value: 1, labels: { version, node: process.versions.node } }],
  })
  one(
    'process_start_time_seconds',
    'Start of the process since 1970-01-01 UTC.',
    () => performance.timeOrigin / 1000,
  )
  one('process_resident_memory_bytes', 'Resident memory, the embedded lake included.', () =>
    process.memoryUsage.rss(),
  )
  one(
    'countersign_heap_used_bytes',
    'JavaScript heap of the main thread.',
    () => process.memoryUsage().heapUsed,
  )
  metrics.counted({
    name: 'process_cpu_seconds_total',
    help: 'Processor time, user and system, of all threads.',
    read: () => [{ value: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6, labels: {} }],
  })
  metrics.gauge({
    name: 'countersign_event_loop_lag_seconds',
    help: 'How late timers of the main thread ran since the last reading.',
    labels: { quantile: ['0.5', '0.99', '1'] },
    read: () => {
      const readings = [50, 99, 100].map((percent) => ({
        value: delay.percentile(percent) / nanosecondsPerSecond,
        labels: { quantile: String(percent / 100) },
      }))
      delay.reset()
      return readings
    },
  })
  return () => delay.disable()
}
