import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ControlState } from '@countersign/api/compliance'
import { frameworkSearch } from './compliance-search.ts'
import { controlStates, countIn, percentOf } from './control-words.ts'

test('every state that the API knows has its words, and is counted', () => {
  assert.deepEqual(controlStates.toSorted(), ControlState.anyOf.map((state) => state.const).toSorted())
  const coverage = { total: 15, live: 1, manual: 2, lapsed: 3, notEvidenced: 4, notApplicable: 5 }
  assert.equal(
    controlStates.reduce((sum, state) => sum + countIn(coverage, state), 0),
    coverage.total,
  )
})

test('a hundred percent is all of them, and nothing less', () => {
  assert.equal(percentOf(999, 1000), '99 %')
  assert.equal(percentOf(1000, 1000), '100 %')
  assert.equal(percentOf(0, 0), 'none')
})

test('the address keeps a state and an open control, and nothing that is not one', () => {
  const kept = { tenant: 'fernworks', state: 'lapsed', open: 'au-2', ask: 'attach' }
  assert.deepEqual(frameworkSearch({ ...kept, other: 1 }), kept)
  assert.deepEqual(frameworkSearch({ state: 'toString', open: '' }), {})
})
