import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Browser, browserAt } from '../platform/test-server.ts'
import { canary, pageOf, q, type ShopAndBank, startShopAndBank } from './test-shop-and-bank.ts'

let platform: ShopAndBank
let shopper: Browser

before(async () => {
  platform = await startShopAndBank()
  shopper = platform.shopper
})

after(async () => platform?.stop())

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
    assert.equal((await browserAt(platform.url).send('GET', path)).status, 401, path)
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
  const { nextCursor } = await pageOf(platform.operator, 'tenant=bank&limit=2')
  const { items } = await pageOf(shopper, `cursor=${nextCursor}&limit=100`)
  assert.deepEqual([...new Set(items.map(({ tenantId }) => tenantId))], ['shop'])
})
