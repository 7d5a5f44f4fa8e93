import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditSearch, endOfDay, startOfDay } from './audit-search.ts'

test('a day is taken whole, in UTC; what is no day is nothing', () => {
  assert.equal(startOfDay('2026-03-01'), '2026-03-01T00:00:00.000Z')
  assert.equal(endOfDay('2026-03-01'), '2026-03-01T23:59:59.999Z')
  assert.equal(startOfDay(''), undefined)
})

test('an address keeps what can be asked for and drops what cannot', () => {
  assert.deepEqual(auditSearch({ from: '2026-03-01T00:00:00Z', to: 'soon', outcome: 'maybe', actor: 'p1' }), {
    from: '2026-03-01T00:00:00.000Z',
    actor: 'p1',
  })
})
