import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sampleExplanation } from './explanation-fixture.ts'
import { explanationHash, explanationId } from './explanation-hash.ts'

test('the same content has the same id and hash, in whatever order it was put together', () => {
  const explanation = sampleExplanation()
  const reordered = Object.fromEntries(Object.entries(explanation).toReversed()) as typeof explanation
  assert.equal(explanationId(reordered), explanation.id)
  assert.equal(explanationHash(reordered), explanationHash(explanation))
})

test('any change of content changes the id and the hash', () => {
  const explanation = sampleExplanation()
  const changed = sampleExplanation({ statement: `${explanation.statement} ` })
  assert.notEqual(changed.id, explanation.id)
  assert.notEqual(explanationHash(changed), explanationHash(explanation))
})

test('the hash is SHA-256 over text that any RFC 8785 implementation writes', () => {
  const tiny = { b: 1, a: 'é' } as unknown as ReturnType<typeof sampleExplanation>
  assert.equal(explanationHash(tiny), createHash('sha256').update('{"a":"é","b":1}').digest('hex'))
})
