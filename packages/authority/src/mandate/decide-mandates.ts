import type { AuthorityDecision, PolicyStatementRef } from '@countersign/explanation/explanation'
import type { AccessRequest } from './access-request.ts'
import { type CedarAnswer, type CedarEngine, cedarEvaluator, type Facts, policyHash } from './cedar-engine.ts'
import type { Mandate, MandateState } from './mandate.ts'
import { type MandatePart, mandatePolicies, riskRank } from './mandate-policy.ts'

/** What the decision point knows of the request: when it is, and who asked the agent. */
export type MandateFacts = {
  readonly nowMs: number
  readonly onBehalfOf?: string
}

/** How one mandate answered. `refusedBy` are the limits that stood in the way of what its scope grants. */
export type MandateVerdict = {
  readonly mandate: Mandate
  readonly result: 'allowed' | 'outside' | 'refused' | 'error'
  readonly refusedBy: readonly MandatePart[]
  readonly errors: readonly string[]
  /** What of it permits, when it allows. */
  readonly grant?: 'scope' | 'tools'
  /** What was spent and held, where the budget stands in the way: in its minor unit. */
  readonly spentMinor?: number
  /** Why that is not known: its budget then counts as spent. */
  readonly spendUnknown?: string
}

export type MandateDecision = {
  readonly verdicts: readonly MandateVerdict[]
  /** Set when somebody's yes, and nothing else, is missing: the mandate that asks for it. */
  readonly stepUp?: Mandate
  readonly decision: AuthorityDecision
}

/**
 * One identity's mandates, asked about one action. A mandate that allows is enough; each is decided by itself, so the
 * limits of one never stand in the way of another.
 */
export function decideMandates(
  engine: CedarEngine,
  mandates: readonly Mandate[],
  request: AccessRequest,
  facts: MandateFacts,
  stateOf: (mandate: Mandate) => MandateState,
): MandateDecision {
  const verdicts = mandates.map((mandate) => {
    const state = stateOf(mandate)
    const answer = engine.askByName(policiesOf(mandate), request, cedarFacts(facts, state))
    return verdictOf(mandate, answer, state)
  })
  const allowing = verdicts.find(({ result }) => result === 'allowed')
  const waiting = verdicts.find(
    ({ refusedBy, result }) => result === 'refused' && refusedBy.every((part) => part === 'step-up'),
  )
  return {
    verdicts,
    ...(allowing !== undefined || waiting === undefined ? {} : { stepUp: waiting.mandate }),
    decision: decisionOf(verdicts, allowing),
  }
}

const compiled = new WeakMap<Mandate, ReturnType<typeof mandatePolicies>>()

/** The same object for the same mandate, so that its hash is made once. */
function policiesOf(mandate: Mandate): Readonly<Record<string, string>> {
  const policies = compiled.get(mandate) ?? mandatePolicies(mandate)
  compiled.set(mandate, policies)
  return policies as Readonly<Record<string, string>>
}

/** SHA-256 of what the mandate says, as Cedar: the version of its text that a decision names. */
export function mandateHash(mandate: Mandate): string {
  return policyHash(policiesOf(mandate))
}

export function cedarFacts(facts: MandateFacts, state: MandateState): Facts {
  return {
    nowMs: facts.nowMs,
    ...(facts.onBehalfOf === undefined ? {} : { onBehalfOf: facts.onBehalfOf }),
    ...(state.approved === undefined ? {} : { approved: state.approved }),
    ...(state.spentMinor === undefined ? {} : { spentMinor: Math.trunc(state.spentMinor) }),
    ...(state.risk === undefined ? {} : { risk: riskRank[state.risk] }),
  }
}

const grants: ReadonlySet<string> = new Set<MandatePart>(['scope', 'tools'])

function verdictOf(
  mandate: Mandate,
  { allowed, reasons, errors }: CedarAnswer,
  { spentMinor, spendUnknown }: MandateState,
): MandateVerdict {
  const limits = reasons.filter((reason) => !grants.has(reason)) as readonly MandatePart[]
  if (errors.length > 0) return { mandate, result: 'error', refusedBy: [], errors }
  if (allowed)
    return {
      mandate,
      result: 'allowed',
      refusedBy: [],
      errors,
      grant: reasons.includes('scope') ? 'scope' : 'tools',
    }
  if (limits.length === 0) return { mandate, result: 'outside', refusedBy: [], errors }
  return {
    mandate,
    result: 'refused',
    refusedBy: limits,
    errors,
    ...(limits.includes('budget') ? spendFacts(spentMinor, spendUnknown) : {}),
  }
}

function spendFacts(spentMinor: number | undefined, why: string | undefined) {
  return spentMinor === undefined ? { spendUnknown: why ?? 'nobody meters it' } : { spentMinor }
}

function decisionOf(
  verdicts: readonly MandateVerdict[],
  allowing: MandateVerdict | undefined,
): AuthorityDecision {
  const refusing = verdicts.filter(({ result }) => result === 'refused')
  const deciding =
    allowing === undefined
      ? refusing.flatMap(({ mandate, refusedBy }) =>
          refusedBy.map((part) => statement(mandate, part, 'deny')),
        )
      : [statement(allowing.mandate, allowing.grant ?? 'scope', 'allow')]
  return {
    result: allowing === undefined ? 'denied' : 'allowed',
    ...(allowing !== undefined ? {} : { denial: refusing.length > 0 ? 'explicit' : 'implicit' }),
    deciding,
    notBlockedBy: [],
    conditions: [],
    missing: allowing === undefined ? verdicts.flatMap(missingOf) : [],
    made: 'at-the-time',
    evaluator: cedarEvaluator,
  }
}

function missingOf({ mandate, errors, spendUnknown }: MandateVerdict): readonly string[] {
  const failed = errors.map(
    (error) => `Mandate ${mandate.id} could not be evaluated, so it allows nothing: ${error}`,
  )
  return spendUnknown === undefined
    ? failed
    : [
        ...failed,
        `What is spent under mandate ${mandate.id} is not known (${spendUnknown}), so its budget counts as used up.`,
      ]
}

function statement(mandate: Mandate, part: MandatePart, effect: 'allow' | 'deny'): PolicyStatementRef {
  const policies = policiesOf(mandate)
  const ids = Object.keys(policies)
  return {
    policyType: 'mandate',
    policyId: mandate.id,
    version: policyHash(policies),
    statementId: part,
    index: Math.max(0, ids.indexOf(part)),
    effect,
    text: policies[part] ?? '',
  }
}
