import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { commonText, matchesGlob } from './glob.ts'

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 12 })
const text = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 12 })

function asExpression(glob: string): RegExp {
  const body = [...glob]
    .map((one) => (one === '*' ? '.*' : one === '?' ? '.' : one.replace(':', ':')))
    .join('')
  return new RegExp(`^${body}$`, 's')
}

test('a pattern matches what the same regular expression matches', () => {
  fc.assert(
    fc.property(pattern, text, (glob, whole) => {
      assert.equal(matchesGlob(glob, whole), asExpression(glob).test(whole))
    }),
  )
})

test('a text that two patterns share matches both', () => {
  fc.assert(
    fc.property(pattern, pattern, (left, right) => {
      const shared = commonText(left, right)
      if (shared !== undefined) assert.ok(matchesGlob(left, shared) && matchesGlob(right, shared))
    }),
  )
})

test('where some text matches both patterns, a shared one is found', () => {
  fc.assert(
    fc.property(pattern, pattern, text, (left, right, whole) => {
      if (matchesGlob(left, whole) && matchesGlob(right, whole))
        assert.notEqual(commonText(left, right), undefined)
    }),
    { numRuns: 500 },
  )
})

test('a placeholder is matched by itself and by a wildcard only', () => {
  assert.ok(matchesGlob('arn:aws:iam::<var.account_id>:role/a', 'arn:aws:iam::<var.account_id>:role/a'))
  assert.ok(matchesGlob('arn:aws:iam::*:role/a', 'arn:aws:iam::<var.account_id>:role/a'))
  assert.ok(!matchesGlob('arn:aws:iam::111122223333:role/a', 'arn:aws:iam::<var.account_id>:role/a'))
})
