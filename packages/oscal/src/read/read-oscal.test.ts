import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shippedCsf20, shippedNist80053 } from '../shipped/shipped.ts'
import { readOscal } from './read-oscal.ts'
import { schemaFaults } from './schema-faults.ts'

const catalog = {
  uuid: 'aaaaaaaa-0000-4000-8000-000000000001',
  metadata: { title: 'T', 'last-modified': '2026-01-01T00:00:00Z', version: '1', 'oscal-version': '1.1.3' },
}

test('a document is read with its kind, against the schema of its version', () => {
  const read = readOscal(JSON.stringify({ catalog }))
  assert.ok(read.kind === 'document')
  assert.equal(read.documentKind, 'catalog')
  assert.equal(read.checkedAgainst, '1.1.3')
  const newer = readOscal(
    JSON.stringify({ catalog: { ...catalog, metadata: { ...catalog.metadata, 'oscal-version': '1.2.0' } } }),
  )
  assert.equal(newer.kind === 'document' && newer.checkedAgainst, '1.2.2')
})

test('what is wrong is told with a JSON pointer', () => {
  const broken = {
    catalog: { ...catalog, metadata: { ...catalog.metadata, 'last-modified': 'yesterday' }, strange: 1 },
  }
  const faults = schemaFaults(broken, '1.1.3')
  assert.ok(faults.some(({ pointer }) => pointer === '/catalog/metadata/last-modified'))
  assert.ok(faults.some(({ sentence }) => sentence.includes('(strange)')))
})

test('two roots, none, or something beside the root are refused', () => {
  assert.match(schemaFaults({}, '1.2.2')[0]!.sentence, /has to have one of catalog/)
  assert.match(schemaFaults({ catalog, profile: {} }, '1.2.2')[0]!.sentence, /has to have one of/)
  assert.match(
    schemaFaults({ catalog, other: 1 } as object, '1.2.2')[0]!.sentence,
    /other stands beside catalog/,
  )
})

test('the catalogs that come along are valid under both versions', () => {
  for (const one of [shippedNist80053(), shippedCsf20()])
    for (const version of ['1.1.3', '1.2.2'] as const)
      assert.deepEqual(schemaFaults({ catalog: one }, version), [])
})

test('whatever text comes, reading answers and never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((inner) => `{"catalog":${inner}}`),
      ),
      (text) => {
        assert.equal(readOscal(text).kind, 'invalid')
      },
    ),
  )
})
