import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Browser, signedIn } from '../test-server.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let at: TestApi

before(async () => {
  at = await startTestApi()
})

after(async () => at?.stop())

const path = '/api/tenants/shop/sources'
const create = (key: string, name = 'firewall', browser: Browser = at.operator) =>
  browser.send('POST', path, { name }, { 'idempotency-key': key })
const sourcesNamed = async (name: string) => {
  const { body } = await at.operator.send('GET', '/api/sources')
  return (body as unknown as { items: { name: string }[] }).items.filter((source) => source.name === name)
}

test('a write that is repeated with its key is made once and answered the same, secrets included', async () => {
  const key = randomUUID()
  const first = await create(key, 'once')
  const again = await create(key, 'once')
  assert.deepEqual([first.status, again.status], [201, 201])
  assert.deepEqual(again.body, first.body)
  assert.equal(first.headers.get('idempotency-replayed'), null)
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  assert.equal((await sourcesNamed('once')).length, 1)
})

test('of many at once one is made; the others get its answer or are told that it is running', async () => {
  const key = randomUUID()
  const answers = await Promise.all(Array.from({ length: 8 }, () => create(key, 'race')))
  assert.ok(answers.every(({ status }) => status === 201 || status === 409))
  assert.ok(answers.some(({ status }) => status === 201))
  assert.equal((await sourcesNamed('race')).length, 1)
})

test('the same key with another body or address is refused', async () => {
  const key = randomUUID()
  await create(key, 'first')
  const other = await create(key, 'second')
  assert.deepEqual([other.status, other.body.code], [422, 'IDEMPOTENCY_KEY_REUSED'])
  assert.deepEqual(await sourcesNamed('second'), [])
})

test('a key belongs to the person who used it', async () => {
  const key = randomUUID()
  const mine = await create(key, 'shared-key')
  const theirs = await create(key, 'their-own', at.colleague)
  assert.deepEqual([mine.status, theirs.status], [201, 201])
  assert.notDeepEqual(mine.body, theirs.body)
})

test('what was refused is forgotten, so that it can be corrected under the same key', async () => {
  const key = randomUUID()
  const send = (format: string) =>
    at.operator.send('POST', path, { name: 'corrected', format }, { 'idempotency-key': key })
  assert.equal((await send('no-such-format')).status, 400)
  assert.equal((await send('auto')).status, 201)
})

test('a key that could be guessed, or is no text, is refused', async () => {
  for (const key of ['1', 'short', 'x'.repeat(201), 'with a blank in the middle'])
    assert.deepEqual((await create(key)).body.code, 'REQUEST_INVALID', key)
})

test('neither key nor answer can be read from the database', async () => {
  const key = randomUUID()
  const { body } = await create(key, 'sealed')
  const rows = await at.running.platform.state.asOperator((tx) =>
    sql<{ text: string }>`SELECT encode(answer, 'escape') AS text FROM idempotent_request`.execute(tx),
  )
  const stored = JSON.stringify(rows.rows)
  assert.ok(rows.rows.length > 0)
  for (const secret of [key, (body as unknown as { key: string }).key, 'sealed'])
    assert.ok(!stored.includes(secret))
})

test('a day later the key is new', async () => {
  const key = randomUUID()
  await create(key, 'today')
  at.skip(24 * 3_600_000 + 1000)
  const operator = await signedIn(at.running.url, await at.running.createSignInLink())
  const later = await create(key, 'tomorrow', operator)
  assert.deepEqual([later.status, later.headers.get('idempotency-replayed')], [201, null])
})
