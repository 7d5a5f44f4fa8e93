import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonFolder } from './short-paths.ts'

test('the folder in common ends at a slash', () => {
  assert.equal(commonFolder(['/logs/a/x.log', '/logs/ab/y.log']), '/logs/')
  assert.equal(commonFolder(['/logs/a/x.log']), '/logs/a/')
  assert.equal(commonFolder(['logs/x.log', 'logs/y.log']), 'logs/')
})

test('files with nothing in common keep their names', () => {
  assert.equal(commonFolder(['x.log', 'y.log']), '')
  assert.equal(commonFolder(['-']), '')
  assert.equal(commonFolder(['/a/x', 'b/y']), '')
  assert.equal(commonFolder([]), '')
})
