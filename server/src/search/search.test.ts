import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type {
  EventDetail,
  EventFieldList,
  EventHistogram,
  EventPage,
  EventValues,
} from '@countersign/api/event'
import type { Browser } from '../platform/test-server.ts'
import { pageOf, q, type ShopAndBank, startShopAndBank } from './test-shop-and-bank.ts'

let platform: ShopAndBank
let operator: Browser

before(async () => {
  platform = await startShopAndBank()
  operator = platform.operator
})

after(async () => platform?.stop())

const page = (query: string) => pageOf(operator, query)
const ids = ({ items }: EventPage) => items.map(({ eventId }) => eventId)

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
    const response = await fetch(`${platform.url}/api/tenants/shop/events/text/raw`, {
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

function parsedLines(body: unknown): readonly { readonly eventId: string; readonly raw: string }[] {
  return (body as { text: string }).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
