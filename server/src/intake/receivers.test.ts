import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { otlpMessages } from './body/otlp-schema.ts'
import { accessKeyRule, bearer, cloudTrail, ndjson, startIntake, type TestIntake } from './test-intake.ts'

let intake: TestIntake
before(async () => {
  intake = await startIntake('receivers', {}, [accessKeyRule])
})
after(() => intake.stop())

async function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) {
  const response = await fetch(intake.url + path, { method: 'POST', body, headers })
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: () => JSON.parse(bytes.toString()),
  }
}

const three = [cloudTrail(1), cloudTrail(2, { eventName: 'CreateAccessKey' }), cloudTrail(3)]

describe('POST /ingest/{source}', () => {
  const bodies: readonly (readonly [string, string])[] = [
    ['one record a line', ndjson(three)],
    ['a JSON array', JSON.stringify(three)],
    ['a CloudTrail file', JSON.stringify({ Records: three })],
    ['pretty-printed documents', three.map((record) => JSON.stringify(record, undefined, 2)).join('\n')],
  ]
  for (const [name, body] of bodies) {
    test(`takes ${name}, and answers with what became of it`, async () => {
      const { key, sourceId } = await intake.createKey(name)
      const { status, json } = await post(`/ingest/${sourceId}`, body, bearer(key))
      const { batchId, ...counts } = json()
      assert.deepEqual([status, counts], [200, { events: 3, unparsed: 0, findings: 1 }])
      assert.match(batchId, /^[0-9a-f]{21}$/)
      const rows = await intake.rows<{ action: string; format: string; raw: string }>(
        'events',
        sourceId,
        'action, format, raw',
      )
      assert.deepEqual(
        rows.map(({ action }) => action),
        ['ListUsers', 'CreateAccessKey', 'ListUsers'],
      )
      assert.deepEqual(JSON.parse(rows[1]?.raw ?? ''), three[1])
    })
  }

  const squeeze = { gzip: gzipSync, deflate: deflateSync, zstd: zstdCompressSync }
  for (const [encoding, compress] of Object.entries(squeeze)) {
    test(`takes ${encoding}, and knows a repeat under another compression`, async () => {
      const { key, sourceId } = await intake.createKey(encoding)
      const body = ndjson([...three, cloudTrail(9)])
      const headers = bearer(key, { 'content-encoding': encoding })
      assert.equal((await post(`/ingest/${sourceId}`, compress(Buffer.from(body)), headers)).json().events, 4)
      assert.equal((await post(`/ingest/${sourceId}`, body, bearer(key))).status, 200)
      assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 4)
    })
  }

  test('takes any text, one event a line, and keeps two equal lines as two events', async () => {
    const { key, sourceId } = await intake.createKey('text')
    const line =
      '<34>Mar  4 09:12:33 web-1 sshd[412]: Failed password for root from 203.0.113.9 port 4711 ssh2'
    const { json } = await post(`/ingest/text`, `${line}\n${line}\r\n\nplain words\n`, bearer(key))
    assert.equal(json().events, 3)
    const rows = await intake.rows<{ host: string; raw: string }>('events', sourceId, 'host, raw')
    assert.deepEqual(
      rows.map(({ raw }) => raw),
      [line, line, 'plain words'],
    )
    assert.equal(rows[0]?.host, 'web-1')
  })

  test('the same batch twice is stored once; with a key of its own it is another batch', async () => {
    const { key, sourceId } = await intake.createKey('twice')
    const send = (headers: Record<string, string>) =>
      post(`/ingest/${sourceId}`, ndjson(three), bearer(key, headers))
    const first = (await send({})).json()
    const again = (await send({})).json()
    assert.deepEqual(again, first)
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 3)
    assert.equal((await intake.rows('findings', sourceId, 'finding_id')).length, 1)
    await send({ 'idempotency-key': 'second-run' })
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 6)
  })

  test('a match is a finding that names its event, and soon an incident', async () => {
    const { key, sourceId } = await intake.createKey('matched')
    await post(`/ingest/${sourceId}`, ndjson(three), bearer(key))
    const [finding] = await intake.rows<{ rule_title: string; event_ids: string[]; reported: number }>(
      'findings',
      sourceId,
      'rule_title, event_ids, reported',
    )
    const events = await intake.rows<{ event_id: string; action: string }>(
      'events',
      sourceId,
      'event_id, action',
    )
    const event = events.find(({ action }) => action === 'CreateAccessKey')
    assert.deepEqual(
      [finding?.rule_title, finding?.reported, finding?.event_ids],
      ['Access key made', 1, [event?.event_id]],
    )
  })
})

describe('Elasticsearch', () => {
  const bulk = (records: readonly unknown[], action: unknown = { create: {} }) =>
    ndjson(records.flatMap((record) => [action, record]))
  const apiKey = (key: string) => ({
    authorization: `ApiKey ${Buffer.from(`countersign:${key}`).toString('base64')}`,
  })
  const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`any:${key}`).toString('base64')}` })

  test('takes a bulk request and answers for each item, whichever way the key is sent', async () => {
    for (const [name, headers] of [
      ['api key', apiKey],
      ['basic', basic],
    ] as const) {
      const { key, sourceId } = await intake.createKey(name)
      const body = bulk(three, { create: { _index: 'logs-aws-default' } })
      const {
        status,
        json,
        headers: answered,
      } = await post('/elastic/_bulk', body, {
        ...headers(key),
        'content-type': 'application/x-ndjson',
      })
      const { errors, items } = json()
      assert.deepEqual([status, errors, items.length], [200, false, 3])
      assert.equal(answered.get('x-elastic-product'), 'Elasticsearch')
      const rows = await intake.rows<{ event_id: string }>('events', sourceId, 'event_id')
      assert.deepEqual(
        items.map((item: { create: { _id: string; status: number } }) => [
          item.create._id,
          item.create.status,
        ]),
        rows.map(({ event_id }) => [event_id, 201]),
      )
    }
  })

  test('refuses what is no adding, item by item, and takes the rest', async () => {
    const { key, sourceId } = await intake.createKey('mixed bulk')
    const body = ndjson([
      { index: {} },
      three[0],
      { delete: { _id: 'a' } },
      { update: { _id: 'b' } },
      { doc: {} },
      { index: {} },
      three[1],
    ])
    const { json } = await post('/elastic/some-index/_bulk?filter_path=errors', body, apiKey(key))
    const statuses = json().items.map(
      (item: Record<string, { status: number }>) => Object.values(item)[0]?.status,
    )
    assert.deepEqual([json().errors, statuses], [true, [201, 400, 400, 201]])
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 2)
  })

  test('a bulk request whose actions cannot be read is refused as a whole', async () => {
    const { key, sourceId } = await intake.createKey('broken bulk')
    for (const body of ['{"create":{}}\n', 'no json\n{}\n', '{"a":1}\n{"b":2}\n']) {
      const { status, json } = await post('/elastic/_bulk', body, apiKey(key))
      assert.deepEqual([status, json().error.type], [400, 'illegal_argument_exception'], body)
    }
    assert.deepEqual(await intake.rows('unparsed', sourceId, 'line_id'), [])
  })

  test('answers what shippers ask before they send', async () => {
    const { key } = await intake.createKey('start questions')
    const ask = (method: string, path: string) =>
      fetch(`${intake.url}/elastic${path}`, { method, headers: basic(key) })
    const root = await ask('GET', '/')
    assert.match(((await root.json()) as { version: { number: string } }).version.number, /^8\./)
    assert.equal((await ask('HEAD', '/')).status, 200)
    for (const [method, path] of [
      ['GET', '/_license'],
      ['GET', '/_xpack'],
      ['GET', '/_cluster/health'],
      ['HEAD', '/_index_template/filebeat-8.17.0'],
      ['PUT', '/_ilm/policy/filebeat'],
      ['GET', '/_ingest/pipeline/x'],
    ] as const) {
      const { status, headers } = await ask(method, path)
      assert.deepEqual(
        [status, headers.get('x-elastic-product')],
        [200, 'Elasticsearch'],
        `${method} ${path}`,
      )
    }
    assert.equal((await fetch(`${intake.url}/elastic/`)).status, 401)
  })
})

describe('Splunk HEC', () => {
  const splunk = (key: string) => ({ authorization: `Splunk ${key}` })

  test('takes envelopes one after another, and their time for events that have none', async () => {
    const { key, sourceId } = await intake.createKey('hec')
    const body = [
      { time: 1772615553.25, host: 'h', sourcetype: 'aws:cloudtrail', event: three[1] },
      { time: '1772615554', event: 'a line of text' },
      { time: 1772615555, event: { level: 'info', text: 'no time in here' } },
    ]
    const { status, json } = await post(
      '/services/collector/event',
      body.map((one) => JSON.stringify(one)).join(''),
      splunk(key),
    )
    assert.deepEqual([status, json()], [200, { text: 'Success', code: 0 }])
    const rows = await intake.rows<{ format: string; time: string }>('events', sourceId, 'format, time')
    assert.deepEqual(rows, [
      { format: 'aws-cloudtrail', time: '2026-03-04T09:00:02.000Z' },
      { format: 'generic-text', time: '2026-03-04T09:12:34.000Z' },
      { format: 'generic-json', time: '2026-03-04T09:12:35.000Z' },
    ])
    assert.equal((await intake.rows('findings', sourceId, 'finding_id')).length, 1)
  })

  test('takes raw lines, is healthy for everybody, and says that it acknowledges nothing later', async () => {
    const { key, sourceId } = await intake.createKey('hec raw')
    assert.equal((await post('/services/collector/raw?channel=x', 'one\ntwo\n', splunk(key))).json().code, 0)
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 2)
    const health = await fetch(`${intake.url}/services/collector/health`)
    assert.deepEqual([health.status, await health.json()], [200, { text: 'HEC is healthy', code: 17 }])
    const ack = await post('/services/collector/ack', '{"acks":[1]}', splunk(key))
    assert.deepEqual([ack.status, ack.json().code], [400, 14])
  })

  test('says what is wrong in its own codes', async () => {
    const unknown = await post('/services/collector', '{}', splunk('cs_00000000_'.padEnd(55, 'x')))
    assert.deepEqual([unknown.status, unknown.json().code], [403, 4])
    const none = await post('/services/collector', '{}', {})
    assert.deepEqual([none.status, none.json().code], [401, 2])
    const { key } = await intake.createKey('hec empty')
    const empty = await post('/services/collector', '', splunk(key))
    assert.deepEqual([empty.status, empty.json().code], [400, 5])
  })
})

describe('OTLP over HTTP', () => {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
  const logs = {
    resourceLogs: [
      {
        resource: { attributes: [attribute('service.name', 'checkout'), attribute('host.name', 'Web-1')] },
        scopeLogs: [
          {
            scope: { name: 'app' },
            logRecords: [
              {
                timeUnixNano: '1772615553250000000',
                severityNumber: 9,
                body: { stringValue: 'order placed' },
              },
              {
                timeUnixNano: '1772615554000000000',
                severityNumber: 17,
                body: { stringValue: 'card refused' },
              },
            ],
          },
        ],
      },
    ],
  }
  const traceId = '5b8efff798038103d269b633813fc60c'
  const spans = (id: string | Uint8Array, spanId: string | Uint8Array) => ({
    resourceSpans: [
      {
        resource: { attributes: [attribute('service.name', 'assistant')] },
        scopeSpans: [
          {
            scope: { name: 'genai' },
            spans: [
              {
                traceId: id,
                spanId,
                name: 'chat gpt',
                kind: 3,
                startTimeUnixNano: '1772615553250000000',
                endTimeUnixNano: '1772615554250000000',
                attributes: [
                  attribute('gen_ai.operation.name', 'chat'),
                  attribute('gen_ai.system', 'openai'),
                ],
              },
            ],
          },
        ],
      },
    ],
  })

  test('takes logs as JSON and as protobuf, the same records either way', async () => {
    const kept: unknown[] = []
    for (const wire of ['json', 'x-protobuf'] as const) {
      const { key, sourceId } = await intake.createKey(`otlp ${wire}`)
      const body =
        wire === 'json'
          ? JSON.stringify(logs)
          : Buffer.from(otlpMessages.logs.encode(otlpMessages.logs.fromObject(logs)).finish())
      const { status, headers, bytes } = await post(
        '/v1/logs',
        body,
        bearer(key, { 'content-type': `application/${wire}` }),
      )
      assert.deepEqual([status, headers.get('content-type')?.split(';')[0]], [200, `application/${wire}`])
      assert.equal(wire === 'json' ? bytes.toString() : bytes.length, wire === 'json' ? '{}' : 0)
      kept.push(await intake.rows('events', sourceId, 'format, time, host, class_uid, severity_id'))
    }
    assert.deepEqual(kept[0], kept[1])
    assert.equal((kept[0] as readonly unknown[]).length, 2)
  })

  test('takes traces, and reads spans of AI agents as such', async () => {
    const { traces } = otlpMessages
    const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
    const protobuf = traces
      .encode(traces.fromObject(spans(bytesOf(traceId), bytesOf('eee19b7ec3c1b174'))))
      .finish()
    for (const [type, body] of [
      ['application/json', JSON.stringify(spans(traceId, 'eee19b7ec3c1b174'))],
      ['application/x-protobuf', Buffer.from(protobuf)],
    ] as const) {
      const { key, sourceId } = await intake.createKey(`spans ${type}`)
      assert.equal((await post('/v1/traces', body, bearer(key, { 'content-type': type }))).status, 200)
      const rows = await intake.rows<{ format: string; raw: string }>('events', sourceId, 'format, raw')
      assert.deepEqual(
        rows.map(({ format }) => format),
        ['otel-genai-span'],
      )
      assert.equal(JSON.parse(rows[0]?.raw ?? '').traceId, traceId)
    }
  })

  test('answers failures in the encoding of the request', async () => {
    const { key } = await intake.createKey('otlp broken')
    const json = await post('/v1/logs', '{', bearer(key, { 'content-type': 'application/json' }))
    assert.match(json.json().message, /BODY_BROKEN/)
    const protobuf = await post(
      '/v1/logs',
      Buffer.from([0x0a, 0xff]),
      bearer(key, { 'content-type': 'application/x-protobuf' }),
    )
    assert.equal(protobuf.status, 400)
    assert.match(
      otlpMessages.status.toObject(otlpMessages.status.decode(protobuf.bytes)).message,
      /BODY_BROKEN/,
    )
    assert.equal((await post('/v1/logs', '{}', bearer(key, { 'content-type': 'text/plain' }))).status, 415)
  })
})
