import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ageWords, countWords, plural, spanWords, utcText } from './time-words.ts'

test('an age is told in its largest unit, and the future is now', () => {
  assert.equal(ageWords(0, 59_000), '59 s')
  assert.equal(ageWords(0, 3_600_000), '1 h')
  assert.equal(ageWords(5_000, 0), 'now')
  assert.equal(ageWords(Number.NaN, 0), 'unknown')
})

test('a span is told in its two largest units, without a zero', () => {
  assert.equal(spanWords(0), '0 s')
  assert.equal(spanWords(48_000), '48 s')
  assert.equal(spanWords(1_800_000), '30 m')
  assert.equal(spanWords(7_500_000), '2 h 5 m')
  assert.equal(spanWords(90_000_000), '1 d 1 h')
})

test('counts are exact while they are short', () => {
  assert.equal(countWords(99_999), '99,999')
  assert.equal(countWords(1_234_567), '1.2M')
  assert.equal(plural(1, 'identity', 'identities'), '1 identity')
})

test('a time that is none is shown as it came', () => {
  assert.equal(utcText('2026-11-24T08:45:26.123Z'), '2026-11-24 08:45:26.123')
  assert.equal(utcText('yesterday'), 'yesterday')
})
