import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { countedControls } from '../framework/framework.ts'
import { shippedFrameworks, shippedTechniqueControls } from '../shipped/shipped.ts'
import { controlsForTechnique, controlsForTechniques } from './technique-controls.ts'

const table = shippedTechniqueControls()

test('a technique reaches exactly the controls that it is mapped to', () => {
  assert.deepEqual(controlsForTechnique(table, 'T1001'), [
    'ac-4',
    'ca-7',
    'cm-2',
    'cm-6',
    'sc-7',
    'si-3',
    'si-4',
  ])
  assert.deepEqual(controlsForTechnique(table, 't1001'), controlsForTechnique(table, 'T1001'))
})

test('a technique that nothing mitigates reaches no control', () => {
  assert.deepEqual(controlsForTechnique(table, 'T1583.001'), [])
  assert.deepEqual(controlsForTechnique(table, 'T0000'), [])
})

test('several techniques reach the union, each control once', () => {
  const both = controlsForTechniques(table, ['T1001', 'T1001.001', 'T1003'])
  assert.deepEqual(both, [...new Set(both)].sort())
})

test('every control that is mapped is an active one of the catalog, but one that came with a later release', () => {
  const known = new Set(countedControls(shippedFrameworks().get('nist-800-53-r5')!).map(({ id }) => id))
  const strange = [...table.controls.values()].flat().filter((id) => !known.has(id))
  assert.deepEqual([...new Set(strange)], ['ia-13'])
})

test('the notice of the mappings comes along', () => {
  const notice = readFileSync(new URL('../../frameworks/attack/NOTICE', import.meta.url), 'utf8')
  assert.match(notice, /Apache License, Version 2\.0/)
})
