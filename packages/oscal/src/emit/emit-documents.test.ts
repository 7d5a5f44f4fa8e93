import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { referenceFaults } from '../check/reference-faults.ts'
import { nameBased, uuidOf } from '../document/uuid.ts'
import { schemaFaults } from '../read/schema-faults.ts'
import { shippedEvidenceKinds, shippedFrameworks } from '../shipped/shipped.ts'
import { assessControls } from '../status/assess-controls.ts'
import type { AssessedSystem } from './assessed-system.ts'
import { emitDocuments } from './emit-documents.ts'
import { tenantSamples } from './tenant-fixture.ts'

/** The whole thousand is scored by `npm run conformance -- oscal`. */
const sampleCount = 12

test('the documents of any tenant are valid under both versions, and all their references lead somewhere', () => {
  fc.assert(
    fc.property(tenantSamples, ({ system, statuses, window }) => {
      const documents = emitDocuments(system, statuses, window)
      for (const { name, document } of documents)
        for (const version of ['1.1.3', '1.2.2'] as const)
          assert.deepEqual(schemaFaults(document, version), [], name)
      assert.deepEqual(referenceFaults({ documents, isComplete: true }), [])
    }),
    { numRuns: sampleCount },
  )
})

test('the same tenant in the same state has the same documents, byte for byte', () => {
  const [sample] = fc.sample(tenantSamples, { numRuns: 1, seed: 1 })
  const { system, statuses, window } = sample!
  const twice = [emitDocuments(system, statuses, window), emitDocuments(system, statuses, window)]
  assert.equal(JSON.stringify(twice[0]), JSON.stringify(twice[1]))
})

const nowMs = Date.UTC(2026, 10, 24, 12)
const framework = shippedFrameworks().get('nis2-2024-2690')!
const system: AssessedSystem = {
  tenantId: 'acme',
  tenantName: 'Acme',
  operatorName: 'Watch',
  region: 'eu',
  framework,
  kinds: shippedEvidenceKinds(),
  connectors: [],
  madeAt: new Date(nowMs).toISOString(),
  oscalVersion: '1.1.3',
}
const fact = {
  id: 'e1',
  kindId: 'correlation-run',
  subject: 'tenant',
  outcome: 'satisfied',
  collectedMs: nowMs - 60_000,
  statement: 'All 12 correlations ran.',
  log: { origin: 'log.example/acme', index: 42, leafHash: 'ab'.repeat(32) },
  href: 'evidence/e1.json',
} as const
const statuses = assessControls({
  framework,
  kinds: system.kinds,
  facts: [fact],
  expectedSubjects: new Map(),
  documents: [],
  notApplicable: [],
  nowMs,
})

test('an observation carries method, expiry, and the place of its entry in the log', () => {
  const documents = emitDocuments(system, statuses, { fromMs: nowMs - 3_600_000, toMs: nowMs })
  const text = JSON.stringify(documents.find(({ name }) => name === 'assessment-results.json'))
  assert.match(text, /"methods":\["TEST"\]/)
  assert.match(text, /"expires":"2026-11-24T13:29:00\.000Z"/)
  assert.match(text, /"name":"log-index","ns":"urn:countersign:oscal","value":"42"/)
  assert.match(text, /"href":"evidence\/e1\.json"/)
  assert.match(text, /"target-id":"p3\.4\.2\.d_smt"/)
})

test('no document ever says "compliant"', () => {
  const documents = emitDocuments(system, statuses, { fromMs: nowMs - 3_600_000, toMs: nowMs })
  assert.doesNotMatch(JSON.stringify(documents), /\bcompliant\b/i)
})

test('UUIDs are version 5, as the example of RFC 9562 has it', () => {
  assert.equal(
    nameBased('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com'),
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  )
  assert.notEqual(uuidOf('a', 'bc'), uuidOf('ab', 'c'))
})
