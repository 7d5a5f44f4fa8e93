import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { freeIdFor, idFor } from './id-for.ts'

test('a name becomes lower-case letters, digits and hyphens', () => {
  assert.equal(idFor('Acme Payments (UK)'), 'acme-payments-uk')
  assert.equal(idFor('Übung & Söhne'), 'ubung-sohne')
  assert.equal(idFor('株式会社'), '')
})

test('whatever the name, the id is one the API takes, and nobody has it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (name) => {
      const first = freeIdFor(name, [], 'group')
      const second = freeIdFor(name, [first], 'group')
      for (const id of [first, second]) assert.match(id, /^[a-z0-9][a-z0-9-]{0,62}$/)
      assert.notEqual(first, second)
    }),
  )
})
