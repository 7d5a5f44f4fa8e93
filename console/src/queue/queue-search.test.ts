import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IncidentRow } from '@countersign/api/incident'
import { apiFilter, isFiltered, isShown, queueSearch } from './queue-search.ts'

const row = {
  tenantId: 'shop',
  incidentId: '1',
  title: 'Trail deleted',
  statement: 'Rosa deleted a trail.',
  severity: 'high',
  status: 'new',
  identities: ['aws:1:user/rosa'],
  hosts: [],
  assignee: null,
} as unknown as IncidentRow

test('an address without filters shows what is open in all tenants', () => {
  const search = queueSearch({})
  assert.equal(isFiltered(search), false)
  assert.deepEqual(apiFilter(search), { tenant: [], severity: undefined, status: undefined })
  assert.equal(isShown(row, search), true)
  assert.equal(isShown({ ...row, status: 'resolved' }, search), false)
})

test('what the address cannot mean is ignored', () => {
  assert.deepEqual(queueSearch({ severity: 'worst', status: 'lost', tenant: ',' }), {})
})

test('text is looked for in title, statement, identities and tenant, in any case', () => {
  for (const text of ['TRAIL', 'rosa', 'aws:1', 'shop']) assert.equal(isShown(row, { text }), true, text)
  assert.equal(isShown(row, { text: 'mallory' }), false)
})
