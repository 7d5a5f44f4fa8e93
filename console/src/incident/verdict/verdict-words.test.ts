import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { drivingEvents, labelWords, percentWords, pullWords } from './verdict-words.ts'

describe('the words of a verdict', () => {
  test('what is not certain is never shown as certain', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const text = percentWords(share)
        assert.equal(text === '0 %', share === 0)
        assert.equal(text === '100 %', share === 1)
      }),
    )
  })

  test('a percentage has at most one digit after the point', () => {
    assert.equal(percentWords(0.12345), '12.3 %')
    assert.equal(percentWords(0.5), '50 %')
  })

  test('a driver says which way it pulls', () => {
    assert.equal(pullWords(1.234), 'speaks for an attack (1.23)')
    assert.equal(pullWords(-0.5), 'speaks against an attack (0.50)')
    assert.equal(pullWords(0), 'makes no difference alone')
  })

  test('without a verdict no event drives one', () => {
    assert.equal(drivingEvents(null).size, 0)
    assert.equal(drivingEvents(undefined).size, 0)
  })

  test('labels are counted by what they say', () => {
    assert.equal(labelWords(2, 1), '2 harmless, 1 attack')
    assert.equal(labelWords(0, 2), '0 harmless, 2 attacks')
  })
})
