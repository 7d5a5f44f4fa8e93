import { createHash } from 'node:crypto'
import type { FindingVerdict, Verdict, VerdictAuthority, VerdictVisibility } from '@countersign/api/triage'
import { canonical } from '@countersign/explanation/canonical'
import type { VerdictRecord } from '@countersign/intent/record/verdict-record'
import type { JudgedFinding } from './judge-findings.ts'

/** All that a verdict on an incident was made from, and comes to again. Plain data, hashed in its canonical form. */
export type TriageRecord = {
  readonly tenantId: string
  readonly incidentId: string
  readonly verdict: Verdict
  /** Why, where it is not `close`. */
  readonly reason: string | null
  /** Over all findings of the incident. */
  readonly counts: Readonly<Record<Verdict, number>>
  /** Findings that are older than what was judged. */
  readonly unjudged: number
  /** The heaviest first. */
  readonly findings: readonly FindingVerdict[]
  /** Of the heaviest. */
  readonly records: readonly VerdictRecord[]
  readonly authority: VerdictAuthority
  readonly visibility: VerdictVisibility
  readonly modelHash: string
  readonly bookHash: string
  readonly dataHash: string
}

export type Considered = Pick<TriageRecord, 'counts' | 'unjudged' | 'findings' | 'authority'>

const heaviestFirst: readonly Verdict[] = ['escalate', 'abstain', 'group', 'close']

/**
 * The verdict on an incident: that of its heaviest finding. What would be closed stays with people when whoever acted is
 * outside of what was mandated or at risk, and when not everything could be judged.
 */
export function decideIncident({ counts, unjudged, findings, authority }: Considered): {
  readonly verdict: Verdict
  readonly reason: string | null
} {
  const verdict = heaviestFirst.find((one) => counts[one] > 0) ?? 'abstain'
  const [heaviest] = findings
  if (heaviest === undefined) return { verdict: 'abstain', reason: 'nothing-judged' }
  if (verdict !== 'close') return { verdict, reason: heaviest.reason }
  if (unjudged > 0) return { verdict: 'abstain', reason: 'not-all-judged' }
  if (authority.kind === 'outside') return { verdict: 'abstain', reason: 'outside-mandate' }
  if (authority.kind === 'at-risk') return { verdict: 'abstain', reason: 'identity-at-risk' }
  return { verdict, reason: null }
}

export function byWeight(one: JudgedFinding, other: JudgedFinding): number {
  const rank = ({ judged }: JudgedFinding) => heaviestFirst.indexOf(judged.decision.verdict)
  const apart = other.judged.circumstances.probability - one.judged.circumstances.probability
  return rank(one) - rank(other) || apart || (one.finding.id < other.finding.id ? -1 : 1)
}

export function findingVerdict({ finding, judged }: JudgedFinding): FindingVerdict {
  const { id, type, familyTitle, entity, timeMs, eventIds } = finding
  return {
    findingId: id,
    eventIds: [...eventIds],
    familyId: type,
    familyTitle,
    entity,
    at: new Date(timeMs).toISOString(),
    verdict: judged.decision.verdict,
    reason: reasonOf(judged.decision),
    probability: judged.circumstances.probability,
    clusterId: judged.clusterId ?? null,
  }
}

function reasonOf(decision: JudgedFinding['judged']['decision']): string | null {
  if (decision.verdict === 'close') return null
  return decision.verdict === 'abstain' ? decision.reason : decision.because
}

export function countsOf(judged: readonly JudgedFinding[]): Readonly<Record<Verdict, number>> {
  const counts = { close: 0, group: 0, escalate: 0, abstain: 0 }
  for (const one of judged) counts[one.judged.decision.verdict] += 1
  return counts
}

/** SHA-256 of the canonical form (RFC 8785), in hex. */
export function triageHash(record: TriageRecord): string {
  return createHash('sha256').update(canonical(record)).digest('hex')
}
