import type { OcsfEvent } from '@countersign/ocsf/event'
import type { Incident } from './incident.ts'
import { attacksOf, findingInfo, findingMetadata, severities } from './ocsf-finding-info.ts'

/** How the incident stands with the people working on it; a fresh one is new and nobody's. */
export type IncidentHandling = {
  readonly status: 'new' | 'in-progress' | 'resolved'
  readonly assignee?: string
  /** When the incident was opened, milliseconds since the epoch; default: its last event. */
  readonly openedMs?: number
}

const statuses = {
  new: { id: 1, caption: 'New', activity: 1, activityName: 'Create' },
  'in-progress': { id: 2, caption: 'In Progress', activity: 2, activityName: 'Update' },
  resolved: { id: 4, caption: 'Resolved', activity: 3, activityName: 'Close' },
} as const

/** The incident as OCSF Incident Finding (class 2005). Source: OCSF 1.9, events/findings/incident_finding.json. */
export function toOcsfIncidentFinding(
  incident: Incident,
  handling: IncidentHandling = { status: 'new' },
): OcsfEvent {
  const [severityId, severity] = severities[incident.severity]
  const status = statuses[handling.status]
  const attacks = attacksOf([...new Set(incident.findings.flatMap((finding) => finding.rule.tags))])
  return {
    class_uid: 2005,
    class_name: 'Incident Finding',
    category_uid: 2,
    category_name: 'Findings',
    activity_id: status.activity,
    activity_name: status.activityName,
    type_uid: 200500 + status.activity,
    type_name: `Incident Finding: ${status.activityName}`,
    severity_id: severityId,
    severity,
    time: handling.openedMs ?? incident.lastMs,
    start_time: incident.firstMs,
    end_time: incident.lastMs,
    status_id: status.id,
    status: status.caption,
    message: incident.title,
    desc: incident.explanation.statement,
    metadata: findingMetadata(incident.tenantId, incident.incidentId, ['incident']),
    finding_info_list: incident.findings.map(findingInfo),
    ...(attacks.length === 0 ? {} : { attacks }),
    // The class asks for an assignee or a group; an incident nobody has taken says so.
    ...(handling.assignee === undefined
      ? { assignee_group: { name: 'unassigned' } }
      : { assignee: { name: handling.assignee } }),
    unmapped: { explanation: JSON.parse(JSON.stringify(incident.explanation)) },
  }
}
