import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { heldRows } from './held-rows.ts'

type Row = { readonly id: string; readonly text: string }
const row = (id: string, text = ''): Row => ({ id, text })
const keyOf = (each: Row) => each.id
const known = (rows: readonly Row[]) => new Map(rows.map((each) => [each.id, each]))

test('a new row on top waits and moves nothing', () => {
  const held = heldRows(['a', 'b'], [row('new'), row('a'), row('b')], keyOf, new Map())
  assert.deepEqual(held.rows.map(keyOf), ['a', 'b'])
  assert.equal(held.waiting, 1)
})

test('the next page comes after what is shown, without waiting', () => {
  const held = heldRows(['a', 'b'], [row('a'), row('b'), row('c'), row('d')], keyOf, new Map())
  assert.deepEqual(held.rows.map(keyOf), ['a', 'b', 'c', 'd'])
  assert.equal(held.waiting, 0)
})

test('a row whose order changed stays in its place with its new content', () => {
  const held = heldRows(['a', 'b'], [row('b', 'now'), row('a')], keyOf, new Map())
  assert.deepEqual(held.rows, [row('a'), row('b', 'now')])
})

test('a row that left the data stays as last known', () => {
  const held = heldRows(['a', 'b'], [row('b')], keyOf, known([row('a', 'before'), row('b')]))
  assert.deepEqual(held.rows, [row('a', 'before'), row('b')])
})

test('whatever arrives, the rows shown keep their places', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 20 })
  fc.assert(
    fc.property(ids, ids, (shown, fresh) => {
      fc.pre(shown.length > 0)
      const held = heldRows(
        shown,
        fresh.map((id) => row(id)),
        keyOf,
        known(shown.map((id) => row(id))),
      )
      assert.deepEqual(held.rows.slice(0, shown.length).map(keyOf), shown)
      assert.equal(new Set(held.rows.map(keyOf)).size, held.rows.length)
      assert.equal(held.waiting + held.rows.length, new Set([...shown, ...fresh]).size)
    }),
  )
})
