import process from 'node:process'
import { judgeHistory } from '@countersign/intent/evaluation/judge-history'
import { scoresOf } from '@countersign/intent/evaluation/scores'
import type { Judged } from '@countersign/intent/judge/judge-stream'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import { type Learned, startLearning } from '@countersign/intent/learn/learning'
import type { Outcome } from './outcome.ts'
import type { Split } from './tenants.ts'

export type Run = {
  readonly learned: Learned
  readonly verdicts: readonly Judged[]
  readonly outcome: Outcome
  /** Processor seconds. */
  readonly seconds: { readonly train: number; readonly learn: number; readonly test: number }
  /** Events learned from, counting each time. */
  readonly samples: number
}

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Learns from the training tenants and judges the other. */
export function runOurs({ train, test }: Split, seed: number): Run {
  const name = train.map(({ tenantId }) => tenantId).join(', ')
  const beganAt = cpuSeconds()
  const learning = startLearning(train, { seed, name, madeAt: '2026-01-01T00:00:00Z' }, wasmKernel)
  let samples = 0
  let ofRound = 0
  let round = 1
  for (let progress = learning.step(); progress !== undefined; progress = learning.step()) {
    if (progress.round !== round) samples += ofRound
    round = progress.round
    ofRound = progress.samples
  }
  const trainedAt = cpuSeconds()
  const learned = learning.result()
  const learnedAt = cpuSeconds()
  const verdicts = judgeHistory(learned, test.events, wasmKernel)
  const judgedAt = cpuSeconds()
  return {
    learned,
    verdicts,
    outcome: outcomeOf(`ours, seed ${seed}`, verdicts, scoresOf(test.events, verdicts).ece),
    seconds: { train: trainedAt - beganAt, learn: learnedAt - beganAt, test: judgedAt - learnedAt },
    samples: samples + ofRound,
  }
}

function outcomeOf(name: string, verdicts: readonly Judged[], ece: number): Outcome {
  return {
    name,
    ece,
    verdicts: verdicts.map(({ decision: { verdict } }) =>
      verdict === 'close' ? 'closed' : verdict === 'abstain' ? 'human' : 'attack',
    ),
  }
}
