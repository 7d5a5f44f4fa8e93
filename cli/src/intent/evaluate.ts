import { judgeHistory } from '@countersign/intent/evaluation/judge-history'
import { type IntentScores, scoresOf } from '@countersign/intent/evaluation/scores'
import { bookHash } from '@countersign/intent/judge/judge-book'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import type { Terminal } from '../command.ts'
import type { AlertFile } from './alert-files.ts'
import { cpuSeconds, learnFrom } from './learn.ts'

export type Evaluation = Omit<IntentScores, 'attack'> & {
  /** Escalated, or grouped with what was. */
  readonly escalated: IntentScores['attack']
  readonly clusters: number
  /** Processor seconds. */
  readonly seconds: { readonly train: number; readonly test: number }
  readonly modelHash: string
  readonly bookHash: string
}

/** Learns from some tenants, judges another, and compares with its labels. */
export function evaluate(
  train: readonly AlertFile[],
  test: AlertFile,
  seed: number,
  madeAt: string,
  terminal: Terminal,
): Evaluation {
  const name = train.map(({ tenantId }) => tenantId).join(', ')
  const beganAt = cpuSeconds()
  const learned = learnFrom(train, { seed, name, madeAt }, terminal)
  const learnedAt = cpuSeconds()
  const verdicts = judgeHistory(learned, test.events, wasmKernel)
  const judgedAt = cpuSeconds()
  const { attack, ...scores } = scoresOf(test.events, verdicts)
  return {
    ...scores,
    escalated: attack,
    clusters: Object.values(learned.book.families).reduce((sum, { clusters }) => sum + clusters.length, 0),
    seconds: { train: learnedAt - beganAt, test: judgedAt - learnedAt },
    modelHash: learned.book.modelHash,
    bookHash: bookHash(learned.book),
  }
}
