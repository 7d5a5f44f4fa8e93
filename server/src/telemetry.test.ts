import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { bearer, cloudTrail, ndjson, shop, startIntake, type TestIntake } from './intake/test-intake.ts'
import { type Browser, signedIn } from './platform/test-server.ts'
import { type CollectedSpan, type Collector, openCollector } from './platform/trace/test-collector.ts'

const canary = 'CANARY41ce'
const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
let collector: Collector
let intake: TestIntake
let operator: Browser
let source: { readonly key: string; readonly sourceId: string }

before(async () => {
  collector = await openCollector()
  intake = await startIntake('telemetry', {
    'otlp-endpoint': collector.endpoint,
    'otlp-headers': 'x-team=soc%20one',
    'otlp-service-name': 'countersign-eu',
    'otlp-metrics-every-seconds': '1',
    'correlation-every-seconds': '5',
  })
  operator = await signedIn(intake.url, await intake.running.createSignInLink())
  source = await intake.createKey(canary)
})

after(async () => {
  await intake?.stop()
  await collector?.close()
})

async function until<T>(what: string, look: () => T | undefined): Promise<T> {
  for (let looks = 0; looks < 400; looks++) {
    const found = look()
    if (found !== undefined) return found
    await sleep(50)
  }
  return assert.fail(`never seen: ${what}`)
}

const spanNamed = (name: string, of: (span: CollectedSpan) => boolean = () => true) =>
  until(name, () => collector.spans().find((span) => span.name === name && of(span)))

const inTrace = ({ traceId }: CollectedSpan) => traceId === caller.traceId
const childOf = (parent: CollectedSpan, child: CollectedSpan) =>
  assert.equal(child.parentSpanId, parent.spanId, `${child.name} below ${parent.name}`)

async function delivered(): Promise<void> {
  const response = await fetch(`${intake.url}/ingest/${source.sourceId}?note=${canary}`, {
    method: 'POST',
    headers: bearer(source.key, {
      'content-type': 'application/x-ndjson',
      traceparent: `00-${caller.traceId}-${caller.spanId}-01`,
      tracestate: `vendor=${canary}`,
      'user-agent': canary,
    }),
    body: ndjson([cloudTrail(1, { userAgent: canary }), cloudTrail(2)]),
  })
  assert.equal(response.status, 200, await response.text())
}

test('a delivery is one trace with what the shipper began: request, batch, reading, writing, insert', async () => {
  await delivered()
  const request = await spanNamed('POST /ingest/:source', inTrace)
  assert.deepEqual([request.parentSpanId, request.kind], [caller.spanId, 2])
  assert.deepEqual(request.attributes, {
    'http.request.method': 'POST',
    'url.scheme': 'http',
    'http.route': '/ingest/:source',
    'http.response.status_code': 200,
  })
  const batch = await spanNamed('intake.receive', inTrace)
  childOf(request, batch)
  childOf(batch, await spanNamed('intake.read', inTrace))
  const write = await spanNamed('intake.write', inTrace)
  childOf(batch, write)
  const insert = await spanNamed('lake.insert', inTrace)
  childOf(write, insert)
  assert.deepEqual(insert.attributes, { table: 'events', rows: 2 })
})

test('jobs, correlations and decisions are told; a body that was parsed keeps its request', async () => {
  const job = await spanNamed('job correlate')
  assert.equal(job.parentSpanId, '')
  const correlation = await spanNamed('detection.correlate', ({ traceId }) => traceId === job.traceId)
  childOf(job, correlation)
  const wanted = { name: canary, rights: ['decision.ask'], expiresInDays: 1 }
  const { body } = await operator.send('POST', `/api/tenants/${shop}/api-keys`, wanted)
  const response = await fetch(`${intake.url}/access/v1/evaluation`, {
    method: 'POST',
    headers: bearer((body as unknown as { key: string }).key, { 'content-type': 'application/json' }),
    body: JSON.stringify({
      subject: { type: 'agent', id: canary },
      action: { name: 'read' },
      resource: { type: 'file', id: canary },
    }),
  })
  assert.equal(response.status, 200)
  const decision = await spanNamed('decision.decide')
  childOf(await spanNamed('POST /access/v1/evaluation'), decision)
  assert.equal(decision.attributes.questions, 1)
})

test('a span says which service it is of, and the collector gets the headers that were set', async () => {
  const { resource } = await spanNamed('intake.receive')
  assert.equal(resource['service.name'], 'countersign-eu')
  assert.equal(resource['countersign.region'], 'local')
  for (const name of ['service.version', 'service.instance.id']) assert.ok(resource[name], name)
  assert.equal(collector.headers.at(-1)?.['x-team'], 'soc one')
})

test('metrics come by the same way, with the values that Prometheus reads', async () => {
  const pointNamed = (name: string) => until(name, () => collector.points().find((one) => one.name === name))
  const events = await pointNamed('countersign_intake_events_total')
  assert.deepEqual([events.value, events.attributes], [2, { receiver: 'ingest' }])
  const seconds = await pointNamed('countersign_intake_batch_seconds')
  const counted = seconds.bucketCounts.reduce((sum, count) => sum + count, 0)
  assert.deepEqual([seconds.value, counted, seconds.bucketCounts.length], [1, 1, 13])
})

test('a collector that answers 503 gets the same again, and nobody else waits for it', async () => {
  const before = collector.spans().length
  collector.answers.push(503, 503)
  await delivered()
  await until('a span after two refusals', () => collector.spans()[before])
})

test('nothing that was sent, and no tenant, leaves by this way', () => {
  const everything = Buffer.concat(collector.bodies).toString('latin1')
  assert.ok(everything.includes('intake.receive'))
  for (const word of [canary, source.key, source.sourceId, 'deploy', '198.51.100.7', '/api/tenants/shop'])
    assert.ok(!everything.includes(word), word)
  const values = collector
    .spans()
    .flatMap(({ attributes, resource }) => Object.values({ ...attributes, ...resource }))
  assert.ok(!values.includes(shop))
  assert.ok(collector.spans().every(({ traceState }) => traceState === ''))
})
