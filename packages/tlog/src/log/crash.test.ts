import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crashTrial } from '../test-crash-trial.ts'

/** The bench runs 10,000. */
const trials = 800

test('whatever the machine forgets in a crash, no acknowledged entry is lost and no size has two roots', async () => {
  let crashes = 0
  for (let seed = 0; seed < trials; seed++) {
    try {
      crashes += await crashTrial(seed)
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error })
    }
  }
  assert.ok(crashes > trials)
})
