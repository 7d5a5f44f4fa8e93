import type { IncidentDetail } from '@countersign/api/incident'
import type { Explanation } from '@countersign/explanation/explanation'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { Incident } from '@countersign/incident/incident'
import { toOcsfDetectionFinding } from '@countersign/incident/ocsf-detection-finding'
import { toOcsfIncidentFinding } from '@countersign/incident/ocsf-incident-finding'
import type { OcsfEvent } from '@countersign/ocsf/event'
import { sigmaLevels } from '@countersign/sigma/match'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { mergedInto } from './merge-store.ts'
import { findingShape, incidentRow } from './shapes.ts'
import { findingsOf, historyOf, incidentRecord } from './store.ts'
import type { IncidentRecord } from './tables.ts'

const findingsListedMax = 500
const historyListedMax = 500
export const mergedListedMax = 100
const mergerHopsMax = 20

/** Follows mergers, so that an old link still leads to the incident. Errors: NOT_FOUND. */
export async function recordAt(tx: StateTransaction, incidentId: string): Promise<IncidentRecord> {
  let record = await incidentRecord(tx, incidentId)
  for (let hops = 0; record?.merged_into != null && hops < mergerHopsMax; hops += 1) {
    record = await incidentRecord(tx, record.merged_into)
  }
  if (record?.reported !== true) throw new CountersignError('NOT_FOUND', 'no such incident')
  return record
}

export async function detail(tx: StateTransaction, incidentId: string): Promise<IncidentDetail> {
  const record = await recordAt(tx, incidentId)
  const { findings } = await findingsOf(tx, record.incident_id, findingsListedMax)
  const history = await historyOf(tx, record.incident_id, historyListedMax)
  const merged = await mergedInto(tx, record.incident_id, mergedListedMax)
  return {
    incident: incidentRow(record),
    explanation: JSON.parse(record.explanation) as Explanation,
    explanationHash: record.explanation_hash,
    findings: findings.map(findingShape),
    findingsOmitted: record.finding_count - findings.length,
    history: history.map(({ at, who, what }) => ({ at: at.toISOString(), who, what })),
    merged: merged.map(({ from_id, at, ...rest }) => ({
      ...rest,
      incidentId: from_id,
      at: at.toISOString(),
    })),
  }
}

export async function ocsf(tx: StateTransaction, incidentId: string): Promise<OcsfEvent> {
  const record = await recordAt(tx, incidentId)
  const { findings } = await findingsOf(tx, record.incident_id, findingsListedMax)
  return toOcsfIncidentFinding(wholeOf(record, findings), {
    status: record.status,
    openedMs: record.created_at.getTime(),
    ...(record.assignee === null ? {} : { assignee: record.assignee }),
  })
}

export async function ocsfFindings(tx: StateTransaction, incidentId: string): Promise<readonly OcsfEvent[]> {
  const record = await recordAt(tx, incidentId)
  const { findings } = await findingsOf(tx, record.incident_id, findingsListedMax)
  return findings.map(toOcsfDetectionFinding)
}

function wholeOf(record: IncidentRecord, findings: readonly DetectionFinding[]): Incident {
  return {
    tenantId: record.tenant_id,
    incidentId: record.incident_id,
    title: record.title,
    severity: sigmaLevels[record.severity] ?? 'informational',
    identities: record.identities,
    hosts: record.hosts,
    firstMs: record.first_at.getTime(),
    lastMs: record.last_at.getTime(),
    findings,
    explanation: JSON.parse(record.explanation) as Explanation,
  }
}
