import { evidenceKey, type KnownEvidence } from '@countersign/explanation/citation'
import type { ExplainContext } from './explain-context.ts'
import type { DetectionFinding } from './finding.ts'

/** Everything an incident's explanation may cite: its findings, their rules and events, and what was looked up for it. */
export function knownEvidence(findings: readonly DetectionFinding[], context: ExplainContext): KnownEvidence {
  const keys = new Set<string>()
  for (const finding of findings) {
    keys.add(evidenceKey({ kind: 'finding', id: finding.findingId }))
    keys.add(evidenceKey({ kind: 'rule', id: finding.rule.id }))
    for (const { ref } of finding.events) keys.add(evidenceKey({ kind: 'event', id: ref.eventId }))
  }
  for (const { ref } of context.issuers?.values() ?? []) {
    keys.add(evidenceKey({ kind: 'event', id: ref.eventId }))
  }
  return keys
}
