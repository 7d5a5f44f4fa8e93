import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayEnd, dayStart, evidenceSearch, logSearch, packSearch } from './evidence-search.ts'

test('a range of days includes both of them', () => {
  assert.equal(dayStart('2026-03-28'), '2026-03-28T00:00:00.000Z')
  assert.equal(dayEnd('2026-03-28'), '2026-03-29T00:00:00.000Z')
  assert.equal(dayEnd('2026-12-31'), '2027-01-01T00:00:00.000Z')
})

test('what is no day bounds nothing', () => {
  for (const text of [undefined, '', 'today', '2026-13-01', '2026-1-1', '2026-01-01T00:00:00Z'])
    assert.equal(dayStart(text), undefined)
  assert.deepEqual(evidenceSearch({ from: 'soon', to: '2026-02-31x', kind: 'no-kind' }), {})
})

test('each page keeps of the address what it knows', () => {
  const search = {
    tenant: 'fernworks',
    kind: 'gap',
    from: '2026-01-01',
    open: 'gap:a',
    ask: 'add',
    controls: 'au-2',
  }
  assert.deepEqual(evidenceSearch(search), {
    tenant: 'fernworks',
    kind: 'gap',
    from: '2026-01-01',
    open: 'gap:a',
  })
  assert.deepEqual(logSearch(search), { tenant: 'fernworks', ask: 'add' })
  assert.deepEqual(packSearch(search), { tenant: 'fernworks', from: '2026-01-01', controls: 'au-2' })
})
