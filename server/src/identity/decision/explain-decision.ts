import { createHash } from 'node:crypto'
import type { Claim, Decider, Explanation, PolicyStatementRef } from '@countersign/explanation/explanation'
import { sealed } from '@countersign/explanation/explanation-hash'
import type { DecisionRecord, RecordedVerdict } from './decision-record.ts'
import type { StoredDecision } from './decision-store.ts'

/** Why the decision point answered as it did, from what was written down at that moment and from nothing else. */
export function explainDecision(stored: StoredDecision, region: string): Explanation {
  const record = JSON.parse(stored.record) as DecisionRecord
  const { decision, verdicts } = record
  return sealed({
    tenantId: stored.tenant_id,
    region,
    subject: { kind: 'decision', id: stored.decision_id },
    statement: statementOf(stored),
    claims: [
      ...decision.deciding.map(decidingClaim),
      ...verdicts.flatMap((verdict) => verdictClaim(verdict, stored.allowed)),
      ...personClaims(stored, record),
      ...missingClaims(record),
    ],
    authority: {
      chain: [
        ...(record.onBehalfOf === undefined
          ? []
          : [hop('human', record.onBehalfOf, 'asked for it, says whoever asked the decision point')]),
        hop('agent', stored.subject, `asked to ${stored.action}`),
      ],
      missing: record.onBehalfOf === undefined ? ['Nobody was named on whose behalf it was asked.'] : [],
      decision,
    },
    decidedBy: decidersOf(stored, decision.deciding, decision.evaluator),
  })
}

function statementOf({ subject, action, resource, allowed, reason, at }: StoredDecision): string {
  const answer = allowed ? 'was allowed' : 'was not allowed'
  return `${subject} ${answer} to ${action} ${resource} at ${at.toISOString()}: ${reason}`
}

/** Hops that only the question shows: said by whoever asked, so never proven. */
function hop(role: 'human' | 'agent', actor: string, via: string) {
  return { role, actor, via, certainty: 'unknown', cites: [] } as const
}

function decidingClaim(statement: PolicyStatementRef): Claim {
  const { policyType, policyId, statementId, effect, version, text } = statement
  const kind = policyType === 'mandate' ? 'Mandate' : 'Access policy'
  const part = statementId === undefined ? '' : `, ${statementId}`
  return {
    text: `${kind} ${policyId}${part} (SHA-256 ${version.slice(0, 16)}…) ${effect === 'allow' ? 'permits' : 'forbids'} it: ${text}`,
    kind: 'for',
    certainty: 'proven',
    cites: [{ kind: 'policy', id: policyId }],
  }
}

/** Mandates that did not decide: beside what was allowed anyway, and where they leave room for nothing. */
function verdictClaim({ mandateId, version, result, refusedBy, state }: RecordedVerdict, allowed: boolean) {
  const of = `Mandate ${mandateId}, version ${version},`
  const spent = state.spentMinor === undefined ? 'unknown' : String(state.spentMinor)
  const facts = `spent ${spent}, risk ${state.risk ?? 'unknown'}`
  const text = {
    allowed: `${of} covers it (${facts}).`,
    refused: `${of} covers it, but not now: ${refusedBy.join(', ')} (${facts}).`,
    outside: `${of} is about something else.`,
    error: `${of} could not be evaluated, so it allows nothing.`,
  }[result]
  const claim: Claim = {
    text,
    kind: (result === 'allowed') === allowed ? 'for' : 'against',
    certainty: 'proven',
    cites: [{ kind: 'policy', id: mandateId }],
  }
  return [claim]
}

function personClaims({ decision_id }: StoredDecision, { stepUpId }: DecisionRecord): readonly Claim[] {
  if (stepUpId === undefined) return []
  return [
    {
      text: `A person had said yes to this question (${stepUpId}); the yes was used by this decision, ${decision_id}.`,
      kind: 'for',
      certainty: 'proven',
      cites: [{ kind: 'configuration', id: stepUpId }],
    },
  ]
}

function missingClaims({ decision }: DecisionRecord): readonly Claim[] {
  return decision.missing.map((text) => ({ text, kind: 'missing', certainty: 'unknown', cites: [] }))
}

function decidersOf(
  { record }: StoredDecision,
  deciding: readonly PolicyStatementRef[],
  evaluator: { readonly name: string; readonly version: string },
): readonly Decider[] {
  const policies = deciding.map(({ policyId, policyType, version }) => ({
    kind: 'policy' as const,
    name: `${policyType} ${policyId}`,
    version: evaluator.version,
    contentHash: version,
  }))
  if (policies.length > 0) return policies
  // Nothing permits it: what decided is the evaluator, on the record as it was kept.
  const contentHash = createHash('sha256').update(record, 'utf8').digest('hex')
  return [{ kind: 'policy', name: evaluator.name, version: evaluator.version, contentHash }]
}
