import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identitySearch, openedIdentity } from './identity-search.ts'

test('a key with slashes is found again behind its tenant', () => {
  assert.deepEqual(openedIdentity('shop/aws:1:user/a/b'), {
    tenantId: 'shop',
    identityKey: 'aws:1:user/a/b',
  })
  assert.equal(openedIdentity('/aws:1'), undefined)
  assert.equal(openedIdentity(undefined), undefined)
})

test('what the address cannot mean is ignored', () => {
  assert.deepEqual(identitySearch({ sort: 'shoe-size', tenant: ',', text: '' }), {})
})
