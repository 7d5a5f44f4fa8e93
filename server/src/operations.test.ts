import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Attributes, type Span, type Tracer, trace } from '@opentelemetry/api'
import { accessKeyRule, bearer, cloudTrail, fixedRules, ndjson } from './intake/test-intake.ts'
import { type RunningPlatform, startPlatform } from './main.ts'
import { readConfig } from './platform/config.ts'
import { openLog } from './platform/log.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { browserAt, signedIn, temporaryFolder } from './platform/test-server.ts'

const shop = 'shop' as TenantId
const canary = 'canary-4711'
const scrapeToken = 'scrape-token-of-the-test'
const folder = temporaryFolder('operations')
let running: RunningPlatform
let log = ''
let key: string
let sourceId: string

type Ended = { readonly name: string; readonly attributes: Attributes }
const spans: Ended[] = []
trace.setGlobalTracerProvider({ getTracer: () => recorder(spans) })

before(async () => {
  const flags = { 'metrics-port': '0', 'metrics-token': scrapeToken, 'metrics-tenants': 'on' }
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', ...flags })
  const destination = { write: (line: string) => (log += line) }
  running = await startPlatform({
    config,
    consoleFolder: folder.path,
    rules: fixedRules([accessKeyRule]),
    log: openLog('debug', { format: 'json', destination }),
  })
  await running.tenancy.createTenant(shop, 'The Shop')
  const created = await running.tenancy.createSource(shop, 'trail', 'auto')
  key = created.key
  sourceId = created.source.sourceId
})
after(async () => {
  await running.stop()
  folder.remove()
})

function send(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = bearer(key),
) {
  return fetch(running.url + path, { method: 'POST', headers, body })
}

async function scraped(): Promise<string> {
  const response = await fetch(running.metricsUrl ?? '', {
    headers: { authorization: `Bearer ${scrapeToken}` },
  })
  assert.equal(response.status, 200)
  return response.text()
}

/** The value of a series, its labels as they stand in the text. */
function series(text: string, named: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${named} `))
  return line === undefined ? Number.NaN : Number(line.slice(named.length))
}

describe('metrics', () => {
  before(async () => {
    const records = [cloudTrail(1), cloudTrail(2, { eventName: 'CreateAccessKey' })]
    assert.equal((await send('/ingest/trail', `${ndjson(records)}{"cut":\n`)).status, 200)
    const hec = { authorization: `Splunk ${key}` }
    assert.equal((await send('/services/collector/raw', ndjson([cloudTrail(3)]), hec)).status, 200)
    assert.equal((await send('/ingest/trail', '{}', bearer('wrong'))).status, 401)
  })

  test('count what each receiver took, and how each answer was', async () => {
    const text = await scraped()
    assert.equal(series(text, 'countersign_intake_events_total{receiver="ingest"}'), 2)
    assert.equal(series(text, 'countersign_intake_unparsed_total{receiver="ingest"}'), 1)
    assert.equal(series(text, 'countersign_intake_findings_total{receiver="ingest"}'), 1)
    assert.equal(series(text, 'countersign_intake_events_total{receiver="hec"}'), 1)
    assert.equal(series(text, 'countersign_http_requests_total{area="ingest",status="2xx"}'), 1)
    assert.equal(series(text, 'countersign_http_requests_total{area="ingest",status="401"}'), 1)
    assert.equal(series(text, 'countersign_lake_rows_total{table="events"}'), 3)
    assert.equal(series(text, 'countersign_tenant_events_total{tenant="shop"}'), 3)
    assert.ok(series(text, 'countersign_intake_bytes_total{receiver="ingest"}') > 500)
    assert.ok(series(text, 'countersign_lake_seconds_count{operation="insert"}') >= 3)
  })

  test('tell how the stores, the rules, the jobs and the process are', async () => {
    const text = await scraped()
    assert.equal(series(text, 'countersign_store_up{store="lake"}'), 1)
    assert.equal(series(text, 'countersign_store_up{store="state"}'), 1)
    assert.equal(series(text, 'countersign_rules{state="running"}'), 1)
    assert.equal(series(text, 'countersign_intake_held_bytes'), 0)
    assert.equal(series(text, 'countersign_postgresql_restarts_total'), 0)
    assert.ok(series(text, 'countersign_slow_lane_lag_seconds') >= 0)
    assert.ok(series(text, 'countersign_jobs_failed{queue="correlate"}') >= 0)
    assert.ok(series(text, 'countersign_incidents_open{severity="high"}') >= 0)
    assert.ok(series(text, 'process_resident_memory_bytes') > 1e6)
    assert.match(text, /^countersign_build_info\{version="[^"]+",node="24[^"]*"\} 1$/m)
    assert.ok(!text.includes('countersign_metric_failures_total{'), text)
  })

  test('are for whoever holds the token, and nothing else is there', async () => {
    const url = running.metricsUrl ?? ''
    for (const authorization of ['', 'Bearer wrong', scrapeToken])
      assert.equal((await fetch(url, { headers: { authorization } })).status, 401)
    assert.equal((await fetch(new URL('/api/health', url))).status, 404)
    assert.equal(
      (await fetch(`${running.url}/metrics`)).headers.get('content-type')?.startsWith('text/html'),
      true,
    )
  })
})

describe('what was sent', () => {
  test('never shows in the log, whoever sends it and whatever breaks on it', async () => {
    const link = await running.createSignInLink()
    const operator = await signedIn(running.url, link)
    const hostile = `{"a":"${canary}`
    const record = JSON.stringify(cloudTrail(9, { userAgent: canary, eventName: canary }))
    for (const body of [hostile, record, Uint8Array.from([31, 139, 8, ...Buffer.from(canary)])]) {
      await send('/ingest/trail', body)
      await send(`/elastic/${canary}/_bulk`, `{"create":{}}\n${body}\n`, {
        authorization: `ApiKey ${btoa(`x:${key}`)}`,
      })
      await send('/services/collector/event', body, { authorization: `Splunk ${key}`, 'user-agent': canary })
      await send('/v1/logs', body, bearer(key, { 'content-type': 'application/json' }))
      await send('/v1/traces', body, bearer(key, { 'content-type': 'application/x-protobuf' }))
      await send(`/ingest/${canary}`, body, bearer(`${key}${canary}`))
    }
    await operator.send('GET', `/api/events?q=${canary}:("`)
    await operator.send('POST', `/api/${canary}`, { [canary]: canary })
    await browserAt(running.url).send('POST', '/api/session', { token: canary })
    await brokenBatch()
    assert.ok(log.includes('Server listening'), 'the log was not read')
    assert.match(log, /"msg":"a test broke a batch"/)
    const cookie = operator.cookie().split('=')[1] ?? 'none'
    const token = link.split('#token=')[1] ?? 'none'
    for (const secret of [canary, key, cookie, token, scrapeToken]) assert.ok(!log.includes(secret), secret)
  })

  /** The lake's own message quotes the row that it could not read. */
  async function brokenBatch(): Promise<void> {
    const { lake, log: platformLog } = running.platform
    const batch = {
      table: 'events',
      columns: ['tenant_id', 'time'],
      rows: Buffer.from(`shop\t${canary}\n`),
      rowCount: 1,
      token: 'broken',
    } as const
    await lake.insert(batch).then(
      () => assert.fail('it was taken'),
      (error: unknown) => platformLog.error({ err: error }, 'a test broke a batch'),
    )
  }

  test('never shows in a span, and spans tell the way of a batch', () => {
    const names = new Set(spans.map(({ name }) => name))
    for (const name of ['intake.receive', 'intake.read', 'intake.write', 'lake.insert', 'findings.record'])
      assert.ok(names.has(name), `${name} is not among ${[...names].join(', ')}`)
    const text = JSON.stringify(spans)
    for (const word of [canary, key, shop, sourceId]) assert.ok(!text.includes(word), word)
  })
})

/** Just enough of an SDK to see which spans end with what. */
function recorder(ended: Ended[]): Tracer {
  const start = (name: string, options: { attributes?: Attributes } = {}): Span => {
    const attributes: Attributes = { ...options.attributes }
    const span = {
      setAttribute: (attribute: string, value: string) => {
        attributes[attribute] = value
        return span
      },
      setStatus: () => span,
      end: () => ended.push({ name, attributes }),
    }
    return span as unknown as Span
  }
  return {
    startSpan: start,
    startActiveSpan: (name: string, options: object, work: (span: Span) => unknown) =>
      work(start(name, options)),
  } as unknown as Tracer
}
