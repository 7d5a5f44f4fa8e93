import { createHash } from 'node:crypto'
import { setImmediate as yieldNow } from 'node:timers/promises'
import type { VerdictAuthority } from '@countersign/api/triage'
import { canonical } from '@countersign/explanation/canonical'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import { recorder } from '@countersign/intent/record/verdict-record'
import type { IncidentOutcome } from '../incident/service.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { explainVerdict } from './explain-verdict.ts'
import {
  byWeight,
  countsOf,
  decideIncident,
  findingVerdict,
  type TriageRecord,
  triageHash,
} from './incident-verdict.ts'
import type { JudgedFinding } from './judge-findings.ts'
import type { StoredLearned } from './model-store.ts'
import type { Sight } from './sight.ts'
import type { VerdictRow } from './tables.ts'
import type { LatestVerdict } from './verdict-store.ts'

export type DecidingParts = {
  readonly tenantId: TenantId
  readonly region: string
  readonly nowMs: number
  readonly learned: StoredLearned
  readonly judged: ReadonlyMap<string, JudgedFinding>
  readonly sight: Sight
  readonly authorityOf: (judged: readonly JudgedFinding[]) => Promise<VerdictAuthority>
  readonly latest: ReadonlyMap<string, LatestVerdict>
}

const findingsShownMax = 20
/** Each is some ten kilobytes. */
const recordsMax = 5

/** Verdicts of these incidents that are new: what would be made from the same as the last one is left out. */
export async function decideIncidents(
  parts: DecidingParts,
  incidents: readonly IncidentOutcome[],
): Promise<readonly VerdictRow[]> {
  const { record } = recorder(parts.learned, wasmKernel)
  const rows: VerdictRow[] = []
  for (const incident of incidents) {
    const found = incident.findingIds.flatMap((id) => parts.judged.get(id) ?? []).toSorted(byWeight)
    const considered = await consider(parts, incident, found)
    const inputsHash = hashOf(considered, found, parts.learned.record.book_hash)
    if (parts.latest.get(incident.incidentId)?.inputs_hash === inputsHash) continue
    const records = found
      .slice(0, recordsMax)
      .flatMap(({ judged, basis }) => (basis === undefined ? [] : [record(parts.tenantId, judged, basis)]))
    rows.push(rowOf(parts, { ...considered, records }, found, inputsHash))
    await yieldNow()
  }
  return rows
}

async function consider(
  { tenantId, learned, sight, authorityOf }: DecidingParts,
  { incidentId, findingIds }: IncidentOutcome,
  found: readonly JudgedFinding[],
): Promise<Omit<TriageRecord, 'records'>> {
  const { model_hash, book_hash, data_hash } = learned.record
  const considered = {
    counts: countsOf(found),
    unjudged: findingIds.length - found.length,
    findings: found.slice(0, findingsShownMax).map(findingVerdict),
    authority: await authorityOf(found),
  }
  return {
    tenantId,
    incidentId,
    ...decideIncident(considered),
    ...considered,
    visibility: sight.of(
      found.map(({ finding }) => finding.entity),
      found.map(({ finding }) => finding.sourceId),
    ),
    modelHash: model_hash,
    bookHash: book_hash,
    dataHash: data_hash,
  }
}

/** When a source was last heard changes all the time, and no verdict. */
function hashOf(
  { visibility, authority, verdict, reason }: Omit<TriageRecord, 'records'>,
  found: readonly JudgedFinding[],
  bookHash: string,
): string {
  const inputs = {
    bookHash,
    verdict,
    reason,
    authority,
    quiet: visibility.sources.map(({ sourceId, isQuiet }) => [sourceId, isQuiet]),
    findings: found.map(({ finding, judged }) => [finding.id, judged.decision.verdict]),
  }
  return createHash('sha256').update(canonical(inputs)).digest('hex')
}

function rowOf(
  { tenantId, region, nowMs, judged }: DecidingParts,
  record: TriageRecord,
  found: readonly JudgedFinding[],
  inputsHash: string,
): VerdictRow {
  const recordHash = triageHash(record)
  const explanation = explainVerdict(region, record, (id) => {
    const known = judged.get(id)?.finding
    return known === undefined ? undefined : { title: known.familyTitle, eventIds: known.eventIds }
  })
  return {
    tenant_id: tenantId,
    verdict_id: recordHash.slice(0, 32),
    incident_id: record.incidentId,
    verdict: record.verdict,
    reason: record.reason,
    probability: record.findings[0]?.probability ?? 0,
    families: [...new Set(found.map(({ finding }) => finding.type))].sort(),
    decided_at: new Date(nowMs),
    inputs_hash: inputsHash,
    is_latest: true,
    book_hash: record.bookHash,
    record: canonical(record),
    record_hash: recordHash,
    explanation: canonical(explanation),
    explanation_hash: explanationHash(explanation),
  }
}
