import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SignalSource } from '@countersign/api/signal'
import { draftOf, putOf } from './source-draft.ts'

const source: SignalSource = {
  id: 'sig-1',
  name: 'Acme IdP',
  issuer: 'https://idp.acme.example',
  audience: 'https://soc.example/ssf/acme/sources/sig-1',
  keys: { kind: 'inline', keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AA' }] },
  eventsAllowed: ['https://schemas.openid.net/secevent/caep/event-type/session-revoked'],
  subjectPrefix: 'acme:',
  isEnabled: true,
  pollUrl: 'https://idp.acme.example/poll',
  pushEndpoint: 'https://soc.example/ssf/acme/sources/sig-1',
  createdAt: '2026-01-01T00:00:00.000Z',
  lastReceivedAt: null,
  lastError: null,
  lastErrorAt: null,
}

test('saving a source without touching it changes nothing, not even what the form does not show', () => {
  const { name, issuer, audience, keys, eventsAllowed, subjectPrefix, isEnabled } = source
  assert.deepEqual(putOf(draftOf(source), source), {
    ...{ name, issuer, audience, keys, eventsAllowed, subjectPrefix, isEnabled },
  })
})

test('an emptied poll address ends the polling; another one begins it', () => {
  assert.equal(putOf({ ...draftOf(source), pollUrl: '' }, source).poll, null)
  assert.deepEqual(putOf({ ...draftOf(source), pollUrl: 'https://other.example/' }, source).poll, {
    url: 'https://other.example/',
  })
  assert.equal(putOf(draftOf(undefined), undefined).poll, undefined)
})

test('ids of the source mean nobody, identities as they are, or identities behind a prefix', () => {
  const prefixOf = (subjects: 'unknown' | 'as-they-are' | 'prefix') =>
    putOf({ ...draftOf(source), subjects }, source).subjectPrefix
  assert.deepEqual([prefixOf('unknown'), prefixOf('as-they-are'), prefixOf('prefix')], [null, '', 'acme:'])
})
