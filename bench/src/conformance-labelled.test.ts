import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { conformanceLabelled } from './conformance-labelled.ts'
import { corpus } from './corpora.ts'
import { counterparts, whyNot } from './labelled-rules.ts'

const rules = new URL('../../rules', import.meta.url).pathname

test('every counterpart is a rule of the starter pack, and none is both expressed and explained away', () => {
  for (const [id, { rules: names }] of Object.entries(counterparts)) {
    assert.ok(names.length > 0, id)
    assert.equal(whyNot[id], undefined, id)
    for (const name of names) assert.ok(existsSync(join(rules, `${name}.yml`)), `${id}: ${name}`)
  }
})

test('the score counts every row once, and each miss says why', {
  skip: corpus('detection/panther-tests') === undefined,
}, async () => {
  const rows = await conformanceLabelled()
  const coverage = rows.at(-1)
  const scored = rows.slice(0, -1)
  assert.equal(
    scored.reduce((sum, { total }) => sum + total, 0),
    coverage?.score,
  )
  for (const { set, score, total, misses } of scored) {
    assert.equal(score + misses.length, total, set)
    for (const miss of misses) assert.match(miss, /: (?:fired|stayed quiet) \(.+\) \[.+\]$/)
  }
})
