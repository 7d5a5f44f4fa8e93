import { type Metrics, secondsBuckets } from '../metrics/metric.ts'
import type { App } from './app.ts'

/** Each receiver of intake by itself; the API and the console as wholes. */
const areas = ['ingest', 'elastic', 'hec', 'otlp', 'api', 'console'] as const
type Area = (typeof areas)[number]

const prefixes: readonly (readonly [string, Area])[] = [
  ['/ingest/', 'ingest'],
  ['/elastic', 'elastic'],
  ['/services/collector', 'hec'],
  ['/v1/', 'otlp'],
  ['/api/', 'api'],
]

/** Statuses that a shipper or an operator acts on; the rest by their class. */
const statuses = ['2xx', '3xx', '400', '401', '403', '404', '413', '429', '4xx', '500', '503', '5xx'] as const

/** Counts every answer, by area and status: the path itself is content. */
export function addHttpMetrics(app: App, metrics: Metrics): void {
  const requests = metrics.counter({
    name: 'countersign_http_requests_total',
    help: 'Answers, by area and status. 429 and 503 of a receiver make shippers repeat.',
    labels: { area: areas, status: statuses },
  })
  const seconds = metrics.histogram({
    name: 'countersign_http_seconds',
    help: 'From the first byte of a request to the last of its answer; live streams are left out.',
    labels: { area: areas },
    buckets: secondsBuckets,
  })
  app.addHook('onResponse', async (request, reply) => {
    const area = areaOf(request.url)
    requests.add(1, { area, status: statusOf(reply.statusCode) })
    if (request.routeOptions.config.endless !== true) seconds.observe(reply.elapsedTime / 1000, { area })
  })
}

export function areaOf(path: string): Area {
  return prefixes.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'console'
}

function statusOf(status: number): string {
  const exact = statuses.find((known) => known === String(status))
  return exact ?? `${Math.floor(status / 100)}xx`
}
