import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { listSearch, readAsked } from './asked.ts'

const kinds = ['create', 'change'] as const

test('the address names a dialog and what it is about', () => {
  assert.deepEqual(readAsked('create', kinds), { kind: 'create', id: undefined })
  assert.deepEqual(readAsked('change:aws:1:user/mara', kinds), { kind: 'change', id: 'aws:1:user/mara' })
})

test('no text opens a dialog that the page does not have', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const asked = readAsked(text, kinds)
      assert.ok(asked === undefined || kinds.includes(asked.kind))
    }),
  )
  assert.equal(readAsked('creates', kinds), undefined)
  assert.equal(readAsked(undefined, kinds), undefined)
})

test('a page keeps its dialog and its order, and nothing that is not text', () => {
  assert.deepEqual(listSearch({ ask: 'create', sort: '-name', other: 'x' }), { ask: 'create', sort: '-name' })
  assert.deepEqual(listSearch({ ask: '', sort: 3 }), {})
})
