import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ApiKey } from '@countersign/api/api-key'
import type { Right } from '@countersign/api/person'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, browserAt } from '../platform/test-server.ts'
import { ok, startTown, type Town, told } from './test-town.ts'

let town: Town
let owner: Browser

before(async () => {
  town = await startTown()
  for (const id of ['shop', 'bank']) await town.running.tenancy.createTenant(id as TenantId, id)
  owner = await town.settle(await town.inviteTenant('shop', 'Olga', 'tenant-owner'))
})

after(async () => town?.stop())

type Created = { readonly apiKey: ApiKey; readonly key: string }

const create = (rights: readonly Right[], expiresInDays = 30, who: Browser = owner) =>
  who.send('POST', '/api/tenants/shop/api-keys', { name: 'SIEM', rights, expiresInDays })
const withKey = (key: string, method: string, path: string, body?: unknown) =>
  browserAt(town.url).send(method, path, body, { authorization: `Bearer ${key}` })

test('a key is shown once, opens what its rights say in its tenant, and nothing else', async () => {
  const { key, apiKey } = await ok<Created>(create(['incident.read', 'event.read']))
  assert.match(key, /^csk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/)
  assert.ok(key.startsWith(apiKey.prefix))
  assert.equal((await withKey(key, 'GET', '/api/incidents')).status, 200)
  assert.equal((await withKey(key, 'GET', '/api/incidents?tenant=shop')).status, 200)
  assert.deepEqual(await told(withKey(key, 'GET', '/api/incidents?tenant=bank')), [404, 'NOT_FOUND'])
  assert.deepEqual(await told(withKey(key, 'GET', '/api/sources')), [403, 'FORBIDDEN'])
  assert.deepEqual(await told(withKey(key, 'POST', '/api/tenants/shop/sources', { name: 'x' })), [
    403,
    'FORBIDDEN',
  ])
  const listed = await owner.send('GET', '/api/tenants/shop/api-keys')
  assert.ok(!JSON.stringify(listed.body).includes(key.slice(13)))
  const used = (listed.body as unknown as { items: ApiKey[] }).items.find(({ id }) => id === apiKey.id)
  assert.notEqual(used?.lastUsedAt, null)
})

test('a key is no person: it has no session and no sign-in of its own', async () => {
  const { key } = await ok<Created>(create(['incident.read']))
  for (const [method, path] of [
    ['GET', '/api/session'],
    ['GET', '/api/me'],
    ['POST', '/api/me/totp'],
    ['GET', '/api/me/sessions'],
  ] as const)
    assert.deepEqual(await told(withKey(key, method, path)), [403, 'FORBIDDEN'], path)
})

test('rights that keys cannot have, or that their maker has not, are refused', async () => {
  for (const right of [
    'tenant-people.write',
    'api-key.write',
    'tenant.write',
    'operator-people.write',
  ] as const)
    assert.deepEqual(await told(create([right])), [403, 'FORBIDDEN'], right)
  assert.deepEqual(await told(create(['rule.write'])), [403, 'FORBIDDEN'])
  assert.equal((await create(['rule.write'], 30, town.operator)).status, 201)
  assert.deepEqual(await told(create(['incident.read'], 366)), [400, 'REQUEST_INVALID'])
  assert.deepEqual(await told(create([])), [400, 'REQUEST_INVALID'])
})

test('a key ends at its time, and at once when it is revoked', async () => {
  const short = await ok<Created>(create(['incident.read'], 1))
  const long = await ok<Created>(create(['incident.read'], 30))
  assert.equal((await owner.send('DELETE', `/api/tenants/shop/api-keys/${long.apiKey.id}`)).status, 204)
  assert.deepEqual(await told(withKey(long.key, 'GET', '/api/incidents')), [401, 'API_KEY_ENDED'])
  assert.deepEqual(await told(owner.send('DELETE', `/api/tenants/shop/api-keys/${long.apiKey.id}`)), [
    404,
    'NOT_FOUND',
  ])
  assert.equal((await withKey(short.key, 'GET', '/api/incidents')).status, 200)
  town.pass(24 * 60 * 60)
  assert.deepEqual(await told(withKey(short.key, 'GET', '/api/incidents')), [401, 'API_KEY_ENDED'])
})

test('keys that were never ours are refused, also beside the cookie of somebody who is signed in', async () => {
  const fresh = await town.settle(await town.inviteTenant('shop', 'Vera', 'viewer'))
  for (const key of [`csk_00000000_${'a'.repeat(43)}`, 'csk_', "csk_' OR 1=1 --"]) {
    assert.deepEqual(await told(withKey(key, 'GET', '/api/incidents')), [401, 'API_KEY_WRONG'], key)
    const both = fresh.send('GET', '/api/incidents', undefined, { authorization: `Bearer ${key}` })
    assert.deepEqual(await told(both), [401, 'API_KEY_WRONG'], key)
  }
})

test('a key of the API delivers nothing, and a source key reads nothing', async () => {
  const administrator = await town.settle(await town.inviteOperator('Ada', 'operator-admin'))
  const { key } = await ok<Created>(create(['incident.read'], 30, administrator))
  const made = await ok<{ key: string; source: { id: string } }>(
    administrator.send('POST', '/api/tenants/shop/sources', { name: 'S' }),
  )
  const deliver = (bearer: string) =>
    fetch(`${town.url}/ingest/${made.source.id}`, {
      method: 'POST',
      body: '{"a":1}\n',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-ndjson' },
    })
  assert.equal((await deliver(key)).status, 401)
  assert.equal((await deliver(made.key)).status, 200)
  assert.deepEqual(await told(withKey(made.key, 'GET', '/api/incidents')), [401, 'SIGN_IN_NEEDED'])
})

test('a key of one tenant is neither shown nor revoked through another', async () => {
  const administrator = await town.settle(await town.inviteOperator('Bo', 'operator-admin'))
  const { apiKey, key } = await ok<Created>(create(['incident.read'], 30, administrator))
  const path = `/api/tenants/bank/api-keys/${apiKey.id}`
  assert.deepEqual(await told(administrator.send('DELETE', path)), [404, 'NOT_FOUND'])
  const { items } = await ok<{ items: unknown[] }>(administrator.send('GET', '/api/tenants/bank/api-keys'))
  assert.deepEqual(items, [])
  assert.equal((await withKey(key, 'GET', '/api/incidents')).status, 200)
})
