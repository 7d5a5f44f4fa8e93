import { createHash } from 'node:crypto'
import {
  type CedarValueJson,
  getCedarVersion,
  preparsePolicySet,
  type StatefulAuthorizationCall,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs'
import { canonical } from '@countersign/explanation/canonical'
import { type AccessEntity, type AccessRequest, entityName } from './access-request.ts'
import { cedarRecord } from './cedar-value.ts'

export const cedarEvaluator = { name: 'cedar', version: getCedarVersion() } as const

/** Policies by id, or why they are none. */
export type CedarPolicies = Readonly<Record<string, string>>

/** `reasons` are ids of policies; `errors` say which policy could not be evaluated, and then nothing is allowed. */
export type CedarAnswer = {
  readonly allowed: boolean
  readonly reasons: readonly string[]
  readonly errors: readonly string[]
}

/** Cedar, with the parsed form of the sets asked most recently. */
export interface CedarEngine {
  readonly ask: (policies: CedarPolicies, request: AccessRequest, facts: Facts) => CedarAnswer
  /**
   * For policies that look at names and facts alone: `context.actionName`, `resourceId`, `resourceName`, `resourceType`. Without
   * entities there is less to carry over, which takes less than half of the time.
   */
  readonly askByName: (policies: CedarPolicies, request: AccessRequest, facts: Facts) => CedarAnswer
}

/** What the decision point itself knows about the request; never taken from the caller. */
export type Facts = Readonly<Record<string, CedarValueJson>>

/** The module keeps a parsed set under its name for ever, so names are few and used again. */
const slotsMax = 4096

export function openCedarEngine(): CedarEngine {
  const slots = new Map<string, string>()
  const slotOf = (policies: CedarPolicies): string => {
    const hash = policyHash(policies)
    const slot = slots.get(hash) ?? freeSlot(slots)
    if (!slots.delete(hash)) parseInto(slot, policies)
    slots.set(hash, slot)
    return slot
  }
  const answered = (call: () => StatefulAuthorizationCall): CedarAnswer => {
    try {
      return answerOf(statefulIsAuthorized(call()))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { allowed: false, reasons: [], errors: [message] }
    }
  }
  return {
    ask: (policies, request, facts) => answered(() => callOf(slotOf(policies), request, facts)),
    askByName: (policies, request, facts) => answered(() => callByName(slotOf(policies), request, facts)),
  }
}

/** Least recently used first: a Map keeps the order in which its keys were set. */
function freeSlot(slots: Map<string, string>): string {
  if (slots.size < slotsMax) return `slot-${slots.size}`
  const [oldest] = slots
  if (oldest === undefined) return 'slot-0'
  slots.delete(oldest[0])
  return oldest[1]
}

function parseInto(slot: string, policies: CedarPolicies): void {
  const parsed = preparsePolicySet(slot, { staticPolicies: { ...policies } })
  if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join('; '))
}

const hashes = new WeakMap<CedarPolicies, string>()

export function policyHash(policies: CedarPolicies): string {
  const known = hashes.get(policies)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(canonical(policies), 'utf8').digest('hex')
  hashes.set(policies, hash)
  return hash
}

function callOf(slot: string, { subject, action, resource, context }: AccessRequest, facts: Facts) {
  const principal = { type: 'Subject', id: entityName(subject) }
  const thing = { type: 'Resource', id: entityName(resource) }
  return {
    principal,
    action: { type: 'Action', id: action.name },
    resource: thing,
    context: {
      ...facts,
      actionName: action.name,
      action: cedarRecord(action.properties),
      request: cedarRecord(context),
    },
    preparsedPolicySetId: slot,
    entities: [
      { uid: principal, attrs: attributesOf(subject), parents: [] },
      { uid: thing, attrs: attributesOf(resource), parents: [] },
    ],
  }
}

function callByName(slot: string, { subject, action, resource }: AccessRequest, facts: Facts) {
  const resourceName = entityName(resource)
  return {
    principal: { type: 'Subject', id: entityName(subject) },
    action: { type: 'Action', id: action.name },
    resource: { type: 'Resource', id: resourceName },
    context: {
      ...facts,
      actionName: action.name,
      resourceId: resource.id,
      resourceName,
      resourceType: resource.type,
    },
    preparsedPolicySetId: slot,
    entities: [],
  }
}

function attributesOf(entity: AccessEntity): Record<string, CedarValueJson> {
  return {
    type: entity.type,
    id: entity.id,
    name: entityName(entity),
    properties: cedarRecord(entity.properties),
    known: cedarRecord(entity.known),
  }
}

/**
 * An erroring forbid would otherwise be as if it were not there, and what it guards allowed: any error denies.
 * Source: Cedar policy language reference, "Authorization", skip-on-error semantics.
 */
function answerOf(answer: ReturnType<typeof statefulIsAuthorized>): CedarAnswer {
  if (answer.type === 'failure')
    return { allowed: false, reasons: [], errors: answer.errors.map(({ message }) => message) }
  const { decision, diagnostics } = answer.response
  const errors = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`)
  return { allowed: decision === 'allow' && errors.length === 0, reasons: diagnostics.reason, errors }
}
