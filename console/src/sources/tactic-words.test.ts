import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lagWords, logSourceWords, tacticName } from './tactic-words.ts'

test('a lag is told in the unit that fits, and a clock that is ahead is no lag', () => {
  const words = [0.2, 40, 600, 10_800, 400_000, -90].map(lagWords)
  assert.deepEqual(words, ['under 1 s', '40 s', '10 min', '3 h', '5 days', '90 s ahead'])
})

test('a log source says what it names, and that it names nothing', () => {
  assert.equal(
    logSourceWords({ product: 'windows', category: 'process_creation', service: null }),
    'windows / process_creation',
  )
  assert.equal(logSourceWords({ product: null, category: null, service: null }), 'any log source')
  assert.equal(tacticName('credential-access'), 'Credential access')
})
