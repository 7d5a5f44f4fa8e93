import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ocsfAsIs } from '@countersign/ocsf/generic/ocsf-as-is'
import type { JsonObject } from '@countersign/ocsf/record'
import fc from 'fast-check'
import type { CaepEvent } from './caep-event.ts'
import { caepBase, caepNames, caepTypes, eventJson, readEvent, riskLevels } from './caep-event.ts'
import { ocsfOfSignal } from './ocsf-of-signal.ts'
import { judgeSet, readSet, setClaims } from './security-event-token.ts'
import { readSubject, type SubjectIdentifier } from './subject-identifier.ts'
import { identityOfSubject, subjectOfIdentity } from './subject-identity.ts'

const issuer = 'https://idp.acme.test'
const naming = { issuer, subjectPrefix: null }
const jane = { format: 'email', email: 'Jane@Acme.test' }

const claimsOf = (over: JsonObject = {}): JsonObject => ({
  iss: issuer,
  jti: 'a1',
  iat: 1000,
  aud: 'https://us.test',
  sub_id: jane,
  events: { [`${caepBase}session-revoked`]: {} },
  ...over,
})

const keysOf = (value: JsonObject, prefix: string | null = null) => {
  const read = readSubject(value)
  assert.ok(read.ok)
  return identityOfSubject(read.subject, { issuer, subjectPrefix: prefix }).identityKeys
}

test('subjects of each format become the keys that events have', () => {
  assert.deepEqual(keysOf(jane), ['user:jane@acme.test'])
  assert.deepEqual(keysOf({ format: 'account', uri: 'acct:Jane@Acme.test' }), ['user:jane@acme.test'])
  assert.deepEqual(keysOf({ format: 'uri', uri: 'spiffe://acme.test/pay' }), ['spiffe://acme.test/pay'])
  const directory = '0f3e1c2a-0000-4000-8000-000000000001'
  const entra = `https://login.microsoftonline.com/${directory}/v2.0`
  assert.deepEqual(keysOf({ format: 'iss_sub', iss: entra, sub: 'Jane@Acme.test' }), [
    `entra:${directory}:user/jane@acme.test`,
  ])
  assert.deepEqual(keysOf({ format: 'iss_sub', iss: issuer, sub: '42' }), ['oidc:idp.acme.test/42'])
  assert.deepEqual(keysOf({ format: 'iss_sub', iss: issuer, sub: 'Jane' }, 'okta:acme:'), ['okta:acme:jane'])
  assert.deepEqual(keysOf({ format: 'opaque', id: 'agent:Bot' }, ''), ['agent:Bot'])
  assert.deepEqual(keysOf({ format: 'opaque', id: '42' }), [])
  assert.deepEqual(keysOf({ format: 'phone_number', phone_number: '+49' }), [])
  assert.deepEqual(keysOf({ format: 'house_style', x: '1' }), [])
})

test('a prefix of a transmitter says nothing about subjects of other issuers', () => {
  const other = { format: 'iss_sub', iss: 'https://other.test', sub: 'jane' }
  assert.deepEqual(keysOf(other, 'okta:acme:'), ['oidc:other.test/jane'])
})

test('a complex subject is its user, with its session and device', () => {
  const read = readSubject({
    format: 'complex',
    user: { format: 'aliases', identifiers: [jane, { format: 'uri', uri: 'spiffe://acme.test/jane' }] },
    session: { format: 'opaque', id: 's1' },
    device: { format: 'iss_sub', iss: issuer, sub: 'd1' },
  })
  assert.ok(read.ok)
  assert.deepEqual(identityOfSubject(read.subject, naming), {
    identityKeys: ['user:jane@acme.test', 'spiffe://acme.test/jane'],
    sessionKey: 's1',
    device: 'd1',
  })
})

test('nested subjects and those without their members are refused', () => {
  for (const sub_id of [
    { format: 'complex', user: { format: 'complex', user: jane } },
    { format: 'aliases', identifiers: [{ format: 'aliases', identifiers: [jane] }] },
    { format: 'complex' },
    { format: 'aliases', identifiers: [] },
    { format: 'email' },
    { format: 'iss_sub', iss: issuer },
    { email: 'jane@acme.test' },
    'jane',
    null,
  ] as const)
    assert.equal(readSubject(sub_id as never).ok, false, JSON.stringify(sub_id))
})

test('how an identity is named to others is read back as the same identity', () => {
  for (const key of ['user:jane@acme.test', 'spiffe://acme.test/pay', 'k8s:prod:shop/pay', 'agent:bot'])
    assert.deepEqual(keysOf({ ...subjectOfIdentity(key) }, ''), [key])
})

const text = fc.string({ minLength: 1, maxLength: 40 })
const common = {
  eventTimestamp: fc.integer({ min: 0, max: 4e9 }),
  initiatingEntity: fc.constantFrom('admin', 'user', 'policy', 'system'),
  reasonAdmin: fc.record({ en: text }, { noNullPrototype: true }),
}
const eventArbitrary: fc.Arbitrary<CaepEvent> = fc.oneof(
  fc.record(
    { name: fc.constant('session-revoked'), ...common },
    { requiredKeys: ['name'], noNullPrototype: true },
  ),
  fc.record(
    {
      name: fc.constant('credential-change'),
      credentialType: text,
      changeType: fc.constantFrom('create', 'revoke', 'update', 'delete'),
      friendlyName: text,
      ...common,
    },
    { requiredKeys: ['name', 'credentialType', 'changeType'], noNullPrototype: true },
  ),
  fc.record(
    {
      name: fc.constant('risk-level-change'),
      principal: text,
      currentLevel: fc.constantFrom(...riskLevels),
      previousLevel: fc.constantFrom(...riskLevels),
      riskReason: text,
      ...common,
    },
    { requiredKeys: ['name', 'principal', 'currentLevel'], noNullPrototype: true },
  ),
) as fc.Arbitrary<CaepEvent>

test('an event that is written is read back as it was', () => {
  fc.assert(
    fc.property(eventArbitrary, (event) => {
      const [type, payload] = eventJson(event)
      assert.deepEqual(readEvent(type, payload), { ok: true, signal: { kind: 'caep', type, event } })
    }),
  )
})

test('a SET that is written is read back as it was', () => {
  fc.assert(
    fc.property(eventArbitrary, text, text, (event, jti, aud) => {
      const subject = { format: 'opaque', id: 'x' } as const
      const set = readSet(setClaims({ iss: issuer, jti, iat: 5, aud, subject, event }))
      assert.ok(set.ok)
      assert.deepEqual([set.set.jti, set.set.aud, set.set.subject], [jti, [aud], subject])
    }),
  )
})

test('whatever stands in the claims, reading ends with a SET or a reason', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(jane, ...caepTypes))
  const events = fc.dictionary(fc.constantFrom(...caepTypes, '__proto__', 'x'), fc.jsonValue())
  fc.assert(
    fc.property(value, value, events, (sub_id, iat, some) => {
      const read = readSet(claimsOf({ sub_id, iat, events: some } as JsonObject))
      if (!read.ok) return assert.equal(typeof read.why, 'string')
      const who = identityOfSubject(read.set.subject, naming)
      for (const event of ocsfOfSignal({ set: read.set, compact: 'x', who }))
        assert.equal(event.type_uid, event.class_uid * 100 + event.activity_id)
    }),
  )
})

test('events without what CAEP requires, and claims of other tokens, are refused', () => {
  const withEvent = (name: string, payload: JsonObject) =>
    claimsOf({ events: { [caepBase + name]: payload } })
  for (const claims of [
    withEvent('risk-level-change', { principal: 'USER' }),
    withEvent('risk-level-change', { principal: 'USER', current_level: 'EXTREME' }),
    withEvent('risk-level-change', { current_level: 'HIGH' }),
    withEvent('credential-change', { credential_type: 'password' }),
    withEvent('device-compliance-change', { current_status: 'compliant' }),
    withEvent('session-revoked', { event_timestamp: 1e20 }),
    withEvent('session-revoked', { initiating_entity: 'nobody' }),
    claimsOf({ events: {} }),
    claimsOf({ events: [] }),
    claimsOf({ exp: 2000 }),
    claimsOf({ sub: 'jane' }),
    claimsOf({ jti: '' }),
    claimsOf({ iat: 'now' }),
  ])
    assert.equal(readSet(claims).ok, false, JSON.stringify(claims))
})

test('the subject of an early draft, inside of the event, is read', () => {
  const events = { [`${caepBase}session-revoked`]: { subject: jane } }
  const read = readSet({ ...claimsOf({ events }), sub_id: undefined } as unknown as JsonObject)
  assert.ok(read.ok)
  assert.equal(read.set.subject.format, 'email')
})

test('issuer, audience and time of a SET are judged', () => {
  const read = readSet(claimsOf())
  assert.ok(read.ok)
  const { set } = read
  const expected = { issuer, audience: 'https://us.test', clockSkewSeconds: 10, ageMaxSeconds: 100 }
  const judged = (over: object) => judgeSet(set, { ...expected, nowSeconds: 1000, ...over })?.err
  assert.equal(judged({}), undefined)
  assert.equal(judged({ issuer: 'https://other.test' }), 'invalid_issuer')
  assert.equal(judged({ audience: 'https://them.test' }), 'invalid_audience')
  assert.equal(judged({ nowSeconds: 989 }), 'invalid_request')
  assert.equal(judged({ nowSeconds: 1101 }), 'invalid_request')
})

/** What each CAEP event requires beyond its subject. */
const requiredClaims: JsonObject = {
  claims: { role: 'reader' },
  credential_type: 'password',
  change_type: 'update',
  namespace: 'NIST-AAL',
  principal: 'USER',
  current_status: 'not-compliant',
  previous_status: 'compliant',
  current_level: 'HIGH',
}

test('every CAEP event becomes an OCSF event that is read back with its identity', () => {
  const classes = caepNames.map((name) => {
    const read = readSet(claimsOf({ events: { [caepBase + name]: requiredClaims } }))
    assert.ok(read.ok, name)
    const who = identityOfSubject(read.set.subject as SubjectIdentifier, naming)
    const [event] = ocsfOfSignal({ set: read.set, compact: 'h.p.s', who })
    const raw = JSON.stringify(event)
    const again = ocsfAsIs.normalise({ fields: JSON.parse(raw), raw }, { receivedAtMs: 0 })
    assert.equal(again.kind, 'event')
    assert.ok(again.kind === 'event')
    assert.equal(again.normalised.identityKey, 'user:jane@acme.test')
    assert.equal(again.normalised.action, `caep/${name}`)
    assert.equal(event?.raw_data, 'h.p.s')
    return [name, event?.class_uid]
  })
  assert.deepEqual(Object.fromEntries(classes), {
    'session-revoked': 3002,
    'session-established': 3002,
    'session-presented': 3002,
    'credential-change': 3001,
    'token-claims-change': 3004,
    'assurance-level-change': 3004,
    'device-compliance-change': 3004,
    'risk-level-change': 3004,
  })
})
