import type { DetectionFinding } from '@countersign/incident/finding'
import type { Incident } from '@countersign/incident/incident'
import type { Investigated } from './investigation.ts'

/** Times are RFC 3339, UTC. The shape is described in docs/cli.md. */
export function incidentJson(incident: Incident): object {
  return {
    id: incident.incidentId,
    title: incident.title,
    severity: incident.severity,
    identities: incident.identities,
    hosts: incident.hosts,
    first: timeText(incident.firstMs),
    last: timeText(incident.lastMs),
    findings: incident.findings.map(findingJson),
    explanation: incident.explanation,
  }
}

function findingJson({ findingId, rule, events, matched }: DetectionFinding): object {
  return {
    id: findingId,
    ruleId: rule.id,
    title: rule.title,
    level: rule.level,
    ...(rule.author === undefined ? {} : { author: rule.author }),
    ...(rule.license === undefined ? {} : { license: rule.license }),
    events: events.map(({ ref }) => ref.locator),
    matched,
  }
}

/** Everything but the incidents, which are written one by one. */
export function summaryJson({ tally, quiet, collected }: Investigated): Record<string, unknown> {
  return {
    events: {
      read: tally.read,
      normalised: tally.normalised,
      unrecognised: tally.unrecognised,
      rejected: tally.rejected,
      rejectedCount: tally.rejectedCount,
      formats: Object.fromEntries([...tally.formats].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    quiet,
    overflow: Object.fromEntries(collected.overflow),
    uncountedByCorrelations: collected.uncounted,
  }
}

export function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
