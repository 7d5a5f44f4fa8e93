import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type AccessRequest, entityName } from '@countersign/authority/mandate/access-request'
import { type Acting, actingOf } from '@countersign/authority/mandate/acting'
import type { CedarEngine } from '@countersign/authority/mandate/cedar-engine'
import { type AccessDecision, decideAccess } from '@countersign/authority/mandate/decide-access'
import type { Mandate, MandateState, RiskLevel } from '@countersign/authority/mandate/mandate'
import type { Clock } from '../../platform/clock.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { Bases, TenantBasis } from './basis.ts'
import type { DecisionLog } from './decision-log.ts'
import {
  decidingMandate,
  type MadeDecision,
  reasonOf,
  recordedDecision,
  recordedRequest,
  recordedVerdicts,
} from './decision-record.ts'
import type { BatchItem, Semantic } from './parse-question.ts'
import type { Spend, SpendMeter } from './spend-meter.ts'
import { type GivenYes, requestHash, type StepUps, type Waiting } from './step-ups.ts'

/** What decisions need of features that stand above, wired by main.ts. Undefined is unknown, never zero. */
export type DecisionPorts = {
  readonly riskOf: (tenantId: TenantId, identityKey: string) => RiskLevel | undefined
}

export type DecideParts = DecisionPorts & {
  readonly meter: SpendMeter
  readonly engine: CedarEngine
  readonly bases: Bases
  readonly log: DecisionLog
  readonly stepUps: StepUps
  readonly clock: Clock
}

/** Who asks: the id of the API key, and of the request. */
export type Asker = { readonly keyId: string; readonly requestId: string }

export type Answer =
  | {
      readonly kind: 'decided'
      readonly decision: boolean
      readonly decisionId: string
      readonly reason: string
      readonly stepUp?: Waiting
    }
  /** The item could not be asked; nothing was decided and nothing is kept of it. */
  | { readonly kind: 'fault'; readonly decision: false; readonly detail: string }

/** A batch lets others have a turn after so many decisions. */
const decisionsPerTurn = 50

/**
 * Decides in order and stores every decision before it answers. A semantic that ends early leaves the rest out of the answer
 * (AuthZEN 1.0, section 7.1.2.1). Errors: STATE_DOWN, TOO_BUSY: then nothing was decided.
 */
export async function decideAll(
  parts: DecideParts,
  tenantId: TenantId,
  items: readonly BatchItem[],
  semantic: Semantic,
  asker: Asker,
): Promise<readonly Answer[]> {
  const basis = await parts.bases.of(tenantId)
  const answers: Answer[] = []
  const made: MadeDecision[] = []
  for (const item of items) {
    if (made.length % decisionsPerTurn === decisionsPerTurn - 1) await setImmediate()
    const answer = await answerTo(parts, tenantId, basis, item, asker, made)
    answers.push(answer)
    if (endsBatch(semantic, answer.decision)) break
  }
  await parts.log.write(tenantId, made)
  return answers
}

function endsBatch(semantic: Semantic, decision: boolean): boolean {
  return semantic === (decision ? 'permit_on_first_permit' : 'deny_on_first_deny')
}

async function answerTo(
  parts: DecideParts,
  tenantId: TenantId,
  basis: TenantBasis,
  item: BatchItem,
  asker: Asker,
  made: MadeDecision[],
): Promise<Answer> {
  if (item.kind === 'fault') return { kind: 'fault', decision: false, detail: item.detail }
  const question = questionOf(basis, item.request)
  const decisionId = newDecisionId(parts.clock.now())
  const decided = withinBudget(
    parts,
    tenantId,
    question,
    await decideOne(parts, tenantId, question),
    decisionId,
  )
  const one = madeOf(decisionId, question, decided, asker)
  made.push(one)
  const { allowed: decision, reason } = one
  const stepUp = await waitingOf(parts, tenantId, question, decided, decisionId)
  return { kind: 'decided', decision, decisionId, reason, ...(stepUp === undefined ? {} : { stepUp }) }
}

/** A question with what the tenant's directory knows, and the mandates and policies it falls under. */
export type Question = {
  readonly request: AccessRequest
  readonly acting: Acting
  readonly mandates: readonly Mandate[]
  readonly policies: ReturnType<TenantBasis['policiesOf']>
}

export function questionOf(basis: TenantBasis, asked: AccessRequest): Question {
  const { subject, resource } = asked
  const acting = actingOf(asked)
  const request = {
    ...asked,
    subject: withKnown(basis, 'subject', subject),
    resource: withKnown(basis, 'resource', resource),
  }
  return {
    request,
    acting,
    mandates: basis.mandatesOf(acting.identityKeys),
    policies: basis.policiesOf(entityName(subject)),
  }
}

function withKnown(
  basis: TenantBasis,
  kind: 'subject' | 'resource',
  { type, id, properties }: AccessRequest['subject'],
): AccessRequest['subject'] {
  const known = basis.known(kind, type, id)
  return {
    type,
    id,
    ...(properties === undefined ? {} : { properties }),
    ...(known === undefined ? {} : { known }),
  }
}

type Decided = AccessDecision & {
  readonly atMs: number
  readonly states: ReadonlyMap<string, MandateState>
  readonly stepUpId?: string
}

async function decideOne(parts: DecideParts, tenantId: TenantId, question: Question): Promise<Decided> {
  const { stepUps } = parts
  const { step_up_id: stepUpId } = question.request.context ?? {}
  const hash = () => requestHash(question.request, question.acting)
  const yes = typeof stepUpId === 'string' ? await stepUps.yes(tenantId, stepUpId, hash()) : undefined
  const states = await statesOf(parts, tenantId, question.mandates, yes)
  const decided = decideWith(parts, question, states)
  if (
    yes === undefined ||
    decidingMandate(decided) !== yes.mandateId ||
    decided.decision.result !== 'allowed'
  )
    return decided
  if (await stepUps.use(tenantId, yes.stepUpId)) return { ...decided, stepUpId: yes.stepUpId }
  return decideWith(parts, question, await statesOf(parts, tenantId, question.mandates, undefined))
}

/**
 * Whoever allows holds what it may cost. Another decision may have taken the last of the budget since it was looked at: then
 * it is decided again with that, at most once for each mandate.
 */
function withinBudget(
  parts: DecideParts,
  tenantId: TenantId,
  question: Question,
  first: Decided,
  decisionId: string,
): Decided {
  let decided = first
  for (;;) {
    const allowing = decided.decision.result === 'allowed' ? decidingMandate(decided) : undefined
    const mandate = question.mandates.find(({ id }) => id === allowing)
    const refused = mandate === undefined ? undefined : parts.meter.hold(tenantId, mandate, decisionId)
    if (mandate === undefined || refused === undefined) return decided
    const states = new Map(decided.states).set(mandate.id, {
      ...withoutSpend(decided.states.get(mandate.id)),
      ...spendState(refused),
    })
    decided = decideWith(parts, question, states)
  }
}

function withoutSpend(state: MandateState | undefined): MandateState {
  const { spentMinor: _, spendUnknown: __, ...rest } = state ?? {}
  return rest
}

const spendState = (spend: Spend): MandateState =>
  'spentMinor' in spend ? { spentMinor: spend.spentMinor } : { spendUnknown: spend.unknown }

export async function statesOf(
  { meter, riskOf }: Pick<DecideParts, 'meter' | 'riskOf'>,
  tenantId: TenantId,
  mandates: readonly Mandate[],
  yes: GivenYes | undefined,
): Promise<ReadonlyMap<string, MandateState>> {
  const states = new Map<string, MandateState>()
  for (const mandate of mandates) {
    const spend = mandate.budget === undefined ? undefined : await meter.spend(tenantId, mandate)
    const risk = riskOf(tenantId, mandate.identityKey)
    states.set(mandate.id, {
      ...(spend === undefined ? {} : spendState(spend)),
      ...(risk === undefined ? {} : { risk }),
      ...(yes?.mandateId === mandate.id ? { approved: true } : {}),
    })
  }
  return states
}

export function decideWith(
  { engine, clock }: Pick<DecideParts, 'engine' | 'clock'>,
  { request, acting, mandates, policies }: Question,
  states: ReadonlyMap<string, MandateState>,
): Decided {
  const atMs = clock.now()
  const { onBehalfOf } = acting
  const facts = { nowMs: atMs, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) }
  const stateOf = ({ id }: Mandate) => states.get(id) ?? {}
  return { ...decideAccess(engine, { mandates, policies }, request, facts, stateOf), atMs, states }
}

function madeOf(
  decisionId: string,
  { request, acting }: Question,
  decided: Decided,
  { keyId, requestId }: Asker,
): MadeDecision {
  const { decision, verdicts, states, stepUpId } = decided
  return {
    decisionId,
    atMs: decided.atMs,
    request,
    allowed: decision.result === 'allowed',
    reason: reasonOf(decided),
    mandateId: decidingMandate(decided),
    record: {
      request: recordedRequest(request),
      keyId,
      requestId,
      ...(acting.onBehalfOf === undefined ? {} : { onBehalfOf: acting.onBehalfOf }),
      ...(stepUpId === undefined ? {} : { stepUpId }),
      verdicts: recordedVerdicts(verdicts, (mandateId) => states.get(mandateId) ?? {}),
      decision: recordedDecision(decision),
    },
  }
}

/** 32 hex digits; the first twelve are the time in milliseconds, so that ids sort by it. */
function newDecisionId(nowMs: number): string {
  return nowMs.toString(16).padStart(12, '0') + randomUUID().replaceAll('-', '').slice(-20)
}

async function waitingOf(
  { stepUps }: DecideParts,
  tenantId: TenantId,
  { request, acting }: Question,
  { stepUp }: Decided,
  decisionId: string,
): Promise<Waiting | undefined> {
  if (stepUp === undefined) return undefined
  const asked = { decisionId, mandateId: stepUp.id, request, requestHash: requestHash(request, acting) }
  return stepUps.ask(tenantId, asked)
}
