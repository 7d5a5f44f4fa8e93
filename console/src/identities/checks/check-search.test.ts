import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSearch } from './check-search.ts'

test('an address names the check and how identities stand; what is no such word is left out', () => {
  assert.deepEqual(checkSearch({ open: 'loose-trust', outcome: 'unknown', tenant: 'shop', other: 'x' }), {
    open: 'loose-trust',
    outcome: 'unknown',
    tenant: 'shop',
  })
  assert.deepEqual(checkSearch({ outcome: 'broken', open: 3 }), {})
})
