import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText, compilePattern, oneChar, type PatternToken, parsePattern } from './pattern.ts'

const tokens = fc.array(
  fc.oneof(fc.stringMatching(/^[ab]{1,3}$/), fc.constant(anyText), fc.constant(oneChar)),
  {
    maxLength: 7,
  },
)

test('a pattern matches what the same regular expression matches', () => {
  fc.assert(
    fc.property(tokens, fc.stringMatching(/^[abc]{0,10}$/), (pattern: readonly PatternToken[], text) => {
      const source = pattern
        .map((token) => (typeof token === 'string' ? token : token === anyText ? '.*' : '.'))
        .join('')
      assert.equal(compilePattern(pattern)(text), new RegExp(`^${source}$`, 's').test(text))
    }),
    { numRuns: 2000 },
  )
})

test('many stars on a long text are answered', () => {
  assert.equal(compilePattern(parsePattern(`${'*a'.repeat(50)}*b`))('a'.repeat(20_000)), false)
})

test('escapes make wildcards and backslashes plain', () => {
  assert.deepEqual(parsePattern('a\\*b'), ['a*b'])
  assert.deepEqual(parsePattern('a\\\\*'), ['a\\', anyText])
  assert.deepEqual(parsePattern('a\\b\\'), ['a\\b\\'])
  assert.deepEqual(parsePattern('**?'), [anyText, oneChar])
})
