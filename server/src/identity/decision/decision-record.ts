import type { AccessRequest } from '@countersign/authority/mandate/access-request'
import { entityName } from '@countersign/authority/mandate/access-request'
import type { AccessDecision } from '@countersign/authority/mandate/decide-access'
import type { MandateVerdict } from '@countersign/authority/mandate/decide-mandates'
import type { MandateState } from '@countersign/authority/mandate/mandate'
import { moneyWords } from '@countersign/authority/mandate/spend'
import type { AuthorityDecision } from '@countersign/explanation/explanation'
import type { Json } from '@countersign/ocsf/record'

/** What one mandate said, and the facts that are not in the question. */
export type RecordedVerdict = {
  readonly mandateId: string
  readonly version: number
  readonly result: MandateVerdict['result']
  readonly refusedBy: readonly string[]
  readonly state: MandateState
}

/** Everything that a decision was made on, as it is kept. */
export type DecisionRecord = {
  readonly request: Json
  /** Who asked: the id of the API key, and of the request. */
  readonly keyId: string
  readonly requestId: string
  readonly onBehalfOf?: string
  readonly stepUpId?: string
  readonly verdicts: readonly RecordedVerdict[]
  readonly decision: AuthorityDecision
}

export type MadeDecision = {
  readonly decisionId: string
  readonly atMs: number
  readonly request: AccessRequest
  readonly allowed: boolean
  readonly reason: string
  readonly mandateId: string | undefined
  readonly record: DecisionRecord
}

const requestMaxCharacters = 8000
const textMaxCharacters = 2000
const verdictsMax = 50

/** The question as it was asked; too long to keep whole, without what was said about its entities. */
export function recordedRequest(request: AccessRequest): Json {
  const { subject, action, resource, context } = request
  const plain = {
    subject: without(subject),
    action,
    resource: without(resource),
    ...(context === undefined ? {} : { context }),
  }
  const length = JSON.stringify(plain).length
  if (length <= requestMaxCharacters) return plain as Json
  return {
    subject: { type: subject.type, id: subject.id },
    action: { name: action.name },
    resource: { type: resource.type, id: resource.id },
    omitted: `properties and context: the question has ${length} characters`,
  }
}

function without({ known: _, ...entity }: AccessRequest['subject']) {
  return entity
}

/** Statements as they stood, cut to size: their hash finds the whole text. */
export function recordedDecision(decision: AuthorityDecision): AuthorityDecision {
  if (decision.deciding.every(({ text }) => text.length <= textMaxCharacters)) return decision
  const cut = (text: string) =>
    text.length > textMaxCharacters ? `${text.slice(0, textMaxCharacters)}…` : text
  return {
    ...decision,
    deciding: decision.deciding.map((statement) => ({ ...statement, text: cut(statement.text) })),
  }
}

export function recordedVerdicts(
  verdicts: readonly MandateVerdict[],
  stateOf: (mandateId: string) => MandateState,
): readonly RecordedVerdict[] {
  return verdicts.slice(0, verdictsMax).map(({ mandate, result, refusedBy }) => ({
    mandateId: mandate.id,
    version: mandate.version,
    result,
    refusedBy,
    state: stateOf(mandate.id),
  }))
}

const limitWords: Readonly<Record<string, string>> = {
  validity: 'it is not in force at this time',
  people: 'it does not act for this person',
  budget: 'its budget is used up',
  risk: 'the risk is above what it bears',
  'step-up': 'somebody has to say yes',
}

/** One sentence for whoever asked. Ids and our own words only: nothing of the question. */
export function reasonOf({ decision, verdicts }: AccessDecision): string {
  const [statement] = decision.deciding
  if (decision.because !== undefined) return decision.because
  if (decision.result === 'allowed' && statement !== undefined) return `${nameOf(statement)} allows it.`
  if (statement?.policyType === 'access-policy') return `${nameOf(statement)} forbids it.`
  const refused = verdicts.find(({ result }) => result === 'refused')
  if (refused !== undefined)
    return `Mandate ${refused.mandate.id} covers it, but ${refused.refusedBy.map((part) => wordsOf(part, refused)).join(' and ')}.`
  if (verdicts.some(({ result }) => result === 'error'))
    return 'A mandate could not be evaluated, and no other allows it.'
  return verdicts.length === 0
    ? 'There is no mandate for it, and no access policy allows it.'
    : 'It is outside of the mandate, and no access policy allows it.'
}

function wordsOf(part: string, { mandate, spentMinor, spendUnknown }: MandateVerdict): string {
  const { budget } = mandate
  if (part === 'budget' && spendUnknown !== undefined)
    return `what is spent of its budget is not known: ${spendUnknown}`
  if (part === 'budget' && budget !== undefined && spentMinor !== undefined) {
    const [spent, whole] = [spentMinor, budget.amountMinor].map((amount) =>
      moneyWords(amount, budget.currency),
    )
    return `its budget is used up: ${spent} of ${whole} are spent or held in this ${budget.period}`
  }
  return limitWords[part] ?? part
}

function nameOf({
  policyType,
  policyId,
}: {
  readonly policyType: string
  readonly policyId: string
}): string {
  return `${policyType === 'mandate' ? 'Mandate' : 'Access policy'} ${policyId}`
}

/** The mandate that decided: the one that allows, or whose limit refuses. */
export function decidingMandate({ decision }: AccessDecision): string | undefined {
  return decision.deciding.find(({ policyType }) => policyType === 'mandate')?.policyId
}

export const shownSubject = ({ subject }: AccessRequest): string => entityName(subject)
export const shownResource = ({ resource }: AccessRequest): string => entityName(resource)
