import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Pattern, PatternPiece } from './filter.ts'
import { fits } from './glob.ts'

const piece: fc.Arbitrary<PatternPiece> = fc.oneof(
  fc.constant({ kind: 'any' } as const),
  fc.constant({ kind: 'one' } as const),
  fc
    .string({ unit: fc.constantFrom('a', 'b', '😀', '.', '\n'), maxLength: 3 })
    .map((text) => ({ kind: 'literal' as const, text })),
)

function expressionOf(pattern: Pattern): RegExp {
  const source = pattern.map((one) => {
    if (one.kind === 'any') return '.*'
    return one.kind === 'one' ? '.' : one.text.replaceAll('.', '\\.')
  })
  return new RegExp(`^${source.join('')}$`, 'su')
}

test('a text fits exactly when the regular expression of the pattern says so', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '.', '\n'), maxLength: 12 })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), text, (pattern, subject) => {
      assert.equal(fits(subject, pattern), expressionOf(pattern).test(subject))
    }),
    { numRuns: 3000 },
  )
})

test('a pattern of many stars on a long text that almost fits comes to its end', () => {
  const pattern: Pattern = Array.from({ length: 60 }, (_, at) =>
    at % 2 === 0 ? { kind: 'any' } : { kind: 'literal', text: 'a' },
  )
  assert.equal(fits('a'.repeat(100_000), [...pattern, { kind: 'literal', text: 'b' }]), false)
})
