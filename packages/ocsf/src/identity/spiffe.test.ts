import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  matchesSpiffeId,
  parseSpiffeId,
  parseSpiffePath,
  parseTrustDomain,
  pathOfSegments,
  type SpiffeFault,
  spiffeText,
} from './spiffe.ts'

const segment = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/).filter((text) => text !== '.' && text !== '..')
const id = fc.record({
  trustDomain: fc.stringMatching(/^[a-z0-9._-]{1,20}$/),
  path: fc.array(segment, { maxLength: 5 }).map((segments) => segments.map((one) => `/${one}`).join('')),
})

test('what is written of an id is read back as the same id', () => {
  fc.assert(
    fc.property(id, (one) =>
      assert.deepEqual(parseSpiffeId(spiffeText(one)), { ok: true, value: { ...one } }),
    ),
  )
})

test('whatever text comes, it is read or refused, and what is read is written the same', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `spiffe://${text}`),
      ),
      (text) => {
        const parsed = parseSpiffeId(text)
        if (parsed.ok) assert.equal(spiffeText(parsed.value), text)
      },
    ),
  )
})

test('each fault is named', () => {
  const faults: Readonly<Record<string, SpiffeFault>> = {
    '': 'empty',
    'https://orchard.example/web': 'scheme',
    'SPIFFE://orchard.example': 'scheme',
    'spiffe://': 'trust-domain-missing',
    'spiffe:///web': 'trust-domain-missing',
    'spiffe://Orchard.example': 'trust-domain-characters',
    'spiffe://orchard.example:443/web': 'trust-domain-characters',
    'spiffe://orchard.example/': 'path-trailing-slash',
    'spiffe://orchard.example/web/': 'path-trailing-slash',
    'spiffe://orchard.example//web': 'path-empty-segment',
    'spiffe://orchard.example/../web': 'path-dot-segment',
    'spiffe://orchard.example/w%65b': 'path-characters',
    'spiffe://orchard.example/caf\u00e9': 'path-characters',
    [`spiffe://orchard.example/${'a'.repeat(2048)}`]: 'too-long',
    [`spiffe://${'a'.repeat(256)}/web`]: 'too-long',
  }
  for (const [text, fault] of Object.entries(faults))
    assert.deepEqual(parseSpiffeId(text), { ok: false, fault }, text.slice(0, 60))
})

test('three dots are an ordinary segment', () => {
  assert.equal(parseSpiffeId('spiffe://orchard.example/.../web').ok, true)
})

test('a trust domain is read from its name or from a whole id', () => {
  assert.deepEqual(parseTrustDomain('orchard.example'), { ok: true, value: 'orchard.example' })
  assert.deepEqual(parseTrustDomain('spiffe://orchard.example/web'), { ok: true, value: 'orchard.example' })
  assert.deepEqual(parseTrustDomain('spiffe:/orchard.example'), { ok: false, fault: 'scheme' })
})

test('a segment cannot smuggle in a slash', () => {
  assert.deepEqual(pathOfSegments(['web', 'a/b']), { ok: false, fault: 'path-characters' })
  assert.deepEqual(pathOfSegments([]), { ok: true, value: '' })
  assert.deepEqual(parseSpiffePath('web'), { ok: false, fault: 'path-no-leading-slash' })
})

test('a matcher speaks of any id, of some, or of those of a trust domain', () => {
  const web = { trustDomain: 'orchard.example', path: '/web' }
  const other = { trustDomain: 'meadow.example', path: '/web' }
  assert.equal(matchesSpiffeId({ kind: 'any' }, undefined), true)
  assert.equal(matchesSpiffeId({ kind: 'one-of', ids: [web] }, web), true)
  assert.equal(matchesSpiffeId({ kind: 'one-of', ids: [web] }, other), false)
  assert.equal(matchesSpiffeId({ kind: 'member-of', trustDomain: 'orchard.example' }, web), true)
  assert.equal(matchesSpiffeId({ kind: 'member-of', trustDomain: 'orchard.example' }, undefined), false)
})
