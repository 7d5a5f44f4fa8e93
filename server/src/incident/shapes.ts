import type { Finding, FindingEvent, IncidentRow } from '@countersign/api/incident'
import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import { sigmaLevels } from '@countersign/sigma/match'
import type { QueueRecord } from './queue-store.ts'

/** Rows and findings in the shapes of the HTTP API. */

export function incidentRow(record: QueueRecord): IncidentRow {
  return {
    tenantId: record.tenant_id,
    incidentId: record.incident_id,
    title: record.title,
    statement: record.statement,
    severity: sigmaLevels[record.severity] ?? 'informational',
    status: record.status,
    identities: record.identities,
    hosts: record.hosts,
    firstAt: record.first_at.toISOString(),
    lastAt: record.last_at.toISOString(),
    updatedAt: record.updated_at.toISOString(),
    findingCount: record.finding_count,
    ruleCount: record.rule_count,
    assignee: record.assignee,
    snoozedUntil: record.snoozed_until?.toISOString() ?? null,
    resolution: record.resolution,
    version: record.change_seq,
  }
}

export function findingShape(finding: DetectionFinding): Finding {
  const { rule } = finding
  return {
    findingId: finding.findingId,
    ruleId: rule.id,
    ruleTitle: rule.title,
    ruleAuthor: rule.author ?? null,
    ruleDescription: rule.description ?? null,
    ruleLicense: rule.license ?? null,
    ruleReferences: [...rule.references],
    ruleHash: rule.contentHash,
    tags: [...rule.tags],
    level: rule.level,
    firstAt: instant(finding.firstMs),
    lastAt: instant(finding.lastMs),
    matched: finding.matched.map((match) => ({ ...match })),
    events: finding.events.map(eventShape),
  }
}

function eventShape(event: EventFacts): FindingEvent {
  return {
    eventId: event.ref.eventId,
    time: instant(event.timeMs),
    action: event.action,
    outcome: event.outcome,
    identityKey: event.identityKey ?? null,
    sessionKey: event.sessionKey ?? null,
    issuedSessionKey: event.issuedSessionKey ?? null,
    host: event.host ?? null,
    sourceIp: event.sourceIp ?? null,
    resource: event.resource ?? null,
    format: event.format,
  }
}

const instant = (ms: number) => new Date(ms).toISOString()
