import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { OperatorPerson, TenantPerson } from '@countersign/api/person'
import type { Session } from '@countersign/api/session'
import type { Provider } from '@countersign/api/sign-in'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import {
  clientId,
  clientSecret,
  startProvider,
  type TestProvider,
  throughProvider,
  type Walker,
  walker,
} from './test-provider.ts'
import { ok, startTown, type Town, told } from './test-town.ts'

let town: Town
let staff: TestProvider
let customer: TestProvider
let browser: Walker

const accounts = {
  's-ada': { email: 'ada@town.test', verified: true, name: 'Ada' },
  's-bea': { email: 'bea@town.test', verified: false, name: 'Bea' },
  's-cleo': { email: 'cleo@town.test', verified: true, name: 'Cleo' },
  's-dora': { email: 'dora@town.test', verified: true, name: 'Dora' },
  's-new': { email: 'new@town.test', verified: true, name: 'New One' },
  's-eva': { email: 'eva@town.test', verified: true, name: 'Eva' },
}

before(async () => {
  town = await startTown()
  await town.running.tenancy.createTenant('shop' as TenantId, 'Shop')
  const callback = (id: string) => `${town.url}/api/sign-in/sso/${id}/callback`
  staff = await startProvider(accounts, [callback('staff'), callback('other')])
  customer = await startProvider(accounts, [callback('shop-sso')])
  await put('staff', { issuer: staff.issuer })
  await put('shop-sso', { issuer: customer.issuer, tenantId: 'shop', newcomerRole: 'viewer' })
})

after(async () => {
  await town?.stop()
  await staff?.close()
  await customer?.close()
})

beforeEach(() => {
  browser = walker()
})

function put(id: string, change: object) {
  const body = { name: id, clientId, clientSecret, tenantId: null, newcomerRole: null, ...change }
  return ok<Provider>(town.operator.send('PUT', `/api/sign-in-providers/${id}`, body))
}

const begin = async (provider: string, back = '', who = browser) => {
  const { status, location = '' } = await who.get(`${town.url}/api/sign-in/sso/${provider}${back}`)
  assert.equal(status, 303, location)
  return location
}
/** Where the browser ends: a page of the console, or the sign-in page with the code of what went wrong. */
const end = async (answer: string, who = browser) => {
  const { status, location = '' } = await who.get(answer)
  assert.equal(status, 303)
  return location.replace(town.url, '')
}
const walk = async (provider: string, login: string) =>
  end(await throughProvider(browser, await begin(provider), login))
const session = async (who = browser) =>
  (await who.get(`${town.url}/api/session`)).status === 200
    ? (JSON.parse((await who.get(`${town.url}/api/session`)).text) as Session)
    : undefined

test('somebody who was invited comes in with the account of that address, and is known by its subject from then on', async () => {
  const { id } = await town.inviteOperator('Ada', 'analyst')
  assert.equal(await walk('staff', 's-ada'), '/')
  assert.deepEqual((await session())?.person, { id, name: 'Ada', role: 'analyst' })
  browser = walker()
  assert.equal(await walk('staff', 's-ada'), '/')
  assert.equal((await session())?.person.id, id)
})

test('the browser is sent with PKCE, state and nonce, and comes back to the page it left', async () => {
  const address = new URL(await begin('staff', '?back=/incidents/1%3Fa%3Db'))
  const { searchParams } = address
  assert.equal(searchParams.get('code_challenge_method'), 'S256')
  assert.equal(searchParams.get('response_type'), 'code')
  assert.equal(searchParams.get('redirect_uri'), `${town.url}/api/sign-in/sso/staff/callback`)
  for (const name of ['state', 'nonce', 'code_challenge'])
    assert.ok((searchParams.get(name) ?? '').length >= 40, name)
  await town.inviteOperator('Dora', 'analyst')
  assert.equal(await end(await throughProvider(browser, address.href, 's-dora')), '/incidents/1?a=b')
  for (const back of ['//evil.test', '/\\evil.test', 'https://evil.test', '/api/session']) {
    browser = walker()
    const from = await begin('staff', `?back=${encodeURIComponent(back)}`)
    assert.equal(await end(await throughProvider(browser, from, 's-dora')), '/', back)
  }
})

test('an address that the provider has not verified belongs to nobody', async () => {
  await town.inviteOperator('Bea', 'analyst')
  assert.equal(await walk('staff', 's-bea'), '/sign-in?problem=SSO_UNKNOWN_PERSON')
  assert.equal(await session(), undefined)
})

test('somebody who signs in another way is never found by address', async () => {
  await town.settle(await town.inviteOperator('Cleo', 'operator-admin'))
  assert.equal(await walk('staff', 's-cleo'), '/sign-in?problem=SSO_UNKNOWN_PERSON')
})

test('a provider of a tenant never signs in somebody of the operator, whatever address it claims', async () => {
  await town.inviteOperator('Eva', 'operator-admin')
  assert.equal(await walk('shop-sso', 's-eva'), '/sign-in?problem=SSO_UNKNOWN_PERSON')
})

test('newcomers come only where they may, into that tenant and with that role', async () => {
  assert.equal(await walk('staff', 's-new'), '/sign-in?problem=SSO_UNKNOWN_PERSON')
  browser = walker()
  assert.equal(await walk('shop-sso', 's-new'), '/')
  assert.equal((await session())?.person.role, 'viewer')
  const { items } = await ok<{ items: TenantPerson[] }>(town.operator.send('GET', '/api/tenants/shop/people'))
  assert.deepEqual(
    items.map(({ name, email, signInBy }) => [name, email, signInBy.sso]),
    [['New One', 'new@town.test', 1]],
  )
})

test('somebody of the operator who comes without an invitation sees no tenant until told which', async () => {
  await put('other', { issuer: staff.issuer, newcomerRole: 'analyst' })
  assert.equal(await walk('other', 's-unnamed'), '/')
  assert.deepEqual(JSON.parse((await browser.get(`${town.url}/api/tenants`)).text), { items: [] })
  const { items } = await ok<{ items: OperatorPerson[] }>(town.operator.send('GET', '/api/people'))
  assert.deepEqual(items.find(({ name }) => name === 'Newcomer')?.scope, {
    kind: 'some',
    tenantIds: [],
    groupIds: [],
  })
})

test('the same new account in several browsers at once becomes one person', async () => {
  const browsers = Array.from({ length: 6 }, walker)
  const answers: string[] = []
  for (const one of browsers)
    answers.push(await throughProvider(one, await begin('shop-sso', '', one), 's-several'))
  const ends = await Promise.all(browsers.map((one, at) => end(answers[at] ?? '', one)))
  assert.deepEqual([...new Set(ends)], ['/'])
  const ids = await Promise.all(browsers.map(async (one) => (await session(one))?.person.id))
  assert.equal(new Set(ids).size, 1)
})

test('another state, no state and another browser are refused', async () => {
  const answer = await throughProvider(browser, await begin('staff'), 's-ada')
  const forged = new URL(answer)
  forged.searchParams.set('state', 'x'.repeat(43))
  assert.equal(await end(forged.href), '/sign-in?problem=SSO_FAILED')
  const stranger = walker()
  assert.equal(await end(answer, stranger), '/sign-in?problem=SSO_FAILED')
  assert.equal(await session(stranger), undefined)
  browser = walker()
  const stateless = new URL(await throughProvider(browser, await begin('staff'), 's-ada'))
  stateless.searchParams.delete('state')
  assert.equal(await end(stateless.href), '/sign-in?problem=SSO_FAILED')
})

test('an answer counts once, within minutes', async () => {
  const first = await throughProvider(browser, await begin('staff'), 's-ada')
  const state = browser.cookies(town.url)
  assert.equal(await end(first), '/')
  const replay = await fetch(first, { redirect: 'manual', headers: { cookie: state } })
  assert.equal(replay.headers.get('location'), '/sign-in?problem=SSO_FAILED')
  browser = walker()
  const late = await throughProvider(browser, await begin('staff'), 's-ada')
  town.pass(301)
  assert.equal(await end(late), '/sign-in?problem=SSO_FAILED')
})

for (const [name, value] of [
  ['nonce', 'n'.repeat(43)],
  ['code_challenge', 'c'.repeat(43)],
] as const)
  test(`a token for another ${name} is refused`, async () => {
    const address = new URL(await begin('staff'))
    address.searchParams.set(name, value)
    const answer = await throughProvider(browser, address.href, 's-ada')
    assert.equal(await end(answer), '/sign-in?problem=SSO_FAILED')
    assert.equal(await session(), undefined)
  })

test('an answer of one provider is not taken for another’s', async () => {
  const answer = new URL(await throughProvider(browser, await begin('staff'), 's-ada'))
  const asOther = new URL(answer)
  asOther.pathname = asOther.pathname.replace('staff', 'shop-sso')
  assert.equal(await end(asOther.href), '/sign-in?problem=SSO_FAILED')
  browser = walker()
  const own = new URL(await throughProvider(browser, await begin('staff'), 's-ada'))
  assert.equal(own.searchParams.get('iss'), staff.issuer)
  own.searchParams.set('iss', customer.issuer)
  assert.equal(await end(own.href), '/sign-in?problem=SSO_FAILED')
})

test('a provider that refuses or cannot be reached leads back to the sign-in page', async () => {
  const address = new URL(await begin('staff'))
  const denied = `${town.url}/api/sign-in/sso/staff/callback?error=access_denied&state=${address.searchParams.get('state')}&iss=${encodeURIComponent(staff.issuer)}`
  assert.equal(await end(denied), '/sign-in?problem=SSO_FAILED')
  await put('gone', { issuer: 'http://127.0.0.1:9' })
  assert.match(await begin('gone'), /\/sign-in\?problem=SSO_FAILED$/)
  assert.match(await begin('never-there'), /\/sign-in\?problem=NOT_FOUND$/)
})

test('a provider is asked what it is, and what came instead is said', async () => {
  const ask = (id: string) => town.operator.send('POST', `/api/sign-in-providers/${id}/test`)
  assert.deepEqual(await ok(ask('staff')), {
    kind: 'found',
    authorizationEndpoint: `${staff.issuer}/auth`,
  })
  await put('gone', { issuer: 'http://127.0.0.1:9' })
  const failed = await ok<{ kind: string; error: string }>(ask('gone'))
  assert.equal(failed.kind, 'failed')
  assert.notEqual(failed.error, '')
  assert.deepEqual(await told(ask('never-there')), [404, 'NOT_FOUND'])
})

test('somebody who is disabled stays out', async () => {
  const { id } = await town.inviteOperator('Eve', 'analyst')
  await ok(town.operator.send('PATCH', `/api/people/${id}`, { disabled: true }))
  const { items } = await ok<{ items: OperatorPerson[] }>(town.operator.send('GET', '/api/people'))
  const ada = items.find(({ name }) => name === 'Ada')
  await ok(town.operator.send('PATCH', `/api/people/${ada?.id}`, { disabled: true }))
  assert.equal(await walk('staff', 's-ada'), '/sign-in?problem=SSO_UNKNOWN_PERSON')
})

test('a provider is shown without its secret, and only to those it is for', async () => {
  const listed = await town.operator.send('GET', '/api/sign-in-providers')
  assert.ok(!JSON.stringify(listed.body).includes(clientSecret))
  const choices = async (home: string) =>
    (
      await ok<{ items: { id: string }[] }>(town.operator.send('GET', `/api/sign-in/providers${home}`))
    ).items.map(({ id }) => id)
  assert.deepEqual(await choices('?home=shop'), ['shop-sso'])
  assert.ok((await choices('')).includes('staff'))
  assert.ok(!(await choices('')).includes('shop-sso'))
})

test('a provider without TLS elsewhere, with a role of others, or moved to other people is refused', async () => {
  const refused = (id: string, change: object) =>
    told(
      town.operator.send('PUT', `/api/sign-in-providers/${id}`, {
        name: 'x',
        clientId,
        issuer: staff.issuer,
        tenantId: null,
        newcomerRole: null,
        ...change,
      }),
    )
  assert.deepEqual(await refused('a', { issuer: 'http://idp.test' }), [400, 'REQUEST_INVALID'])
  assert.deepEqual(await refused('a', { issuer: 'file:///etc/passwd' }), [400, 'REQUEST_INVALID'])
  assert.deepEqual(await refused('a', { newcomerRole: 'viewer' }), [400, 'REQUEST_INVALID'])
  assert.deepEqual(await refused('a', { newcomerRole: 'operator-admin' }), [400, 'REQUEST_INVALID'])
  assert.deepEqual(await refused('a', { tenantId: 'nobody' }), [404, 'NOT_FOUND'])
  assert.deepEqual(await refused('staff', { tenantId: 'shop' }), [409, 'CONFLICT'])
})
