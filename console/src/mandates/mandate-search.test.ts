import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mandateFilter, mandateSearch } from './mandate-search.ts'

test('an address with words that mean nothing shows every mandate', () => {
  assert.deepEqual(mandateSearch({ show: 'everything', tenant: '', open: ['x'] }), {})
  assert.deepEqual(mandateFilter({}), {})
})

test('those that ended are asked for by each way to end', () => {
  const search = mandateSearch({ show: 'ended', identity: 'aws:1:role/deploy' })
  assert.deepEqual(mandateFilter(search), {
    status: 'declined,revoked,expired',
    identity: 'aws:1:role/deploy',
  })
})

test('pages beside the mandates are no status of theirs', () => {
  assert.deepEqual(mandateFilter({ show: 'step-ups' }), {})
})
