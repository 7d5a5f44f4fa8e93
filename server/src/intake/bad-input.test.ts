import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import type { SourceId, TenantId } from '../platform/tenancy/tenant-id.ts'
import {
  accessKeyRule,
  bearer,
  cloudTrail,
  ndjson,
  shop,
  startIntake,
  type TestIntake,
} from './test-intake.ts'

let intake: TestIntake
before(async () => {
  intake = await startIntake('bad-input', { 'source-key-cache-seconds': '0' }, [accessKeyRule])
})
after(() => intake.stop())

type Answer = { readonly status: number; readonly code: string; readonly body: Record<string, number> }

async function send(
  source: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(`${intake.url}/ingest/${source}`, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers,
  })
  const answer = (await response.json()) as Record<string, number> & { code: string }
  return { status: response.status, code: answer.code, body: answer }
}

type Unparsed = { readonly reason: string; readonly hex: string; readonly bytes: number }
const unparsedOf = (sourceId: string) =>
  intake.rows<Unparsed>(
    'unparsed',
    sourceId,
    'reason, hex(substring(raw, 1, 64)) AS hex, length(raw) AS bytes',
  )

describe('what cannot be read is kept, with its reason, and costs nothing else', () => {
  test('broken JSON between good lines', async () => {
    const { key, sourceId } = await intake.createKey('broken json')
    const body = `${ndjson([cloudTrail(1)])}{"eventName": "Cut\n${ndjson([cloudTrail(2)])}{"a":1}\n[1,2]\n`
    const { status, body: counts } = await send(sourceId, body, bearer(key))
    assert.deepEqual([status, counts.events, counts.unparsed], [200, 2, 4])
    const reasons = (await unparsedOf(sourceId)).map(({ reason }) => reason)
    assert.deepEqual(reasons, ['not-json', 'no-time', 'not-an-object', 'not-an-object'])
  })

  test('invalid UTF-8, byte for byte', async () => {
    const { key, sourceId } = await intake.createKey('latin1')
    const line = Buffer.from('{"eventName":"Z\xfcrich\x00"}', 'latin1')
    const body = Buffer.concat([Buffer.from(ndjson([cloudTrail(1)])), line, Buffer.from('\n')])
    assert.equal((await send(sourceId, body, bearer(key))).body.unparsed, 1)
    assert.deepEqual(await unparsedOf(sourceId), [
      { reason: 'invalid-utf8', hex: line.toString('hex').toUpperCase(), bytes: line.length },
    ])
  })

  test('nesting of 10,000 levels', async () => {
    const { key, sourceId } = await intake.createKey('deep')
    const deep = `{"eventTime":"2026-03-04T09:00:00Z","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    assert.equal((await send(sourceId, `${deep}\n${ndjson([cloudTrail(1)])}`, bearer(key))).body.events, 1)
    assert.deepEqual(
      (await unparsedOf(sourceId)).map(({ reason }) => reason),
      ['too-deep'],
    )
  })

  test('a line of 50 MB: its beginning', async () => {
    const { key, sourceId } = await intake.createKey('long line')
    // Two bits a letter: it shrinks to a quarter, which is no bomb.
    const noise = crypto.getRandomValues(new Uint8Array(65_536)).map((byte) => 0x61 + (byte & 3))
    const line = `{"a":"${Buffer.from(noise).toString().repeat(800)}"}`
    const body = gzipSync(`${line}\n${ndjson([cloudTrail(1)])}`, { strategy: constants.Z_HUFFMAN_ONLY })
    const { status, body: counts } = await send(sourceId, body, bearer(key, { 'content-encoding': 'gzip' }))
    assert.deepEqual([status, counts.events, counts.unparsed], [200, 1, 1])
    const [kept] = await unparsedOf(sourceId)
    assert.deepEqual([kept?.reason, kept?.bytes], ['too-long', 1024 * 1024])
  })

  test('clocks that are years off, and times that are none', async () => {
    const { key, sourceId } = await intake.createKey('clocks')
    const times = ['1970-01-01T00:00:00Z', '2199-12-31T23:59:59Z', '9999-12-31T23:59:59Z', 'yesterday']
    const records = times.map((eventTime, number) => cloudTrail(number, { eventTime }))
    const { status, body } = await send(sourceId, ndjson(records), bearer(key))
    assert.deepEqual([status, (body.events ?? 0) + (body.unparsed ?? 0)], [200, 4])
    const rows = await intake.rows<{ time: string }>('events', sourceId, 'time')
    assert.deepEqual(
      rows.slice(0, 3).map(({ time }) => time),
      [
        '1970-01-01T00:00:00.000Z',
        '2199-12-31T23:59:59.000Z',
        // The lake's times end here; the record keeps what it said.
        '2299-12-31T23:59:59.999Z',
      ],
    )
  })
})

describe('what is refused is refused as a whole, and says why', () => {
  const refused = async (name: string, body: string | Uint8Array, headers: Record<string, string>) => {
    const { key, sourceId } = await intake.createKey(name)
    const answer = await send(sourceId, body, bearer(key, headers))
    assert.deepEqual(await intake.rows('events', sourceId, 'event_id'), [])
    assert.deepEqual(await unparsedOf(sourceId), [])
    return [answer.status, answer.code]
  }
  const lines = Buffer.from(ndjson(Array.from({ length: 500 }, (_, number) => cloudTrail(number))))

  test('truncated gzip and zstd', async () => {
    const gzip = gzipSync(lines)
    assert.deepEqual(
      await refused('cut gzip', gzip.subarray(0, gzip.length / 2), { 'content-encoding': 'gzip' }),
      [400, 'BODY_BROKEN'],
    )
    const zstd = zstdCompressSync(lines)
    assert.deepEqual(
      await refused('cut zstd', zstd.subarray(0, zstd.length / 2), { 'content-encoding': 'zstd' }),
      [400, 'BODY_BROKEN'],
    )
    assert.deepEqual(await refused('no gzip', 'plain', { 'content-encoding': 'gzip' }), [400, 'BODY_BROKEN'])
  })

  test('a zip bomb, before it unfolds', async () => {
    const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024))
    assert.ok(bomb.length < 1024 * 1024)
    assert.deepEqual(await refused('bomb', bomb, { 'content-encoding': 'gzip' }), [413, 'BODY_TOO_LARGE'])
  })

  test('a body over the limit, stated or not', async () => {
    const large = Buffer.alloc(17 * 1024 * 1024, 'a')
    assert.deepEqual(await refused('large', large, {}), [413, 'BODY_TOO_LARGE'])
  })

  test('an encoding that is not read', async () => {
    assert.deepEqual(await refused('brotli', 'x', { 'content-encoding': 'br' }), [
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ])
  })

  test('a sender that stops in the middle', async () => {
    const { key, sourceId } = await intake.createKey('hung up')
    const { hostname, port } = new URL(intake.url)
    const socket = connect(Number(port), hostname)
    const head = `POST /ingest/${sourceId} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-length: 100000\r\n\r\n`
    socket.write(head + ndjson([cloudTrail(1)]))
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    // Its room in memory is free again: a request of the whole budget would wait for ever otherwise.
    const { inFlight } = intake.running.intake.room
    while (inFlight.bytes() > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.deepEqual(await intake.rows('events', sourceId, 'event_id'), [])
  })
})

describe('keys', () => {
  test('missing, made up, revoked, of another source', async () => {
    const mine = await intake.createKey('mine')
    const other = await intake.createKey('other')
    const code = async (headers: Record<string, string>) => {
      const { status, code: problem } = await send(mine.sourceId, 'x\n', headers)
      return [status, problem]
    }
    assert.deepEqual(await code({}), [401, 'SOURCE_KEY_MISSING'])
    assert.deepEqual(await code({ authorization: 'Negotiate abc' }), [401, 'SOURCE_KEY_MISSING'])
    assert.deepEqual(await code(bearer(`cs_00000000_${'a'.repeat(43)}`)), [401, 'SOURCE_KEY_WRONG'])
    assert.deepEqual(await code(bearer(other.key)), [403, 'SOURCE_FOREIGN'])
    await intake.running.tenancy.revokeSource(shop, mine.sourceId as SourceId)
    assert.deepEqual(await code(bearer(mine.key)), [401, 'SOURCE_KEY_REVOKED'])
  })

  test('a key of another tenant stores with that tenant and nowhere else', async () => {
    const rival = 'rival' as TenantId
    await intake.running.tenancy.createTenant(rival, 'The Rival')
    const { key, source } = await intake.running.tenancy.createSource(rival, 'same name', 'auto')
    const mine = await intake.createKey('same name')
    // A header or field that names a tenant is data.
    const body = ndjson([{ ...cloudTrail(1), tenant_id: 'shop', tenantId: 'shop' }])
    assert.equal((await send(mine.sourceId, body, bearer(key))).code, 'SOURCE_FOREIGN')
    assert.equal((await send('same name', body, bearer(key, { 'x-tenant': 'shop' }))).status, 200)
    assert.deepEqual(await intake.rows('events', source.sourceId, 'event_id'), [])
    const rows = await intake.running.platform.lake
      .forTenant(rival)
      .query<{ source: string }>(({ events }) => `SELECT source_id AS source FROM ${events}`)
    assert.deepEqual(rows, [{ source: source.sourceId }])
  })
})

test('hostile names in records stay data in every column', async () => {
  const { key, sourceId } = await intake.createKey('hostile')
  const userName = 'x\'\t\n\\N\r\0"); DROP TABLE events; --'
  const record = cloudTrail(1, {
    eventName: userName,
    userIdentity: { type: 'IAMUser', userName, accountId: '1' },
  })
  const body = JSON.stringify({ ...record, ['__proto__']: { polluted: true }, constructor: 'x' })
  assert.equal((await send(sourceId, `${body}\n`, bearer(key))).body.events, 1)
  const [row] = await intake.rows<{ action: string; raw: string }>('events', sourceId, 'action, raw')
  assert.deepEqual([row?.action, row?.raw], [userName, body])
})
