import { type Judged, judgeStream } from '@countersign/intent/judge/judge-stream'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import type { Learned } from '@countersign/intent/learn/learning'
import { plainBasis } from '@countersign/intent/record/basis'
import { recorder, type VerdictRecord } from '@countersign/intent/record/verdict-record'
import type { AlertFile } from './alert-files.ts'

/**
 * Judges a tenant's alerts and makes the records that are wanted: of one alert, or of every verdict that is not a
 * closing. A record is of the moment: what an escalation took in afterwards stands in it as it was before.
 */
export function* recordsOf(
  learned: Learned,
  { tenantId, events }: AlertFile,
  wanted: (judged: Judged) => boolean,
): Generator<VerdictRecord> {
  const stream = judgeStream(learned.model, learned.book, wasmKernel)
  const { record } = recorder(learned, wasmKernel)
  for (const event of events) {
    const { judged } = stream.judge(event)
    const basis = wanted(judged) ? stream.basisOf(event.entity) : undefined
    if (basis !== undefined) yield record(tenantId, judged, plainBasis(basis))
  }
}
