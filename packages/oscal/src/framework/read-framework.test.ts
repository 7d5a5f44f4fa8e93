import assert from 'node:assert/strict'
import { test } from 'node:test'
import { controlsOf } from './framework.ts'
import { readFramework } from './read-framework.ts'

const file = (count: number, controls: string) => `
id: x
title: X
issuer: us
source: { title: t, url: 'https://example.com', release: '1', licence: l }
counting: All.
count: ${count}
groups:
  - id: g
    title: G
    labels: annex-points
    reference: Annex, point
    controls:
${controls}`

test('points and letters are read with their place, and headings are not counted', () => {
  const framework = readFramework(
    file(
      2,
      `      - id: '1.1'\n        title: T\n        heading: true\n        parts:\n          - 1.1.1: One\n          - 1.1.1.a: Letter`,
    ),
    'x.yaml',
  )
  assert.deepEqual(
    controlsOf(framework).map(({ id, label, reference, parentId }) => [id, label, reference, parentId]),
    [
      ['1.1.1', '1.1.1', 'Annex, point 1.1.1', '1.1'],
      ['1.1.1.a', '1.1.1(a)', 'Annex, point 1.1.1(a)', '1.1'],
    ],
  )
})

test('a count that the file does not keep is told', () => {
  assert.throws(
    () => readFramework(file(3, `      - a.1: One`), 'x.yaml'),
    /x\.yaml: lists 1 counted controls and states 3/,
  )
})

test('an id that is used twice is told', () => {
  assert.throws(
    () => readFramework(file(2, `      - a.1: One\n      - a.1: Two`), 'x.yaml'),
    /lists a\.1 twice/,
  )
})

test('a misspelt key is told with the place in the file', () => {
  const text = file(1, `      - { id: a.1, titel: One, heading: false }`)
  assert.throws(() => readFramework(text, 'x.yaml'), /x\.yaml › groups › 1 › controls › 1: has the key titel/)
})

test('a baseline that a framework does not have is refused', () => {
  const framework = readFramework(file(1, `      - a.1: One`), 'x.yaml')
  assert.throws(() => controlsOf(framework, 'moderate'), RangeError)
})
