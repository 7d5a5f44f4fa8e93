import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildAutomaton, searchThrough, walkBackward, walkForward } from './automaton.ts'
import { buildSkipSearch, skipThrough } from './skip-search.ts'
import { beyondLatin, type Fire } from './word.ts'

/** Few letters, so that words overlap and share runs; two Latin-1 ones with capitals beyond ASCII; one that has none. */
const wordOf = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'b', '\\', 'é', 'ß', '1'), minLength, maxLength })
const text = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', '\\', 'é', 'É', 'ß', '1', '…', ' '),
  maxLength: 60,
})

const listOf = (words: readonly string[]) => words.map((word, at) => ({ text: word, outputs: [at] }))
const found = (search: (fire: Fire) => void): readonly number[] => {
  const outputs = new Set<number>()
  search((output) => outputs.add(output))
  return [...outputs].sort((left, right) => left - right)
}
const wanted = (words: readonly string[], holds: (word: string) => boolean): readonly number[] =>
  words.flatMap((word, at) => (holds(word) ? [at] : []))
/** As the searches see case: Latin-1 letters only. */
const small = (value: string): string => value.replace(/[\0-\xff]/g, (char) => char.toLowerCase())

test('words found by the automaton are those the text contains', () => {
  fc.assert(
    fc.property(fc.uniqueArray(wordOf(1, 7), { minLength: 1, maxLength: 30 }), text, (words, value) => {
      const search = buildAutomaton(listOf(words), 'search')
      assert.deepEqual(
        found((fire) => searchThrough(search, value, !beyondLatin.test(value), fire)),
        wanted(words, (word) => small(value).includes(word)),
      )
    }),
    { numRuns: 1000 },
  )
})

test('a text longer than the copy is searched across its seams', () => {
  const search = buildAutomaton(listOf(['needle']), 'search')
  for (const before of [0, 16 * 1024 - 3, 32 * 1024 - 1])
    assert.deepEqual(
      found((fire) => searchThrough(search, `${'x'.repeat(before)}nEEdle${'x'.repeat(40_000)}`, true, fire)),
      [0],
    )
})

test('words found by skipping are those the text contains', () => {
  fc.assert(
    fc.property(fc.uniqueArray(wordOf(4, 14), { minLength: 1, maxLength: 12 }), text, (words, value) => {
      const search = buildSkipSearch(listOf(words))
      if (search === undefined) return
      assert.deepEqual(
        found((fire) => skipThrough(search, value, fire)),
        wanted(words, (word) => small(value).includes(word)),
      )
    }),
    { numRuns: 1000 },
  )
})

test('skipping is given up where words are short or many', () => {
  assert.equal(buildSkipSearch(listOf(['abc', 'sekurlsa::logonpasswords'])), undefined)
  assert.ok(buildSkipSearch(listOf(['sekurlsa::logonpasswords', 'kerberos::golden'])) !== undefined)
  assert.equal(buildSkipSearch(listOf(Array.from({ length: 65 }, (_, at) => `sekurlsa::${at}`))), undefined)
})

test('anchored words are those the text begins and ends with', () => {
  fc.assert(
    fc.property(fc.uniqueArray(wordOf(1, 6), { minLength: 1, maxLength: 20 }), text, (words, value) => {
      const forward = buildAutomaton(listOf(words), 'anchored')
      const backward = buildAutomaton(listOf(words.map((word) => [...word].reverse().join(''))), 'anchored')
      assert.deepEqual(
        found((fire) => walkForward(forward, value, fire)),
        wanted(words, (word) => small(value).startsWith(word)),
      )
      assert.deepEqual(
        found((fire) => walkBackward(backward, value, fire)),
        wanted(words, (word) => small(value).endsWith(word)),
      )
    }),
    { numRuns: 1000 },
  )
})
