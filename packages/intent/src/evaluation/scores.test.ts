import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Decision } from '../judge/decide.ts'
import type { Judged } from '../judge/judge-stream.ts'
import type { LabelledEvent } from '../sequence/intent-event.ts'
import { scoresOf } from './scores.ts'

const close: Decision = { verdict: 'close' }
const abstain: Decision = { verdict: 'abstain', reason: 'unseen-type' }
const escalate: Decision = { verdict: 'escalate', because: 'probability' }

function judged(event: LabelledEvent, decision: Decision, probability: number): Judged {
  const circumstances = {
    known: true,
    probability,
    benignShare: 1,
    attackUpper: 0,
    alarms: [],
    burst: false,
    flood: false,
    drift: false,
    visible: true,
  }
  return { event, decision, circumstances, score: 0, surprise: 0, drivers: [] }
}

function scored(rows: readonly (readonly [step: string | undefined, Decision, number])[]) {
  const events = rows.map(
    ([step], index): LabelledEvent => ({
      id: `e${index}`,
      entity: 'web',
      type: 'x',
      timeMs: index * 1000,
      ...(step === undefined ? { label: 'benign' } : { label: 'attack', step }),
    }),
  )
  return scoresOf(
    events,
    rows.map(([, decision, probability], index) =>
      judged(events[index] as LabelledEvent, decision, probability),
    ),
  )
}

test('a step is lost only when every event of it was closed', () => {
  const { steps, attackAlerts } = scored([
    ['scan', close, 0],
    ['scan', abstain, 0.5],
    ['theft', close, 0],
    ['theft', close, 0],
    [undefined, close, 0],
  ])
  assert.deepEqual(steps, { total: 2, lost: ['theft'] })
  assert.deepEqual(attackAlerts, { total: 4, closed: 3 })
})

test('closed, human and the rest are shares of all events', () => {
  const scores = scored([
    [undefined, close, 0],
    [undefined, close, 0],
    [undefined, abstain, 0],
    ['scan', escalate, 1],
  ])
  assert.deepEqual(
    [scores.closed, scores.human, scores.attack],
    [
      { count: 2, share: 0.5 },
      { count: 1, share: 0.25 },
      { count: 1, share: 0.25 },
    ],
  )
  assert.deepEqual(scores.benign, { total: 3, closed: 2, escalated: 0 })
})

test('the calibration error is 0 where shares are as stated, and the gap where they are not', () => {
  const half = [0.5, 0.5, 0.5, 0.5] as const
  const right = scored(half.map((p, index) => [index < 2 ? 'scan' : undefined, close, p] as const))
  assert.equal(right.ece, 0)
  const wrong = scored(half.map((p) => [undefined, close, p] as const))
  assert.equal(wrong.ece, 0.5)
})
