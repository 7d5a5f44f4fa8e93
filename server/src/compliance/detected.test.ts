import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedTechniqueControls } from '@countersign/oscal/shipped/shipped'
import { detectedFor, techniquesOf } from './detected.ts'

const table = shippedTechniqueControls()
const detected = {
  ruleId: 'r',
  title: 'A rule',
  findings: 1,
  lastMs: 1,
  techniqueIds: ['T1078.004', 'T1496'],
}

test('a detection reaches the controls that mitigate its techniques, and no others', () => {
  const reached = table.controls.get('T1078.004') ?? []
  assert.ok(reached.includes('ac-2'))
  assert.deepEqual(
    detectedFor(table, 'ac-2', [detected]).map(({ techniqueIds }) => techniqueIds[0]),
    ['T1078.004'],
  )
  assert.deepEqual(detectedFor(table, 'ir-1', [detected]), [])
})

test('the newest detection stands first', () => {
  const later = { ...detected, ruleId: 'later', lastMs: 2 }
  assert.deepEqual(
    detectedFor(table, 'ac-2', [detected, later]).map(({ ruleId }) => ruleId),
    ['later', 'r'],
  )
})

test('techniques are read from tags; tactics and groups are none', () => {
  assert.deepEqual(
    techniquesOf(['attack.t1078.004', 'attack.persistence', 'attack.g0016', 'cve.2026-1', 'attack.T1496']),
    ['T1078.004', 'T1496'],
  )
})
