import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { openPayload, prepareEntry, saltedHash, saltOf } from './entry.ts'

const place = { tenantId: 'shop' as TenantId, region: 'eu-1' as Region }
const named = { kind: 'decision', ref: 'd-1' } as const
const at = new Date(Date.UTC(2026, 0, 1))
const key = randomBytes(32)

test('the same document gives the same envelope, and the envelope says nothing of what is in it', () => {
  const document = { who: 'ada@example.org', what: 'signed in' }
  const [one, two] = [0, 1].map(() => prepareEntry(place, named, { at, document }, key))
  assert.equal(one?.envelope, two?.envelope)
  assert.ok(!one?.envelope.includes('ada') && !one?.envelope.includes('signed'))
})

test('the document opens to the bytes that the envelope’s hash is over, with its salt', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (document) => {
      fc.pre(JSON.stringify(document).isWellFormed())
      const { envelope, payload } = prepareEntry(place, named, { at, document }, key)
      const opened = openPayload(place, named, payload, key)
      const { sha256, bytes } = JSON.parse(envelope).payload
      assert.equal(saltedHash(saltOf(named, key), opened), sha256)
      assert.equal(opened.length, bytes)
    }),
  )
})

test('with another key, for another entry or with a changed bit it does not open', () => {
  const { payload } = prepareEntry(place, named, { at, document: { a: 1 } }, key)
  assert.throws(() => openPayload(place, named, payload, randomBytes(32)))
  assert.throws(() => openPayload(place, { ...named, ref: 'd-2' }, payload, key))
  assert.throws(() => openPayload({ ...place, tenantId: 'bank' as TenantId }, named, payload, key))
  assert.throws(() => openPayload({ ...place, region: 'us-1' as Region }, named, payload, key))
  for (let at = 0; at < payload.length; at++) {
    const changed = Buffer.from(payload)
    changed[at] = (changed[at] as number) ^ 1
    assert.throws(() => openPayload(place, named, changed, key))
  }
})

test('two documents that are equal have different hashes under different keys: a hash is no register of contents', () => {
  const [one, two] = [key, randomBytes(32)].map(
    (dataKey) => prepareEntry(place, named, { at, document: { a: 1 } }, dataKey).envelope,
  )
  assert.notEqual(one, two)
})
