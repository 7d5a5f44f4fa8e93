import { createHash } from 'node:crypto'
import type { AuthorityDecision, PolicyStatementRef } from '@countersign/explanation/explanation'
import type { AccessPolicy } from './access-policy.ts'
import type { AccessRequest } from './access-request.ts'
import { type CedarAnswer, type CedarEngine, type CedarPolicies, cedarEvaluator } from './cedar-engine.ts'
import { cedarFacts, decideMandates, type MandateFacts, type MandateVerdict } from './decide-mandates.ts'
import type { Mandate, MandateState } from './mandate.ts'

/** The policies of a tenant that may concern one subject. `texts` is the same object for the same policies. */
export type PolicySlice = {
  readonly texts: CedarPolicies
  readonly byId: ReadonlyMap<string, AccessPolicy>
}

/** What one request is decided on. */
export type AccessBasis = { readonly mandates: readonly Mandate[]; readonly policies: PolicySlice }

export type AccessDecision = {
  readonly decision: AuthorityDecision
  readonly verdicts: readonly MandateVerdict[]
  /** Set when somebody's yes, and nothing else, is missing: the mandate that asks for it. */
  readonly stepUp?: Mandate
}

export const noPolicies: PolicySlice = { texts: {}, byId: new Map() }

/**
 * Mandates and the tenant's own policies together. A policy that forbids, or fails, denies whatever else permits; so does
 * the limit of a mandate that covers the action, unless another mandate allows it. Otherwise one permission is enough.
 */
export function decideAccess(
  engine: CedarEngine,
  { mandates, policies }: AccessBasis,
  request: AccessRequest,
  facts: MandateFacts,
  stateOf: (mandate: Mandate) => MandateState,
): AccessDecision {
  const byMandate = decideMandates(engine, mandates, request, facts, stateOf)
  const { verdicts, stepUp } = byMandate
  const answer = askPolicies(engine, policies, request, facts)
  if (answer.errors.length > 0 || (!answer.allowed && answer.reasons.length > 0))
    return { decision: forbidden(answer, policies), verdicts }
  const { decision } = byMandate
  if (decision.result === 'allowed' || decision.denial === 'explicit' || !answer.allowed)
    return { decision: { ...decision, notBlockedBy: notBlocking(policies) }, verdicts, ...waiting(stepUp) }
  return {
    decision: {
      ...empty,
      result: 'allowed',
      deciding: statementsOf(answer, policies, 'allow'),
      missing: decision.missing,
    },
    verdicts,
  }
}

const waiting = (stepUp: Mandate | undefined) => (stepUp === undefined ? {} : { stepUp })

const silent: CedarAnswer = { allowed: false, reasons: [], errors: [] }

function askPolicies(
  engine: CedarEngine,
  { texts, byId }: PolicySlice,
  request: AccessRequest,
  facts: MandateFacts,
): CedarAnswer {
  return byId.size === 0 ? silent : engine.ask(texts, request, cedarFacts(facts, {}))
}

const empty = {
  notBlockedBy: [],
  conditions: [],
  made: 'at-the-time',
  evaluator: cedarEvaluator,
} as const

function forbidden(answer: CedarAnswer, policies: PolicySlice): AuthorityDecision {
  const failed = answer.errors.length > 0
  return {
    ...empty,
    result: 'denied',
    denial: 'explicit',
    ...(failed ? { because: 'A policy of the tenant could not be evaluated, so nothing is allowed.' } : {}),
    deciding: failed && answer.allowed ? [] : statementsOf(answer, policies, 'deny'),
    missing: answer.errors.map((error) => `Access policy ${error}`),
  }
}

function statementsOf(
  { reasons }: CedarAnswer,
  { byId }: PolicySlice,
  effect: 'allow' | 'deny',
): readonly PolicyStatementRef[] {
  return reasons.flatMap((id) => {
    const policy = byId.get(id)
    if (policy === undefined) return []
    const { text } = policy
    return [
      {
        policyType: 'access-policy' as const,
        policyId: id,
        version: accessPolicyHash(policy),
        statementId: `version ${policy.version}`,
        index: 0,
        effect,
        text,
      },
    ]
  })
}

const hashes = new WeakMap<AccessPolicy, string>()

/** SHA-256 of the policy's text, hex. */
export function accessPolicyHash(policy: AccessPolicy): string {
  const known = hashes.get(policy)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(policy.text, 'utf8').digest('hex')
  hashes.set(policy, hash)
  return hash
}

const notBlocked = new WeakMap<PolicySlice, AuthorityDecision['notBlockedBy']>()
const listedMax = 20

function notBlocking(policies: PolicySlice): AuthorityDecision['notBlockedBy'] {
  const known = notBlocked.get(policies)
  if (known !== undefined) return known
  const ids = [...policies.byId.keys()].slice(0, listedMax)
  const listed = ids.map((policyId) => ({ policyType: 'access-policy' as const, policyId }))
  notBlocked.set(policies, listed)
  return listed
}
