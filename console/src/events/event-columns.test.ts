import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOf, moved, toggled, usualColumns } from './event-columns.ts'

test('an address names columns in their order; unknown ones are left out, the action never is', () => {
  assert.deepEqual(columnsOf(['host', 'nonsense', 'time']), ['host', 'time', 'action'])
  assert.equal(columnsOf([...usualColumns]), undefined)
  assert.equal(columnsOf(undefined), undefined)
})

test('a column moves by one place and stops at the ends', () => {
  assert.deepEqual(moved(['time', 'action', 'host'], 'host', -1), ['time', 'host', 'action'])
  assert.deepEqual(moved(['time', 'action'], 'time', -1), ['time', 'action'])
  assert.deepEqual(moved(['time', 'action'], 'ip', 1), ['time', 'action'])
})

test('a column is left out, or shown last', () => {
  assert.deepEqual(toggled(['time', 'action'], 'time'), ['action'])
  assert.deepEqual(toggled(['time', 'action'], 'ip'), ['time', 'action', 'ip'])
})
