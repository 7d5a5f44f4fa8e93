import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, missingCorpus } from '../corpora.ts'
import { conformanceSpiffe } from './conformance-spiffe.ts'

const file = 'identity/spiffe-id-cases.json'

test('every SPIFFE id that the reference accepts or refuses is accepted or refused here', {
  skip: corpus(file) === undefined ? missingCorpus(file) : false,
}, async () => {
  for (const { set, score, total, misses } of await conformanceSpiffe())
    assert.equal(score, total, `${set}: ${misses.join(', ')}`)
})
