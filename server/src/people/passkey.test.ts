import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Session } from '@countersign/api/session'
import type { Ceremony, Me } from '@countersign/api/sign-in'
import { type Browser, browserAt } from '../platform/test-server.ts'
import { refuseAddressInDigits } from './relying-party.ts'
import { type Authenticator, type Change, softwareAuthenticator } from './test-authenticator.ts'
import { ok, startTown, type Town, told } from './test-town.ts'

let town: Town
/** Browsers know this machine by a name; an address in digits holds no passkeys. */
let home: string

before(async () => {
  town = await startTown({ host: 'localhost' })
  home = `http://localhost:${new URL(town.url).port}`
})

after(async () => town?.stop())

async function add(browser: Browser, device: Authenticator, name = 'laptop'): Promise<void> {
  const { step, options } = await ok<Ceremony>(browser.send('POST', '/api/me/passkeys/options'))
  const response = device.create(options, home)
  await ok(browser.send('POST', '/api/me/passkeys', { step, name, response }))
}

async function asked(browser: Browser): Promise<Ceremony> {
  return ok<Ceremony>(browser.send('GET', '/api/sign-in/passkey/options'))
}

async function signIn(device: Authenticator, change?: Change, origin = home) {
  const browser = browserAt(home)
  const { step, options } = await asked(browser)
  const sent = browser.send('POST', '/api/sign-in/passkey', {
    step,
    response: device.get(options, origin, change),
  })
  return { browser, sent }
}

/** An invitation opened at the name of this machine. */
async function invited(name: string): Promise<Browser> {
  const { link } = await town.inviteOperator(name, 'analyst')
  const browser = browserAt(home)
  await ok(browser.send('POST', '/api/session', { token: link.split('#token=')[1] }))
  return browser
}

test('a passkey alone sets a person up and signs them in, without a name typed', async () => {
  const device = softwareAuthenticator()
  const ada = await invited('Ada')
  const before = ada.cookie()
  await add(ada, device)
  assert.notEqual(ada.cookie(), before, 'the session has another secret')
  assert.equal((await ok<Session>(ada.send('GET', '/api/session'))).isSetUp, true)
  const { browser, sent } = await signIn(device)
  assert.equal((await ok<Session>(sent)).person.name, 'Ada')
  const me = await ok<Me>(browser.send('GET', '/api/me'))
  assert.deepEqual(
    me.passkeys.map(({ name }) => name),
    ['laptop'],
  )
  assert.notEqual(me.passkeys[0]?.lastUsedAt, null)
})

test('options ask for a passkey that is found by itself and verifies its user', async () => {
  const bea = await invited('Bea')
  const { options } = await ok<Ceremony>(bea.send('POST', '/api/me/passkeys/options'))
  assert.deepEqual(options.authenticatorSelection, {
    residentKey: 'required',
    userVerification: 'required',
    requireResidentKey: true,
  })
  assert.deepEqual((options.rp as { id: string }).id, 'localhost')
})

test('an answer is taken once, in its time, for its own challenge', async () => {
  const device = softwareAuthenticator()
  await add(await invited('Cleo'), device)
  const browser = browserAt(home)
  const { step, options } = await asked(browser)
  const body = { step, response: device.get(options, home) }
  assert.equal((await browser.send('POST', '/api/sign-in/passkey', body)).status, 200)
  assert.deepEqual(await told(browser.send('POST', '/api/sign-in/passkey', body)), [
    401,
    'SIGN_IN_STEP_SPENT',
  ])
  const other = await asked(browser)
  const replayed = { step: other.step, response: body.response }
  assert.deepEqual(await told(browser.send('POST', '/api/sign-in/passkey', replayed)), [401, 'SIGN_IN_WRONG'])
  const late = await asked(browser)
  town.pass(301)
  const lateBody = { step: late.step, response: device.get(late.options, home) }
  assert.deepEqual(await told(browser.send('POST', '/api/sign-in/passkey', lateBody)), [
    401,
    'SIGN_IN_STEP_SPENT',
  ])
})

test('another site, another name, no verified user and a counter that went back are refused', async () => {
  const device = softwareAuthenticator()
  await add(await invited('Dora'), device)
  assert.equal((await (await signIn(device, { counter: 5 })).sent).status, 200)
  const refused = [
    await signIn(device, {}, 'http://localhost.evil.test'),
    await signIn(device, { rpId: 'evil.test' }),
    await signIn(device, { flags: 0x01 }),
    await signIn(device, { counter: 3 }),
    await signIn(softwareAuthenticator()),
  ]
  for (const { sent } of refused) assert.deepEqual(await told(sent), [401, 'SIGN_IN_WRONG'])
  assert.equal((await (await signIn(device, { counter: 9 })).sent).status, 200)
})

test('a passkey is registered once, by the person it was offered to', async () => {
  const device = softwareAuthenticator()
  const [eva, flo] = [await invited('Eva'), await invited('Flo')]
  await add(eva, device)
  const offered = await ok<Ceremony>(flo.send('POST', '/api/me/passkeys/options'))
  const twice = { step: offered.step, name: 'x', response: device.create(offered.options, home) }
  assert.deepEqual(await told(flo.send('POST', '/api/me/passkeys', twice)), [422, 'PASSKEY_REFUSED'])
  const forFlo = await ok<Ceremony>(flo.send('POST', '/api/me/passkeys/options'))
  const stolen = {
    step: forFlo.step,
    name: 'x',
    response: softwareAuthenticator().create(forFlo.options, home),
  }
  assert.deepEqual(await told(eva.send('POST', '/api/me/passkeys', stolen)), [401, 'SIGN_IN_STEP_SPENT'])
})

test('the last way to sign in cannot be removed; one of two can', async () => {
  const gus = await invited('Gus')
  const [first, second] = [softwareAuthenticator(), softwareAuthenticator()]
  await add(gus, first, 'first')
  const [only] = (await ok<Me>(gus.send('GET', '/api/me'))).passkeys
  assert.deepEqual(await told(gus.send('DELETE', `/api/me/passkeys/${only?.id}`)), [409, 'CONFLICT'])
  await add(gus, second, 'second')
  await ok(gus.send('DELETE', `/api/me/passkeys/${only?.id}`))
  assert.deepEqual(await told((await signIn(first)).sent), [401, 'SIGN_IN_WRONG'])
  assert.equal((await (await signIn(second)).sent).status, 200)
})

test('somebody who is disabled does not come in by passkey', async () => {
  const device = softwareAuthenticator()
  const { id, link } = await town.inviteOperator('Hal', 'analyst')
  const hal = browserAt(home)
  await ok(hal.send('POST', '/api/session', { token: link.split('#token=')[1] }))
  await add(hal, device)
  await ok(town.operator.send('PATCH', `/api/people/${id}`, { disabled: true }))
  assert.deepEqual(await told((await signIn(device)).sent), [401, 'SIGN_IN_WRONG'])
})

test('at an address in digits passkeys are refused with the way out', () => {
  for (const id of ['127.0.0.1', '[::1]'])
    assert.throws(() => refuseAddressInDigits({ id, origin: `http://${id}` }), { code: 'PASSKEY_REFUSED' })
  refuseAddressInDigits({ id: 'soc.example.org', origin: 'https://soc.example.org' })
})
