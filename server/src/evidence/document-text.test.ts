import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonical } from '@countersign/explanation/canonical'
import fc from 'fast-check'
import { documentText } from './document-text.ts'

test('any document has a text, and a text that is canonical', () => {
  fc.assert(
    fc.property(fc.anything({ maxDepth: 4, withBigInt: true, withDate: true, withMap: true }), (document) => {
      const text = documentText(document)
      assert.equal(canonical(JSON.parse(text)), text)
    }),
  )
})

test('a lone surrogate comes back as it was', () => {
  const document = { name: 'cut \ud800', nul: '\0' }
  const { json, notCanonical } = JSON.parse(documentText(document))
  assert.deepEqual(JSON.parse(json), document)
  assert.match(notCanonical, /lone surrogate/)
})

test('what nests deeper than canonical JSON allows is kept, and what is no JSON is said to be none', () => {
  let deep: unknown = 1
  for (let level = 0; level < 300; level++) deep = [deep]
  assert.equal(JSON.parse(documentText(deep)).json, JSON.stringify(deep))
  assert.equal(JSON.parse(documentText({ big: 1n })).json, null)
})
