import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { corpus, missingCorpus } from '../corpora.ts'

const examples = corpus('detection/sigma-spec/examples/correlation')

test('the correlations of the specification are read, and run once their rules are there', {
  skip: examples === undefined ? missingCorpus('detection/sigma-spec') : false,
}, () => {
  const texts = readdirSync(examples ?? '').map((name) => readFileSync(join(examples ?? '', name), 'utf8'))
  const correlations = texts.flatMap((text) => parseSigmaDocuments(text, { pack: 'spec', path: 'x.yml' }))
  assert.equal(correlations.length, 8)
  const rules = new Set(
    correlations.flatMap((document) => {
      assert.equal(document.kind, 'correlation')
      return document.kind === 'correlation' ? document.correlation.rules : []
    }),
  )
  const bases = [...rules].flatMap((id) =>
    parseSigmaDocuments(
      `title: base\nid: ${id}\nlogsource: {product: x}\ndetection: {s: {f: v}, condition: s}`,
      { pack: 'spec', path: 'y.yml' },
    ),
  )
  const { planned, refused } = planCorrelations([...bases, ...correlations])
  assert.deepEqual(refused, [])
  assert.equal(planned.length, 8)
})
