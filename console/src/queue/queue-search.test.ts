import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiFilter, isFiltered, queueSearch } from './queue-search.ts'

test('an address without filters shows what is open in all tenants', () => {
  const search = queueSearch({})
  assert.equal(isFiltered(search), false)
  assert.deepEqual(apiFilter(search), { status: 'open' })
})

test('all means every status, which the API says by none', () => {
  assert.equal(apiFilter(queueSearch({ status: 'all' })).status, undefined)
  assert.equal(apiFilter(queueSearch({ status: 'snoozed' })).status, 'snoozed')
})

test('what the address cannot mean is ignored', () => {
  assert.deepEqual(queueSearch({ severity: 'worst', status: 'lost', tenant: ',', unassigned: 'maybe' }), {})
})

test('everything that the API filters by is passed on', () => {
  const search = queueSearch({
    tenant: 'shop,bank',
    severity: 'high',
    assignee: 'Ada',
    identity: 'aws:1:user/rosa',
    text: 'trail',
  })
  assert.deepEqual(apiFilter(search), {
    tenant: ['shop', 'bank'],
    severity: 'high',
    status: 'open',
    assignee: 'Ada',
    identity: 'aws:1:user/rosa',
    text: 'trail',
  })
})
