import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type {
  EventDetail,
  EventFieldList,
  EventHistogram,
  EventPage,
  EventValues,
} from '@countersign/api/event'
import type { FilterRecord } from '@countersign/filter/filter-record'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { type Browser, browserAt, signedIn, signedInAs, temporaryFolder } from '../platform/test-server.ts'
import { insertEvents } from './test-events.ts'

const folder = temporaryFolder('search')
const data = join(folder.path, 'data')
const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
const nowMs = Date.UTC(2026, 2, 2, 12)
const canary = 'CANARY-of-the-bank'
let running: RunningPlatform
let operator: Browser
let shopper: Browser

function event(
  tenantId: string,
  eventId: string,
  minutesAgo: number,
  changed: Partial<FilterRecord> = {},
): FilterRecord {
  const time = nowMs - minutesAgo * 60_000
  const raw = JSON.stringify({
    eventVersion: '1.08',
    eventTime: new Date(time).toISOString(),
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111122223333:assumed-role/deploy/ci',
      accountId: '111122223333',
    },
    eventID: eventId,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  })
  return {
    tenant_id: tenantId,
    event_id: eventId,
    source_id: 'src',
    format: 'aws-cloudtrail',
    activity_name: 'Create',
    identity_key: 'aws:111122223333:assumed-role/deploy',
    session_key: '',
    host: '',
    source_ip: '203.0.113.7',
    destination_ip: '',
    action: 'CreateUser',
    resource: '',
    source_event_uid: eventId,
    raw,
    class_uid: 3001,
    severity_id: 1,
    status_id: 1,
    time,
    received_at: time,
    chain: ['oidc-federation github:acme/shop/release'],
    ...changed,
  }
}

before(async () => {
  running = await startPlatform({
    config,
    clock: { now: () => nowMs },
    consoleFolder: join(folder.path, 'no-console'),
  })
  operator = await signedIn(running.url, await running.createSignInLink())
  for (const id of ['shop', 'bank']) await operator.send('POST', '/api/tenants', { id, name: id })
  const { lake } = running.platform
  await insertEvents(lake, [
    ...Array.from({ length: 25 }, (_, at) => event('shop', `s${String(at).padStart(2, '0')}`, at)),
    event('shop', 'old', 60 * 30, { action: 'DeleteUser' }),
    event('shop', 'future', -10),
    event('shop', 'same-time-1', 3, { action: 'GetUser', status_id: 2 }),
    event('shop', 'same-time-2', 3, { action: 'GetUser', source_ip: '10.1.2.3' }),
    event('shop', 'text', 5, {
      format: 'generic-text',
      raw: 'Mar  2 11:55:00 web sshd: a\tb \\ "q" <script>',
      action: 'log',
    }),
    ...Array.from({ length: 5 }, (_, at) =>
      event('bank', `b${at}`, at, {
        resource: canary,
        raw: `{"secret":"${canary}"}`,
        identity_key: canary,
        action: canary,
        host: canary,
      }),
    ),
  ])
  shopper = await signedInAs(running.url, running.platform, {
    personId: 'shopper',
    name: 'Shopper',
    role: 'analyst',
    tenantIds: ['shop'],
  })
})

after(async () => {
  await running?.stop()
  folder.remove()
})

async function page(query: string, who = operator): Promise<EventPage> {
  const { status, body } = await who.send('GET', `/api/events?${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as EventPage
}

const ids = ({ items }: EventPage) => items.map(({ eventId }) => eventId)
const q = (filter: string) => `q=${encodeURIComponent(filter)}`

describe('searching events', () => {
  test('gives the last 24 hours, newest first, of every tenant the person sees', async () => {
    const { items } = await page('limit=100')
    assert.equal(items.length, 31)
    const times = items.map(({ time }) => time)
    assert.deepEqual(times, times.toSorted().reverse())
    assert.deepEqual([...new Set(items.map(({ tenantId }) => tenantId))].sort(), ['bank', 'shop'])
  })

  test('a row holds the typed columns, with the name of its class', async () => {
    const [row] = (await page(q('event:s07'))).items
    assert.deepEqual(row, {
      tenantId: 'shop',
      eventId: 's07',
      time: '2026-03-02T11:53:00.000Z',
      receivedAt: '2026-03-02T11:53:00.000Z',
      sourceId: 'src',
      format: 'aws-cloudtrail',
      classUid: 3001,
      className: 'Account Change',
      activityName: 'Create',
      severityId: 1,
      statusId: 1,
      identityKey: 'aws:111122223333:assumed-role/deploy',
      host: '',
      sourceIp: '203.0.113.7',
      destinationIp: '',
      action: 'CreateUser',
      resource: '',
    })
  })

  test('pages follow each other without a gap or a repetition, also where times are equal', async () => {
    const whole = ids(await page('limit=100'))
    const read: string[] = []
    for (let cursor = ''; ; ) {
      const next = await page(`limit=3&cursor=${cursor}`)
      read.push(...ids(next))
      if (next.nextCursor === undefined) break
      cursor = next.nextCursor
    }
    assert.deepEqual(read, whole)
  })

  test('a range of time includes its beginning and not its end', async () => {
    const query = 'tenant=shop&from=2026-03-01T06:00:00Z&to=2026-03-02T11:36:00Z'
    assert.deepEqual(ids(await page(query)), ['old'])
    assert.deepEqual(
      ids(await page('from=2026-03-02T12:00:00Z&to=2026-03-03T00:00:00%2B01:00&tenant=shop')),
      ['future', 's00'],
    )
  })

  test('the filter language decides what is found', async () => {
    assert.deepEqual(ids(await page(q('action:getuser status:failure'))), ['same-time-1'])
    assert.deepEqual(ids(await page(q('ip:10.0.0.0/8'))), ['same-time-2'])
    assert.deepEqual(ids(await page(q('"a\tb \\\\"'))), ['text'])
    assert.deepEqual(
      ids(await page(q('tenant:shop not action:CreateUser not (status:failure or ip:10.0.0.0/8)'))),
      ['text'],
    )
    assert.equal(ids(await page(q('identity:aws:*:assumed-role/deploy chain:github:acme/*'))).length, 27)
  })

  test('a mistake in the filter is answered with its place and what to do', async () => {
    const { status, body } = await operator.send('GET', `/api/events?${q('action:CreateUser and usr:anna')}`)
    assert.deepEqual([status, body.code], [400, 'FILTER_INVALID'])
    assert.match(String(body.detail), /^At character 23: there is no field "usr"/)
  })

  test('a wrong time, cursor or size is a mistake of the request', async () => {
    for (const query of [
      'from=yesterday',
      'to=2026',
      'from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z',
      'cursor=xx',
      'cursor=W10',
      'limit=0',
      'limit=x',
    ]) {
      const { status, body } = await operator.send('GET', `/api/events?${query}`)
      assert.deepEqual([status, body.code], [400, 'REQUEST_INVALID'], query)
    }
  })
})

describe('the histogram', () => {
  test('counts the same events in round buckets, empty ones included', async () => {
    const { body } = await operator.send(
      'GET',
      '/api/events/histogram?tenant=shop&from=2026-03-02T11:00:00Z&to=2026-03-02T12:30:00Z',
    )
    const { bucketSeconds, total, buckets } = body as unknown as EventHistogram
    assert.equal(bucketSeconds, 60)
    assert.equal(total, 29)
    assert.equal(buckets.length, 90)
    assert.deepEqual(buckets[57], { start: '2026-03-02T11:57:00.000Z', events: 3 })
    assert.deepEqual(buckets[0], { start: '2026-03-02T11:00:00.000Z', events: 0 })
  })

  test('stays small for any range', async () => {
    for (const from of [
      '2026-03-02T11:59:59Z',
      '2026-01-01T00:00:00Z',
      '1900-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
    ]) {
      const { status, body } = await operator.send(
        'GET',
        `/api/events/histogram?from=${from}&to=2299-01-01T00:00:00Z&${q('tenant:bank')}`,
      )
      assert.equal(status, 200)
      const { total, buckets } = body as unknown as EventHistogram
      assert.ok(buckets.length <= 101, `${buckets.length}`)
      assert.equal(total, from === '2026-03-02T11:59:59Z' ? 1 : 5)
    }
  })
})

describe('completing a filter', () => {
  test('every field is listed with what it is', async () => {
    const { body } = await operator.send('GET', '/api/events/fields')
    const { items } = body as unknown as EventFieldList
    assert.deepEqual(
      items.find(({ name }) => name === 'status'),
      {
        name: 'status',
        kind: 'number',
        description: 'How it ended.',
        example: 'status:failure',
        names: ['Unknown', 'Success', 'Failure', 'Other'],
        hasValues: true,
      },
    )
  })

  test('the most frequent values of each field that has values are counted within the search', async () => {
    const { items } = (await operator.send('GET', '/api/events/fields')).body as unknown as EventFieldList
    for (const { name } of items.filter(({ hasValues }) => hasValues)) {
      const { status } = await operator.send('GET', `/api/events/values?field=${name}&tenant=shop`)
      assert.equal(status, 200, name)
    }
    const { body } = await operator.send(
      'GET',
      `/api/events/values?field=action&tenant=shop&${q('status:success')}`,
    )
    assert.deepEqual((body as unknown as EventValues).items, [
      { value: 'CreateUser', events: 24 },
      { value: 'GetUser', events: 1 },
      { value: 'log', events: 1 },
    ])
    const status = (await operator.send('GET', '/api/events/values?field=status&tenant=shop'))
      .body as unknown as EventValues
    assert.deepEqual(status.items[1], { value: 'Failure', events: 1 })
    const chain = (await operator.send('GET', '/api/events/values?field=chain&contains=ACME&tenant=shop'))
      .body as unknown as EventValues
    assert.deepEqual(chain.items, [{ value: 'github:acme/shop/release', events: 27 }])
  })

  test('fields without countable values are refused', async () => {
    for (const field of ['raw', 'event', 'time', 'nothing', 'raw) FROM system.tables --']) {
      const { status } = await operator.send('GET', `/api/events/values?field=${encodeURIComponent(field)}`)
      assert.equal(status, 400, field)
    }
  })
})

describe('one event', () => {
  test('comes with its record, its OCSF form made again, why it was recognised, its chain', async () => {
    const { body } = await operator.send('GET', '/api/tenants/shop/events/s07')
    const detail = body as unknown as EventDetail
    assert.equal(detail.row.eventId, 's07')
    assert.equal(JSON.parse(detail.raw).eventID, 's07')
    assert.equal((detail.ocsf as { class_uid: number }).class_uid, 3001)
    assert.notEqual(detail.recognisedBecause, '')
    assert.deepEqual(detail.chain, [{ relation: 'oidc-federation', identityKey: 'github:acme/shop/release' }])
    assert.equal(detail.sessionKey, null)
  })

  test('is downloaded byte for byte, never shown as a page', async () => {
    const response = await fetch(`${running.url}/api/tenants/shop/events/text/raw`, {
      headers: { cookie: operator.cookie() },
    })
    assert.equal(await response.text(), 'Mar  2 11:55:00 web sshd: a\tb \\ "q" <script>')
    assert.equal(response.headers.get('content-type'), 'application/octet-stream')
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="text.log"')
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
  })

  test('that is not there is not found', async () => {
    for (const path of ['/api/tenants/shop/events/nothing', '/api/tenants/shop/events/nothing/raw']) {
      const { status, body } = await operator.send('GET', path)
      assert.deepEqual([status, body.code], [404, 'NOT_FOUND'])
    }
  })
})

describe('the export', () => {
  test('streams every row with its record, as many as asked for', async () => {
    const lines = async (query: string) => {
      const { status, body } = await operator.send('GET', `/api/events/export?${query}`)
      assert.equal(status, 200)
      return parsedLines(body)
    }
    const all = await lines('tenant=shop')
    assert.deepEqual(
      all.map(({ eventId }) => eventId),
      ids(await page('tenant=shop')),
    )
    assert.equal(JSON.parse(all[0]?.raw ?? '').eventName, 'CreateUser')
    assert.equal((await lines('limit=7')).length, 7)
  })
})

describe('rights', () => {
  const paths = [
    '/api/events?x',
    '/api/events/histogram?x',
    '/api/events/values?field=action',
    '/api/events/values?field=identity',
    '/api/events/values?field=tenant',
    '/api/events/values?field=host',
    '/api/events/export?x',
  ]

  test('without a session nothing is answered', async () => {
    for (const path of [
      ...paths,
      '/api/events/fields',
      '/api/tenants/shop/events/s07',
      '/api/tenants/shop/events/s07/raw',
    ]) {
      assert.equal((await browserAt(running.url).send('GET', path)).status, 401, path)
    }
  })

  test('a person limited to a tenant finds nothing of another, however it is asked for', async () => {
    const hostile = [
      '',
      'tenant:bank',
      canary,
      `identity:${canary}`,
      'event:b1',
      'tenant:*',
      'not tenant:shop',
      "' OR 1=1 --",
      "') OR tenant_id = 'bank' --",
      '"\' UNION ALL SELECT * FROM countersign.events --"',
      "file('/etc/passwd')",
      '{countersign_scope:Array(String)}',
      'raw:"\\\\\' OR 1"',
      '\\',
      "'",
      '`',
      '"\\"',
      '"/*"',
      '"--"',
      'a;DROP',
      '%',
      '_',
      `"${'\0'}"`,
      '*'.repeat(3000),
      'tenant:(bank or shop)',
      `${'('.repeat(15)}tenant:bank${')'.repeat(15)}`,
    ]
    for (const path of paths) {
      for (const filter of hostile) {
        const { status, body } = await shopper.send('GET', `${path}&${q(filter)}`)
        assert.ok(status === 200 || status === 400, `${path} ${filter}: ${status}`)
        const text = JSON.stringify(body)
        if (!filter.includes(canary)) assert.ok(!text.includes(canary), `${path} ${filter}`)
        assert.ok(!text.includes('"bank"'), `${path} ${filter}`)
        assert.ok(!text.includes('root:x:'), `${path} ${filter}`)
      }
    }
  })

  test('what is too large or too deep is refused before it reaches the lake', async () => {
    for (const filter of ['x'.repeat(5000), '('.repeat(3000), 'not '.repeat(900), 'a '.repeat(150)]) {
      const { status, body } = await shopper.send('GET', `/api/events?${q(filter)}`)
      assert.deepEqual([status, body.code], [400, 'FILTER_INVALID'], filter.slice(0, 10))
    }
  })

  test('events of another tenant, and a tenant outside the rights, are not found', async () => {
    for (const path of [
      '/api/tenants/bank/events/b1',
      '/api/tenants/bank/events/b1/raw',
      '/api/tenants/shop/events/b1',
      '/api/tenants/shop/events/b1/raw',
      ...paths.map((path) => `${path}&tenant=bank`),
      '/api/events?tenant=shop,bank',
    ]) {
      const { status, body } = await shopper.send('GET', path)
      assert.deepEqual([status, body.code], [404, 'NOT_FOUND'], path)
    }
  })

  test('a cursor of another tenant gives no way in', async () => {
    const { nextCursor } = await page('tenant=bank&limit=2')
    const { items } = await page(`cursor=${nextCursor}&limit=100`, shopper)
    assert.deepEqual([...new Set(items.map(({ tenantId }) => tenantId))], ['shop'])
  })
})

function parsedLines(body: unknown): readonly { readonly eventId: string; readonly raw: string }[] {
  return (body as { text: string }).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
