import type { DocumentKind } from '../document/document.ts'
import type { DocumentIndex } from './document-index.ts'
import type { ImportChain } from './document-set.ts'
import type { ReferenceFault, ReferenceFaultKind } from './reference-fault.ts'
import { type JsonPlace, nameOf, pointerOf, textAt } from './walk-json.ts'

/** A key that refers by UUID: to items of which lists, and in which documents these may stand. */
type UuidRule = {
  readonly fault: ReferenceFaultKind
  readonly lists: readonly string[]
  /** `own`: in the same document. Otherwise in it or in one of these kinds that it imports. */
  readonly definedIn: 'own' | readonly DocumentKind[]
  readonly what: string
}

const anywhere: readonly DocumentKind[] = [
  'assessment-plan',
  'assessment-results',
  'system-security-plan',
  'component-definition',
  'plan-of-action-and-milestones',
]
const plans: readonly DocumentKind[] = ['assessment-plan', 'assessment-results']

const party: UuidRule = { fault: 'dangling-party', lists: ['parties'], definedIn: anywhere, what: 'party' }
const component: UuidRule = {
  fault: 'dangling-component',
  lists: ['components'],
  definedIn: anywhere,
  what: 'component',
}
const location: UuidRule = {
  fault: 'dangling-location',
  lists: ['locations'],
  definedIn: anywhere,
  what: 'location',
}
const implementation: UuidRule = {
  fault: 'dangling-implementation',
  lists: ['implemented-requirements', 'statements', 'by-components'],
  definedIn: ['system-security-plan'],
  what: 'implementation in the plan',
}

/** Source: the index and index-has-key constraints of the OSCAL metaschemas, 1.1.3. */
const rules: Readonly<Record<string, UuidRule>> = {
  'party-uuid': party,
  'party-uuids': party,
  'member-of-organizations': { ...party, definedIn: 'own' },
  'location-uuid': location,
  'location-uuids': location,
  'component-uuid': component,
  'observation-uuid': {
    fault: 'dangling-observation',
    lists: ['observations'],
    definedIn: 'own',
    what: 'observation',
  },
  'risk-uuid': { fault: 'dangling-risk', lists: ['risks'], definedIn: 'own', what: 'risk' },
  'finding-uuid': { fault: 'dangling-finding', lists: ['findings'], definedIn: 'own', what: 'finding' },
  'task-uuid': { fault: 'dangling-task', lists: ['tasks'], definedIn: plans, what: 'task' },
  'activity-uuid': { fault: 'dangling-activity', lists: ['activities'], definedIn: plans, what: 'activity' },
  'response-uuid': {
    fault: 'dangling-response',
    lists: ['remediations'],
    definedIn: 'own',
    what: 'response',
  },
  'subject-placeholder-uuid': {
    fault: 'dangling-placeholder',
    lists: ['subject-placeholder', 'subject-placeholders', 'identified-subject'],
    definedIn: plans,
    what: 'placeholder for subjects',
  },
  'implementation-statement-uuid': implementation,
  'implementation-uuid': implementation,
}

/** What an actor or a subject is, by the `type` beside its UUID. */
const listsByType: Readonly<Record<string, readonly string[]>> = {
  component: ['components'],
  tool: ['components'],
  'inventory-item': ['inventory-items'],
  location: ['locations'],
  party: ['parties'],
  user: ['users'],
  resource: ['resources'],
  'assessment-platform': ['assessment-platforms'],
}

/** References by UUID that lead nowhere, or to something of another kind. */
export function uuidFaults(index: DocumentIndex, chain: ImportChain): readonly ReferenceFault[] {
  return index.places.flatMap((place) => {
    if (typeof place.value !== 'string') return []
    const rule = ruleFor(place)
    if (rule === undefined || resolves(place.value, rule, index, chain)) return []
    const sentence = `The ${rule.what} ${place.value} is not defined ${rule.definedIn === 'own' ? 'in this document' : 'in this document or in what it imports'}.`
    return [{ kind: rule.fault, document: index.name, pointer: pointerOf(place.path), sentence }]
  })
}

function ruleFor(place: JsonPlace): UuidRule | undefined {
  const name = nameOf(place)
  const type = textAt(place.holder, 'type') ?? ''
  if (name === 'actor-uuid') return typedRule('dangling-actor', type)
  if (name === 'subject-uuid') return typedRule('dangling-subject', type)
  return Object.hasOwn(rules, name) ? rules[name] : undefined
}

/** A type that OSCAL does not name may be anything that has a UUID. */
function typedRule(fault: ReferenceFaultKind, type: string): UuidRule {
  const lists = Object.hasOwn(listsByType, type) ? (listsByType[type] ?? []) : []
  return { fault, lists, definedIn: anywhere, what: type === '' ? 'subject' : type }
}

function resolves(uuid: string, rule: UuidRule, index: DocumentIndex, chain: ImportChain): boolean {
  const { definedIn } = rule
  const places =
    definedIn === 'own' ? [index] : [index, ...chain.documents.filter(({ kind }) => definedIn.includes(kind))]
  if (places.some((one) => defines(one, uuid, rule))) return true
  // What leads out of the set cannot be judged from here.
  return definedIn !== 'own' && definedIn.some((kind) => chain.outside.has(kind))
}

function defines(index: DocumentIndex, uuid: string, { lists }: UuidRule): boolean {
  const found = index.uuids.get(uuid.toLowerCase()) ?? []
  return found.some(({ list }) => lists.length === 0 || lists.includes(list))
}
