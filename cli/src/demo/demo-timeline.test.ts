import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groundTruth, type SimulationOptions, simulate } from '@countersign/range/simulation'
import { demoDefaults, firstHistory, liveWindow, missedHistory } from './demo-timeline.ts'

const nowMs = Date.UTC(2026, 2, 4, 12)
const endOf = (window: SimulationOptions) => window.startMs + window.durationSeconds * 1000

test('history and every live window tell each story once, to its end', () => {
  for (const window of [firstHistory(nowMs, demoDefaults), liveWindow(nowMs, demoDefaults)]) {
    const truths = groundTruth(window)
    assert.deepEqual(
      truths.map((truth) => truth.story),
      ['stolen-ci-role', 'agent-beyond-task', 'password-spray'],
    )
    assert.ok(truths.every((truth) => truth.endMs < endOf(window)))
  }
})

test('the history ends now, and live begins where it ended', () => {
  assert.equal(endOf(firstHistory(nowMs, demoDefaults)), nowMs)
  const first = liveWindow(nowMs, demoDefaults)
  assert.equal(first.startMs, nowMs)
  assert.notEqual(liveWindow(endOf(first), demoDefaults).seed, first.seed)
})

test('after a pause the missing time is told, an hour at most, and without attacks', () => {
  assert.equal(missedHistory(nowMs - 2000, nowMs, demoDefaults), undefined)
  const short = missedHistory(nowMs - 90_000, nowMs, demoDefaults)
  assert.deepEqual([short?.startMs, short?.durationSeconds], [nowMs - 90_000, 90])
  const long = missedHistory(nowMs - 9 * 3_600_000, nowMs, demoDefaults)
  assert.equal(long?.durationSeconds, 3600)
  for (const record of simulate(short ?? liveWindow(nowMs, demoDefaults)))
    assert.equal(record.story, undefined)
})
