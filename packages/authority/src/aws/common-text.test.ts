import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { commonText } from './common-text.ts'
import { matchesPattern, overlapsPattern } from './pattern.ts'

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 12 })

test('a text that two patterns share matches both', () => {
  fc.assert(
    fc.property(pattern, pattern, (left, right) => {
      const shared = commonText(left, right)
      if (shared !== undefined) assert.ok(matchesPattern(left, shared) && matchesPattern(right, shared))
    }),
  )
})

test('a shared text is found where, and only where, the patterns overlap', () => {
  fc.assert(
    fc.property(pattern, pattern, (left, right) => {
      assert.equal(commonText(left, right) !== undefined, overlapsPattern(left, right))
    }),
    { numRuns: 1_000 },
  )
})
