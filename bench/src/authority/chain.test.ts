import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, missingCorpus } from '../corpora.ts'
import { conformanceChain, isRight, scoreCases } from './chain.ts'
import { detonationsPath } from './detonations.ts'

const folder = corpus(detonationsPath)
const skip = folder === undefined ? missingCorpus(detonationsPath) : false

test('every role action of the detonations is joined to its issuing call, or said to be of unknown origin', {
  skip,
}, async () => {
  const scores = await scoreCases(folder ?? '')
  assert.deepEqual(
    scores.filter((score) => !isRight(score)).map(({ name }) => name),
    [],
  )
  assert.equal(
    scores.reduce((sum, { joined }) => sum + joined, 0),
    47,
  )
})

test('no decision on the detonations is against what AWS answered', { skip }, async () => {
  const rows = await conformanceChain()
  assert.deepEqual(
    rows.flatMap(({ misses }) => misses),
    [],
  )
})
