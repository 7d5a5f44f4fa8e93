import { createHash } from 'node:crypto'
import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import type { LakeBatch } from '../platform/lake/lake.ts'
import { tsvText } from '../platform/lake/tsv.ts'
import type { StoredBurst } from './correlation-finding.ts'

export type BurstFinding = { readonly finding: DetectionFinding; readonly burst: StoredBurst }

const columns = [
  'tenant_id',
  'finding_id',
  'rule_id',
  'rule_title',
  'level',
  'reported',
  'first_time',
  'last_time',
  'created_at',
  'event_ids',
  'identity_key',
  'session_key',
  'host',
  'source_ip',
  'captured',
  'finding',
] as const

/** Findings of correlations as a batch for the lake's `findings`. */
export function burstBatch(findings: readonly BurstFinding[], nowMs: number): LakeBatch {
  const lines = findings.map((entry) => burstLine(entry, nowMs))
  const rows = Buffer.from(`${lines.join('\n')}\n`)
  const token = `correlation-${createHash('sha256').update(rows).digest('hex')}`
  return { table: 'findings', columns, rows, rowCount: findings.length, token }
}

function burstLine({ finding, burst }: BurstFinding, nowMs: number): string {
  const { rule, events } = finding
  return [
    tsvText(finding.tenantId),
    finding.findingId,
    tsvText(rule.id),
    tsvText(rule.title),
    rule.level,
    '1',
    lakeInstant(burst.beganMs),
    lakeInstant(burst.heldMs),
    lakeInstant(nowMs),
    `[${burst.eventIds.map(quoted).join(',')}]`,
    tsvText(shared(events, ({ identityKey }) => identityKey)),
    tsvText(shared(events, ({ sessionKey }) => sessionKey)),
    tsvText(shared(events, ({ host }) => host)),
    tsvText(shared(events, ({ sourceIp }) => sourceIp)),
    `{${Object.entries(burst.group)
      .map(([name, value]) => `${quoted(name)}:${quoted(value)}`)
      .join(',')}}`,
    tsvText(JSON.stringify(finding)),
  ].join('\t')
}

/** What all events agree on; empty when they do not. */
function shared(events: readonly EventFacts[], of: (event: EventFacts) => string | undefined): string {
  const values = new Set(events.map(of))
  const [only] = values
  return values.size === 1 && only !== undefined ? only : ''
}

function lakeInstant(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** A literal inside an array or map: the escapes of the field, and the quote. */
function quoted(text: string): string {
  return `'${tsvText(text).replaceAll("'", "\\'")}'`
}
