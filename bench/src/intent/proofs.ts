import { type Faithfulness, faithfulnessOf } from '@countersign/intent/evaluation/faithfulness'
import { judgeStream } from '@countersign/intent/judge/judge-stream'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import type { Learned } from '@countersign/intent/learn/learning'
import { plainBasis } from '@countersign/intent/record/basis'
import { recorder, replay, type VerdictRecord } from '@countersign/intent/record/verdict-record'
import type { TenantAlerts } from './tenants.ts'

export type Replays = {
  readonly records: number
  readonly identical: number
  readonly cited: number
  /** Cited ids that are events of the very entity of the tenant. */
  readonly existing: number
}

/** Records of evenly spread verdicts, sent through JSON and come to again with a kernel of their own. */
export function replaysOf(learned: Learned, test: TenantAlerts, wanted: number): Replays {
  const entities = new Map(test.events.map(({ id, entity }) => [id, entity]))
  const sums = { records: 0, identical: 0, cited: 0, existing: 0 }
  for (const record of recordsOf(learned, test, wanted)) {
    const stored = JSON.parse(JSON.stringify(record)) as VerdictRecord
    sums.records += 1
    sums.identical += replay(stored, learned, wasmKernel).isIdentical ? 1 : 0
    const cited = citedIn(record)
    sums.cited += cited.length
    sums.existing += cited.filter((id) => entities.get(id) === record.entity).length
  }
  return sums
}

function* recordsOf(learned: Learned, test: TenantAlerts, wanted: number): Generator<VerdictRecord> {
  const every = Math.max(1, Math.floor(test.events.length / wanted))
  const stream = judgeStream(learned.model, learned.book, wasmKernel)
  const { record } = recorder(learned, wasmKernel)
  for (const [index, event] of test.events.entries()) {
    const { judged } = stream.judge(event)
    const basis = index % every === 0 ? stream.basisOf(event.entity) : undefined
    if (basis !== undefined) yield record(test.tenantId, judged, plainBasis(basis))
  }
}

function citedIn({ drivers, counterfactuals, circumstances }: VerdictRecord): readonly string[] {
  return [
    ...drivers.map(({ eventId }) => eventId),
    ...counterfactuals.flatMap(({ without }) => without),
    ...circumstances.alarms.map(({ eventId }) => eventId),
  ]
}

export function faithfulness(learned: Learned, test: TenantAlerts): Faithfulness {
  return faithfulnessOf(learned, test.events, { seed: 1, every: 25 }, wasmKernel)
}
