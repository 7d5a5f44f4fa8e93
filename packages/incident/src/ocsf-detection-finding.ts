import type { OcsfEvent } from '@countersign/ocsf/event'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { findingInfo, findingMetadata, severities } from './ocsf-finding-info.ts'

/** The finding as OCSF Detection Finding (class 2004). Source: OCSF 1.9, events/findings/detection_finding.json. */
export function toOcsfDetectionFinding(finding: DetectionFinding): OcsfEvent {
  const [severityId, severity] = severities[finding.rule.level]
  const evidences = finding.events.flatMap(evidenceOf)
  return {
    class_uid: 2004,
    class_name: 'Detection Finding',
    category_uid: 2,
    category_name: 'Findings',
    activity_id: 1,
    activity_name: 'Create',
    type_uid: 200401,
    type_name: 'Detection Finding: Create',
    severity_id: severityId,
    severity,
    // The same finding made again has the same time: that of its last event.
    time: finding.lastMs,
    start_time: finding.firstMs,
    end_time: finding.lastMs,
    message: finding.rule.title,
    status_id: 1,
    status: 'New',
    is_alert: true,
    metadata: findingMetadata(finding.tenantId, finding.findingId),
    finding_info: findingInfo(finding),
    ...(evidences.length === 0 ? {} : { evidences }),
    unmapped: { matched: finding.matched.map((match) => ({ ...match })) },
  }
}

/** An evidence has to hold at least one artefact, so an event without actor, address and host makes none. */
function evidenceOf(event: EventFacts): readonly Record<string, unknown>[] {
  const parts = {
    ...(event.identityKey === undefined ? {} : { actor: { user: { uid: event.identityKey } } }),
    ...(event.sourceIp === undefined ? {} : { src_endpoint: { ip: event.sourceIp } }),
    ...(event.host === undefined ? {} : { resources: [{ name: event.host, type: 'host' }] }),
    api: { operation: event.action },
  }
  return [{ uid: event.ref.eventId, ...parts }]
}
