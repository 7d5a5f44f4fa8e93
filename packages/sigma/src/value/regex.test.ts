import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileRegex } from './regex.ts'
import { backtrackingDegree, readRegex, regexObjection } from './regex-syntax.ts'

/** Texts that take a backtracking engine longer than the age of the universe, or at least many seconds. */
const killers: readonly (readonly [string, string])[] = [
  ['(a+)+$', `${'a'.repeat(20_000)}!`],
  ['^(a|a)*$', `${'a'.repeat(20_000)}!`],
  ['^(a|aa)+$', `${'a'.repeat(20_000)}!`],
  ['(.*a){20}x', 'a'.repeat(5_000)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(20_000)],
  ['(x+x+)+y', 'x'.repeat(20_000)],
  ['\\s+$', `${' '.repeat(50_000)}x`],
  ['.*.*.*=.*', 'x'.repeat(20_000)],
  ['^(.*?,){25}P', '1,'.repeat(20_000)],
  ['(\\w+\\s?)+;', `${'word '.repeat(10_000)}`],
]
for (const [pattern, text] of killers)
  test(`${pattern} answers on a text made to hang it`, () => {
    assert.equal(compileRegex(pattern, '').test(text), false)
  })

test('patterns whose time grows with more than one repeat go to the linear engine', () => {
  for (const [pattern] of killers.filter(([one]) => one !== '\\s+$'))
    assert.ok(backtrackingDegree(readRegex(pattern).root) > 1, pattern)
  assert.ok(backtrackingDegree(readRegex('^[a-z]{3}-\\d+$').root) <= 1)
})

test('what no linear engine knows is objected to by name', () => {
  const objections: readonly (readonly [string, RegExp])[] = [
    ['a(?=b)', /look-around/],
    ['(?<!a)b', /look-around/],
    ['(a)\\1', /back-reference/],
    ['(?>a)', /atomic/],
    ['a++', /possessive/],
    ['a**', /quantifier/],
    ['(a', /unclosed/],
    ['a)', /unopened/],
    ['[a', /unclosed character class/],
    ['*a', /nothing to repeat/],
    ['a{5000}', /repetitions/],
    ['('.repeat(100), /nesting/],
    ['a'.repeat(5000), /characters/],
  ]
  for (const [pattern, reason] of objections) assert.match(regexObjection(pattern) ?? 'none', reason)
})

test('a leading flag group is read as flags', () => {
  assert.ok(compileRegex('(?i)abc', '').test('xABCx'))
  assert.ok(compileRegex('(?is)a.c', '').test('A\nC'))
  assert.ok(!compileRegex('abc', '').test('ABC'))
})

const token = fc.constantFrom('a', 'b', '.', '[ab]', '\\d', '(a|b)', '(?:ab)', 'x', '\\.')
const quantifier = fc.constantFrom('', '*', '+', '?', '{1,2}')
const patterns = fc
  .array(fc.tuple(token, quantifier), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map((part) => part.join('')).join(''))

test('both engines give the answer JavaScript gives', () => {
  fc.assert(
    fc.property(
      patterns,
      fc.stringMatching(/^[abx.19]{0,12}$/),
      fc.constantFrom('', 'i'),
      (pattern, text, flags) => {
        assert.equal(compileRegex(pattern, flags).test(text), new RegExp(pattern, flags).test(text))
      },
    ),
    { numRuns: 500 },
  )
})

test('a text that matches contains one of the literals that are said to be required', () => {
  fc.assert(
    fc.property(patterns, fc.stringMatching(/^[abx.19]{0,16}$/), (pattern, text) => {
      const { test: matches, literals } = compileRegex(pattern, '')
      if (!matches(text) || literals === undefined) return
      assert.ok(literals.some((literal) => text.includes(literal)))
    }),
    { numRuns: 500 },
  )
})
