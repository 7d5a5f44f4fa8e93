import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CreatedSignalSource, IdentityRisk, ReceivedSignalList } from '@countersign/api/signal'
import { SignJWT } from 'jose'
import {
  bank,
  caep,
  claimsFor,
  createSource,
  jane,
  openTransmitter,
  push,
  type SignalWorld,
  sent,
  shop,
  startSignals,
  type Transmitter,
  until,
} from './test-signals.ts'

let world: SignalWorld
let transmitter: Transmitter
let source: CreatedSignalSource

before(async () => {
  world = await startSignals()
  transmitter = await openTransmitter()
  source = await createSource(world, shop, {
    issuer: transmitter.issuer,
    keys: { kind: 'inline', keys: [{ ...transmitter.publicJwk }] },
  })
})

after(async () => world?.stop())

const claims = (over: object = {}) => claimsFor(transmitter, source.source.audience, over)
const pushed = async (over: object = {}) => push(source, await transmitter.sign(claims(over)))
const identity = (key: string) => `/api/tenants/${shop}/identities/${encodeURIComponent(key)}`
const riskOf = (key: string) => sent<IdentityRisk>(world.operator, 'GET', `${identity(key)}/risk`)
const signalsOf = async (key: string) =>
  (await sent<ReceivedSignalList>(world.operator, 'GET', `${identity(key)}/signals`)).items

const riskEvent = (level: string, over: object = {}) => ({
  events: { [`${caep}risk-level-change`]: { principal: 'USER', current_level: level, ...over } },
})

test('a signal that was taken is told of its identity and stands in the lake with its SET', async () => {
  const compact = await transmitter.sign(claims({ jti: 'first' }))
  assert.deepEqual(await push(source, compact), { status: 202, body: undefined })
  const [signal] = (await signalsOf(jane)).filter(({ jti }) => jti === 'first')
  assert.deepEqual(signal?.events, ['session-revoked'])
  const rows = await until(async () => {
    const found = await world.running.platform.lake
      .forTenant(shop)
      .query<{ raw: string; class_uid: number; identity_key: string }>(
        ({ events }) =>
          `SELECT toString(raw) AS raw, class_uid, identity_key FROM ${events} WHERE action = 'caep/session-revoked'`,
      )
    return found.length > 0 && found
  })
  assert.deepEqual([rows.length, rows[0]?.class_uid, rows[0]?.identity_key], [1, 3002, jane])
  assert.equal(JSON.parse(rows[0]?.raw ?? '{}').raw_data, compact)
})

test('a risk that is told is the risk of the identity, for the decision point too', async () => {
  const key = 'user:risky@acme.test'
  const sub_id = { format: 'email', email: 'risky@acme.test' }
  assert.equal((await riskOf(key)).level, null)
  assert.equal((await pushed({ sub_id, ...riskEvent('HIGH', { risk_reason: 'LEAKED' }) })).status, 202)
  const { level, reason, toldBy, sourceId } = await riskOf(key)
  assert.deepEqual(
    [level, reason, toldBy, sourceId],
    ['HIGH', 'LEAKED', transmitter.issuer, source.source.id],
  )
  assert.equal(await world.running.signals.riskOf(shop, key), 'HIGH')
  assert.equal(await world.running.signals.riskOf(bank, key), undefined)
})

test('a word of an earlier time, and the risk of a device, change nothing of it', async () => {
  const key = 'user:late@acme.test'
  const sub_id = { format: 'email', email: 'late@acme.test' }
  const now = Math.floor(Date.now() / 1000)
  await pushed({ sub_id, ...riskEvent('MEDIUM', { event_timestamp: now }) })
  await pushed({ sub_id, ...riskEvent('LOW', { event_timestamp: now - 60 }) })
  assert.equal((await riskOf(key)).level, 'MEDIUM')
  const device = { format: 'complex', user: sub_id, device: { format: 'opaque', id: 'd' } }
  assert.equal((await pushed({ sub_id: device, ...riskEvent('HIGH', { principal: 'DEVICE' }) })).status, 202)
  assert.equal((await riskOf(key)).level, 'MEDIUM')
})

test('a time that has not come keeps no later word out', async () => {
  const key = 'user:future@acme.test'
  const sub_id = { format: 'email', email: 'future@acme.test' }
  await pushed({ sub_id, ...riskEvent('LOW', { event_timestamp: 4_000_000_000 }) })
  await pushed({ sub_id, ...riskEvent('HIGH', { event_timestamp: 4_000_000_000 }) })
  assert.equal((await riskOf(key)).level, 'HIGH')
})

test('the same SET again is taken and counts once; its jti for another is refused', async () => {
  const key = 'user:again@acme.test'
  const sub_id = { format: 'email', email: 'again@acme.test' }
  const whole = claims({ sub_id, jti: 'again', ...riskEvent('HIGH') })
  assert.equal((await push(source, await transmitter.sign(whole))).status, 202)
  const path = `${identity(key)}/risk`
  await sent(world.operator, 'PUT', path, { level: 'LOW', reason: 'looked into' })
  assert.equal((await push(source, await transmitter.sign(whole))).status, 202)
  assert.equal((await riskOf(key)).level, 'LOW')
  assert.equal((await signalsOf(key)).length, 1)
  const { status, body } = await push(source, await transmitter.sign({ ...whole, ...riskEvent('MEDIUM') }))
  assert.deepEqual([status, (body as { err: string }).err], [400, 'invalid_request'])
})

test('every other CAEP event is taken and kept', async () => {
  const sub_id = { format: 'email', email: 'others@acme.test' }
  const payload = {
    claims: { role: 'x' },
    namespace: 'NIST-AAL',
    current_level: 'nist-aal1',
    previous_status: 'compliant',
    current_status: 'not-compliant',
  }
  const names = [
    'token-claims-change',
    'assurance-level-change',
    'device-compliance-change',
    'session-established',
    'session-presented',
  ]
  for (const name of names)
    assert.equal((await pushed({ sub_id, events: { [caep + name]: payload } })).status, 202, name)
  const kept = (await signalsOf('user:others@acme.test')).flatMap(({ events }) => events)
  assert.deepEqual(kept.toSorted(), names.toSorted())
})

test('an event of another vocabulary is kept when the source may send it', async () => {
  const own = 'https://acme.test/events/badge-lost'
  const other = await createSource(world, shop, {
    issuer: transmitter.issuer,
    keys: { kind: 'inline', keys: [{ ...transmitter.publicJwk }] },
    eventsAllowed: [own],
  })
  const sub_id = { format: 'email', email: 'badge@acme.test' }
  const told = (type: string) =>
    transmitter.sign(claimsFor(transmitter, other.source.audience, { sub_id, events: { [type]: {} } }))
  assert.equal((await push(other, await told(own))).status, 202)
  assert.equal((await push(other, await told(`${caep}session-revoked`))).status, 400)
  assert.deepEqual(
    (await signalsOf('user:badge@acme.test')).map(({ events }) => events),
    [[own]],
  )
})

type Bad = readonly [err: string, make: () => Promise<string> | string, status?: number]

const unsigned = () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${encode({ alg: 'none', typ: 'secevent+jwt' })}.${encode(claims())}.`
}
const bySharedKey = () =>
  new SignJWT(claims())
    .setProtectedHeader({ alg: 'HS256', typ: 'secevent+jwt', kid: 'k1' })
    .sign(Buffer.from(JSON.stringify(transmitter.publicJwk)))
const simple = { format: 'email', email: 'jane@acme.test' }
const week = 7 * 24 * 3600

const bad: Readonly<Record<string, Bad>> = {
  'by another key': ['invalid_key', async () => (await openTransmitter()).sign(claims())],
  'by an unknown key': ['invalid_key', () => transmitter.sign(claims(), { kid: 'k2' })],
  'for somebody else': ['invalid_audience', () => transmitter.sign(claims({ aud: 'https://them.test' }))],
  'for nobody': ['invalid_audience', () => transmitter.sign(claims({ aud: undefined }))],
  'of another issuer': ['invalid_issuer', () => transmitter.sign(claims({ iss: 'https://evil.test' }))],
  'that is not signed': ['invalid_request', unsigned],
  'that is signed with the public key as a secret': ['invalid_request', bySharedKey],
  'that is an ordinary JWT': ['invalid_request', () => transmitter.sign(claims(), { typ: 'JWT' })],
  'that is too old': [
    'invalid_request',
    () => transmitter.sign(claims({ iat: Math.floor(Date.now() / 1000) - week - 60 })),
  ],
  'of the future': [
    'invalid_request',
    () => transmitter.sign(claims({ iat: Math.floor(Date.now() / 1000) + 3600 })),
  ],
  'that is huge': ['invalid_request', () => transmitter.sign(claims({ txn: 'x'.repeat(100_000) })), 413],
  'of an event that is not taken': [
    'invalid_request',
    () => transmitter.sign(claims({ events: { 'https://acme.test/unknown': {} } })),
  ],
  'of a subject in a subject': [
    'invalid_request',
    () =>
      transmitter.sign(claims({ sub_id: { format: 'complex', user: { format: 'complex', user: simple } } })),
  ],
  'with a NUL in its name': ['invalid_request', () => transmitter.sign(claims({ jti: 'a\0b' }))],
  'that expires': ['invalid_request', () => transmitter.sign(claims({ exp: 4_000_000_000 }))],
  'that is no SET': ['invalid_request', () => 'hello'],
  'that is empty': ['invalid_request', () => ''],
}

for (const [what, [err, make, status = 400]] of Object.entries(bad))
  test(`a SET ${what} is refused as ${err}`, async () => {
    const before = (await signalsOf(jane)).length
    const answer = await push(source, await make())
    assert.deepEqual([answer.status, (answer.body as { err?: string })?.err], [status, err])
    assert.equal((await signalsOf(jane)).length, before)
  })

test('whoever pushes with another token, to another tenant or elsewhere cannot be told from each other', async () => {
  const compact = await transmitter.sign(claims())
  const { pushEndpoint } = source.source
  const at = (url: string) => ({ ...source, source: { ...source.source, pushEndpoint: url } })
  const answers = [
    await push(source, compact, { authorization: 'Bearer guess' }),
    await push(source, compact, { authorization: '' }),
    await push(at(pushEndpoint.replace('/shop/', '/bank/')), compact),
    await push(at(pushEndpoint.replace('/shop/', '/shop%2Cbank/')), compact),
    await push(at(pushEndpoint.replace('/shop/', '/nobody/')), compact),
    await push(at(`${pushEndpoint}0`), compact),
  ]
  for (const { status, body } of answers) {
    assert.equal(status, 400)
    assert.deepEqual(body, answers[0]?.body)
    assert.equal((body as { err: string }).err, 'authentication_failed')
  }
})

test('a body that is no SET by its type is refused', async () => {
  const answer = await push(source, '{}', { 'content-type': 'application/json' })
  assert.deepEqual([answer.status, (answer.body as { err: string }).err], [400, 'invalid_request'])
})

test('private and shared keys, and addresses inside, are refused when a source is set up', async () => {
  const path = `/api/tenants/${shop}/signal-sources`
  const base = { name: 'bad', issuer: transmitter.issuer, subjectPrefix: null, isEnabled: true }
  for (const [keys, code] of [
    [{ kind: 'inline', keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }, 'SIGNAL_SOURCE_INVALID'],
    [{ kind: 'inline', keys: [{ ...transmitter.publicJwk, d: 'x' }] }, 'SIGNAL_SOURCE_INVALID'],
    [{ kind: 'address', jwksUri: 'https://169.254.169.254/keys' }, 'SIGNAL_ADDRESS_REFUSED'],
    [{ kind: 'address', jwksUri: 'http://example.com/keys' }, 'SIGNAL_ADDRESS_REFUSED'],
  ] as const) {
    const { status, body } = await world.operator.send('POST', path, { ...base, keys })
    assert.deepEqual([status, body.code], [422, code])
  }
})
