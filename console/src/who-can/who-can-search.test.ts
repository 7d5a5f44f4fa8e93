import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whoCanSearch } from './who-can-search.ts'

test('a question is read from the address, its moment in UTC', () => {
  assert.deepEqual(whoCanSearch({ action: 's3:GetObject', resource: '*', at: '2026-03-01T09:00:00+01:00' }), {
    action: 's3:GetObject',
    resource: '*',
    at: '2026-03-01T08:00:00.000Z',
  })
})

test('a moment that is none is left out, and so is what is empty', () => {
  assert.deepEqual(whoCanSearch({ at: 'yesterday', action: '', tenant: 'fernworks' }), {
    tenant: 'fernworks',
  })
})
