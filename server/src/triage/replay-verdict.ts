import type { VerdictReplay } from '@countersign/api/triage'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import type { Learned } from '@countersign/intent/learn/learning'
import { replay } from '@countersign/intent/record/verdict-record'
import { decideIncident, type TriageRecord, triageHash } from './incident-verdict.ts'
import type { VerdictRow } from './tables.ts'

/** Comes to a verdict again from its record, with the model and the book it names: finding by finding, then as a whole. */
export function replayVerdict(row: VerdictRow, learned: Learned | undefined): VerdictReplay {
  const record = JSON.parse(row.record) as TriageRecord
  const told = { verdictId: row.verdict_id, verdict: record.verdict, recordHash: row.record_hash }
  if (learned === undefined)
    return { ...told, isIdentical: false, replayed: 0, otherwise: 'its model is no longer kept' }
  const replays = record.records.map((one) => replay(one, learned, wasmKernel))
  const again: TriageRecord = {
    ...record,
    ...decideIncident(record),
    records: replays.map((one) => one.record),
  }
  const recordHash = triageHash(again)
  const differs = replays.find(({ isIdentical }) => !isIdentical)
  const isIdentical = differs === undefined && recordHash === row.record_hash
  const otherwise = isIdentical ? null : (differs?.otherwise ?? 'the record was changed')
  return {
    verdictId: row.verdict_id,
    verdict: again.verdict,
    recordHash,
    replayed: replays.length,
    isIdentical,
    otherwise,
  }
}
