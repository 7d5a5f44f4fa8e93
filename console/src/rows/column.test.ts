import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Column, nextSort, sortRows } from './column.ts'

type Row = { readonly name: string; readonly seen: number | null }

const columns: readonly Column<Row>[] = [
  { id: 'name', name: 'Name', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { id: 'seen', name: 'Seen', cell: ({ seen }) => seen, sortBy: ({ seen }) => seen },
  { id: 'plain', name: 'Plain', cell: () => null },
]
const names = (sort: string | undefined, rows: readonly Row[]) =>
  sortRows(rows, columns, sort).map(({ name }) => name)

test('names are ordered as a person orders them: case aside, numbers by their size', () => {
  const rows = ['key 10', 'Key 9', 'alpha'].map((name) => ({ name, seen: null }))
  assert.deepEqual(names('name', rows), ['alpha', 'Key 9', 'key 10'])
  assert.deepEqual(names('-name', rows), ['key 10', 'Key 9', 'alpha'])
})

test('what is unknown stands last in both directions', () => {
  const rows = [
    { name: 'never', seen: null },
    { name: 'late', seen: 2 },
    { name: 'early', seen: 1 },
  ]
  assert.deepEqual(names('seen', rows), ['early', 'late', 'never'])
  assert.deepEqual(names('-seen', rows), ['late', 'early', 'never'])
})

test('an order that nobody knows leaves the rows as they came', () => {
  const row = fc.record({ name: fc.string(), seen: fc.option(fc.nat()) })
  fc.assert(
    fc.property(
      fc.array(row),
      fc.constantFrom(undefined, 'plain', 'no such column', '-', ''),
      (rows, sort) => {
        assert.deepEqual(sortRows(rows, columns, sort), rows)
      },
    ),
  )
})

test('the head goes from up to down to as it came, and another column begins at up', () => {
  assert.equal(nextSort(undefined, 'name'), 'name')
  assert.equal(nextSort('name', 'name'), '-name')
  assert.equal(nextSort('-name', 'name'), undefined)
  assert.equal(nextSort('-name', 'seen'), 'seen')
})
