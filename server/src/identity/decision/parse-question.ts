import type { AccessEntity, AccessRequest } from '@countersign/authority/mandate/access-request'
import type { JsonObject } from '@countersign/ocsf/record'
import { CountersignError } from '../../platform/errors.ts'

/** AuthZEN 1.0, section 7.1.2.1 "evaluations_semantic". */
export type Semantic = 'execute_all' | 'deny_on_first_deny' | 'permit_on_first_permit'

/** An item that cannot be asked is answered with a denial and does not fail the others (section 7.2.1). */
export type BatchItem =
  | { readonly kind: 'question'; readonly request: AccessRequest }
  | { readonly kind: 'fault'; readonly detail: string }

export type Evaluations =
  | { readonly kind: 'single'; readonly request: AccessRequest }
  | { readonly kind: 'batch'; readonly semantic: Semantic; readonly items: readonly BatchItem[] }

const nameMaxCharacters = 256
const idMaxCharacters = 2048
const semantics: ReadonlySet<string> = new Set<Semantic>([
  'execute_all',
  'deny_on_first_deny',
  'permit_on_first_permit',
])

/** Unknown fields are ignored. Errors: REQUEST_INVALID. */
export function parseEvaluation(body: unknown): AccessRequest {
  const { subject, action, resource, context } = objectAt(body, 'the body')
  return {
    subject: entityAt(subject, 'subject'),
    action: actionAt(action),
    resource: entityAt(resource, 'resource'),
    ...(context === undefined ? {} : { context: objectAt(context, 'context') }),
  }
}

/**
 * An item inherits from the request what it does not give itself; what it gives takes the place of the whole entity
 * (section 7.1.1). Without items the request is a single question. Errors: REQUEST_INVALID.
 */
export function parseEvaluations(body: unknown, itemsMax: number): Evaluations {
  const { evaluations, options, ...defaults } = objectAt(body, 'the body')
  if (evaluations === undefined) return { kind: 'single', request: parseEvaluation(defaults) }
  if (!Array.isArray(evaluations)) throw invalid('evaluations has to be a list')
  if (evaluations.length === 0) return { kind: 'single', request: parseEvaluation(defaults) }
  if (evaluations.length > itemsMax) throw invalid(`evaluations: at most ${itemsMax} (decisionBatchMax)`)
  const items = evaluations.map((item, at) => itemOf(defaults, item, at))
  return { kind: 'batch', semantic: semanticOf(options), items }
}

function itemOf(defaults: JsonObject, item: unknown, at: number): BatchItem {
  try {
    const given = objectAt(item, `evaluations[${at}]`)
    return { kind: 'question', request: parseEvaluation({ ...defaults, ...given }) }
  } catch (error) {
    if (error instanceof CountersignError) return { kind: 'fault', detail: error.detail }
    throw error
  }
}

function semanticOf(options: unknown): Semantic {
  if (options === undefined) return 'execute_all'
  const { evaluations_semantic: semantic = 'execute_all' } = objectAt(options, 'options')
  if (typeof semantic === 'string' && semantics.has(semantic)) return semantic as Semantic
  throw invalid(`options.evaluations_semantic has to be one of ${[...semantics].join(', ')}`)
}

export function entityAt(value: unknown, where: string): AccessEntity {
  const { id } = objectAt(value, where)
  return { ...typedAt(value, where), id: textAt(id, `${where}.id`, idMaxCharacters) }
}

/** An entity whose id is what a search looks for: one that is given is ignored (section 8.4 and 8.5). */
export function typedAt(value: unknown, where: string): Omit<AccessEntity, 'id'> {
  const { type, properties } = objectAt(value, where)
  return {
    type: textAt(type, `${where}.type`, nameMaxCharacters),
    ...(properties === undefined ? {} : { properties: objectAt(properties, `${where}.properties`) }),
  }
}

export function actionAt(value: unknown): AccessRequest['action'] {
  const { name, properties } = objectAt(value, 'action')
  return {
    name: textAt(name, 'action.name', nameMaxCharacters),
    ...(properties === undefined ? {} : { properties: objectAt(properties, 'action.properties') }),
  }
}

export function objectAt(value: unknown, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw invalid(value === undefined ? `${where} is missing` : `${where} has to be an object`)
}

function textAt(value: unknown, where: string, maxCharacters: number): string {
  if (value === undefined) throw invalid(`${where} is missing`)
  if (typeof value !== 'string' || value === '') throw invalid(`${where} has to be a text that is not empty`)
  if (value.length > maxCharacters) throw invalid(`${where} has more than ${maxCharacters} characters`)
  return value
}

export function invalid(detail: string): CountersignError {
  return new CountersignError('REQUEST_INVALID', detail)
}
