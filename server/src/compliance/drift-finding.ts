import { createHash } from 'node:crypto'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { Drift } from '@countersign/oscal/status/drift'
import type { RuleHeader } from '@countersign/sigma/match'

/** Told by the platform itself, from its own evidence: no rule pack has it. */
const text = {
  id: '6f0c6d4a-52f1-4f0c-9a55-1c3f4f3f1b01',
  title: 'A control is no longer shown',
  level: 'medium',
  description: 'It was live or documented; its evidence lapsed or says otherwise.',
  references: [],
  tags: [],
  falsePositives: ['A source was switched off on purpose: revoke it, and it is no longer expected'],
} as const

const driftRule: RuleHeader = {
  ...text,
  status: 'stable',
  author: 'Countersign',
  license: 'AGPL-3.0-only',
  origin: { pack: 'countersign', path: 'compliance/drift' },
  contentHash: createHash('sha256').update(JSON.stringify(text)).digest('hex'),
}

/** The same control that stops again later is another finding: its time of stopping is part of the id. */
export function driftFinding(
  tenantId: string,
  { frameworkId, controlId, sinceMs, statement }: Drift,
  nowMs: number,
): DetectionFinding {
  const firstMs = sinceMs === undefined ? nowMs : Math.min(sinceMs, nowMs)
  const matched = { framework: frameworkId, control: controlId, statement }
  return {
    tenantId,
    findingId: createHash('sha256')
      .update(JSON.stringify(['control-drift', tenantId, frameworkId, controlId, firstMs]))
      .digest('hex')
      .slice(0, 32),
    rule: driftRule,
    matched: Object.entries(matched).map(([field, value]) => ({ selection: 'control', field, value })),
    events: [],
    firstMs,
    lastMs: nowMs,
  }
}
