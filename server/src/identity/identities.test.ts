import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { IdentityDetail, IdentityPage } from '@countersign/api/identity'
import type { Browser } from '../platform/test-server.ts'
import { canary, type ShopAndBank, startShopAndBank } from '../search/test-shop-and-bank.ts'

let platform: ShopAndBank

before(async () => {
  platform = await startShopAndBank()
})

after(async () => platform?.stop())

const deploy = 'aws:111122223333:assumed-role/deploy'
const pageOf = async (browser: Browser, query = '') => {
  const { status, body } = await browser.send('GET', `/api/identities?${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as IdentityPage
}
const address = (tenantId: string, key: string) =>
  `/api/tenants/${tenantId}/identities/${encodeURIComponent(key)}`

test('identities of all tenants are listed with how often and when they were seen', async () => {
  const { items } = await pageOf(platform.operator)
  const listed = items.map((row) => [row.tenantId, row.identityKey, row.events, row.openIncidents])
  assert.deepEqual(listed.sort(), [
    ['bank', canary, 5, 0],
    ['shop', deploy, 30, 0],
  ])
  const shop = items.find(({ tenantId }) => tenantId === 'shop')
  assert.deepEqual(shop?.formats, ['aws-cloudtrail', 'generic-text'])
  assert.equal(shop?.lastSeenAt, '2026-03-02T12:10:00.000Z')
})

test('pages follow each other without loss, in both orders', async () => {
  for (const sort of ['last-seen', 'events']) {
    const first = await pageOf(platform.operator, `sort=${sort}&limit=1`)
    const second = await pageOf(platform.operator, `sort=${sort}&limit=1&cursor=${first.nextCursor}`)
    assert.notEqual(first.items[0]?.identityKey, second.items[0]?.identityKey)
    assert.equal(second.nextCursor, undefined)
  }
})

test('a part of the key finds it in any case, as text and not as a pattern', async () => {
  assert.equal((await pageOf(platform.operator, 'text=DEPLOY')).items.length, 1)
  for (const text of ['%', '_', "' OR 1=1 --", '*'])
    assert.deepEqual((await pageOf(platform.operator, `text=${encodeURIComponent(text)}`)).items, [])
})

test('an identity is shown with its actions, hosts, addresses and what stands behind it', async () => {
  const { status, body } = await platform.operator.send('GET', address('shop', deploy))
  assert.equal(status, 200)
  const detail = body as unknown as IdentityDetail
  assert.equal(detail.identity.events, 30)
  const getUser = detail.actions.find(({ value }) => value === 'GetUser')
  assert.deepEqual([getUser?.events, getUser?.failures], [2, 1])
  assert.deepEqual(
    detail.addresses.map(({ value }) => value),
    ['203.0.113.7', '10.1.2.3'],
  )
  assert.deepEqual(
    detail.standingBehindIt.map(({ value, events }) => [value, events]),
    [['github:acme/shop/release', 30]],
  )
  assert.equal(detail.recent.length, 30)
  assert.deepEqual(detail.incidents, [])
})

test('an identity that only stands behind others, and did nothing itself, is not found', async () => {
  const path = `${address('shop', 'github:acme/shop/release')}?from=2026-03-01T00:00:00Z`
  assert.equal((await platform.operator.send('GET', path)).status, 404)
})

test('somebody of one tenant sees no identity of another, by list, cursor, text or address', async () => {
  const { nextCursor } = await pageOf(platform.operator, 'limit=1')
  for (const query of ['', `text=${canary}`, `cursor=${nextCursor}`, 'from=1970-01-01T00:00:00Z'])
    assert.ok(!JSON.stringify((await pageOf(platform.shopper, query)).items).includes(canary), query)
  for (const path of [address('bank', canary), address('shop', canary), '/api/identities?tenant=bank']) {
    const { status, body } = await platform.shopper.send('GET', path)
    assert.deepEqual([status, body.code], [404, 'NOT_FOUND'], path)
  }
})

test('a span the wrong way round, a time that is none and a cursor of others are refused', async () => {
  for (const query of [
    'from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z',
    'from=yesterday',
    'cursor=bm9wZQ',
  ]) {
    const { status, body } = await platform.operator.send('GET', `/api/identities?${query}`)
    assert.deepEqual([status, body.code], [400, 'REQUEST_INVALID'], query)
  }
})
