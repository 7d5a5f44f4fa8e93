import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FlipOutcome, flipTrial, specimen } from '../test-flip-trial.ts'
import { seededRandom } from '../test-log.ts'

/** The bench runs 10,000. */
const trialsEach = 200

for (const state of ['closed', 'crashed'] as const)
  test(`a bit that turned over in a log that ${state} is noticed, and nothing changed is served`, async () => {
    const log = await specimen(state)
    const outcomes = new Set<FlipOutcome>()
    for (let seed = 0; seed < trialsEach; seed++) outcomes.add(await flipTrial(log, seededRandom(seed)))
    assert.ok(outcomes.has('reported') && outcomes.has('mended'))
  })
