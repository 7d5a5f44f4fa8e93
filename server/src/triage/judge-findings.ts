import { setImmediate as yieldNow } from 'node:timers/promises'
import { type Judged, judgeStream } from '@countersign/intent/judge/judge-stream'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import type { Learned } from '@countersign/intent/learn/learning'
import { type Basis, plainBasis } from '@countersign/intent/record/basis'
import type { HistoryFinding } from './history.ts'

/** `basis`: what a record is made from, for the findings that were asked about. */
export type JudgedFinding = {
  readonly finding: HistoryFinding
  readonly judged: Judged
  readonly basis: Basis | undefined
}

/** Findings judged before others get their turn: some ten milliseconds. */
const turn = 500

export type Asked = {
  readonly wantsBasis: (findingId: string) => boolean
  /** Whether the sources that cover its entity were heard. */
  readonly isVisible: (finding: HistoryFinding) => boolean
}

/** The last word on every finding of one tenant, in order of time; the state of every entity is carried on. */
export async function judgeFindings(
  { model, book }: Learned,
  history: readonly HistoryFinding[],
  { wantsBasis, isVisible }: Asked,
): Promise<ReadonlyMap<string, JudgedFinding>> {
  const stream = judgeStream(model, book, wasmKernel)
  const verdicts = new Map<string, JudgedFinding>()
  for (const [index, finding] of history.entries()) {
    const { id, entity, type, timeMs } = finding
    const { judged, reopened } = stream.judge({ id, entity, type, timeMs }, isVisible(finding))
    const carried = wantsBasis(id) ? stream.basisOf(entity) : undefined
    const basis = carried === undefined ? undefined : plainBasis(carried)
    verdicts.set(id, { finding, judged, basis })
    for (const again of reopened) {
      const before = verdicts.get(again.event.id)
      if (before !== undefined) verdicts.set(again.event.id, { ...before, judged: again })
    }
    if (index % turn === turn - 1) await yieldNow()
  }
  return verdicts
}
