import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { coversPattern, matchesAction, matchesPattern, overlapsPattern } from './pattern.ts'

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 })
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 })
const asExpression = (glob: string) => new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`)

describe('patterns of policies', () => {
  it('match as wildcards do', () => {
    fc.assert(
      fc.property(pattern, text, (glob, word) => {
        assert.equal(matchesPattern(glob, word), asExpression(glob).test(word))
      }),
    )
  })

  it('that cover another match whatever the other matches', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (wide, narrow, word) => {
        if (coversPattern(wide, narrow) && matchesPattern(narrow, word)) assert.ok(matchesPattern(wide, word))
      }),
      { numRuns: 2_000 },
    )
  })

  it('overlap when, and only when, some text is matched by both', () => {
    const words = [''].concat(
      ...Array.from({ length: 8 }, (_, length) =>
        Array.from({ length: 2 ** (length + 1) }, (_word, bits) =>
          bits
            .toString(2)
            .padStart(length + 1, '0')
            .replaceAll('0', 'a')
            .replaceAll('1', 'b'),
        ),
      ),
    )
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 })
    fc.assert(
      fc.property(short, short, (left, right) => {
        const both = words.some((word) => matchesPattern(left, word) && matchesPattern(right, word))
        assert.equal(overlapsPattern(left, right), both)
      }),
    )
  })

  it('of actions do not look at case', () => {
    assert.ok(matchesAction('S3:get*', 's3:GetObject'))
    assert.ok(!matchesAction('s3:get', 's3:GetObject'))
  })

  it('take a placeholder for itself, and a wildcard for any placeholder', () => {
    const role = 'arn:aws:iam::<var.account_id>:role/a'
    assert.ok(matchesPattern(role, role))
    assert.ok(matchesPattern('arn:aws:iam::*:role/a', role))
    assert.ok(!matchesPattern('arn:aws:iam::111122223333:role/a', role))
  })

  it('cost at most pattern times text', () => {
    assert.equal(matchesPattern('*a'.repeat(500), 'a'.repeat(5_000).concat('b')), false)
  })
})
