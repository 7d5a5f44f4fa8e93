import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conformanceTable } from './conformance-table.ts'

const row = { area: 'ocsf', set: 'golden leaves', score: 2999, total: 3000, misses: ['a.json: user.name'] }

test('a score that is not complete never reads as 100 %', () => {
  assert.match(conformanceTable([row], false), /2999\/3000 {2}99\.9 %/)
})

test('misses are told when asked for, each on a line', () => {
  assert.doesNotMatch(conformanceTable([row], false), /user\.name/)
  assert.match(conformanceTable([row], true), /\n {2}- a\.json: user\.name/)
})

test('data that is not here is not a score', () => {
  const text = conformanceTable([{ ...row, score: 0, total: 0, misses: [], missing: 'x is not here' }], false)
  assert.match(text, /not scored\n {2}x is not here/)
  assert.doesNotMatch(text, / %/)
})
