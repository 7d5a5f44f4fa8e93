import type { EvidenceRef } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { operationWords } from './operation-words.ts'
import { clockOf, counted, durationWords, plural } from './words.ts'

/** The same thing done by the same identity with the same outcome, however often. */
export type Deed = {
  readonly action: string
  readonly outcome: EventFacts['outcome']
  readonly identityKey: string | undefined
  readonly host: string | undefined
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
  /** Distinct resources in order of appearance, at most `resourcesKept`. */
  readonly resources: readonly string[]
  readonly resourceCount: number
  /** The first events, at most `citesPerClaimMax`. */
  readonly cites: readonly EvidenceRef[]
}

/** Events cited per claim; the claim's text gives the full count. */
export const citesPerClaimMax = 20
const resourcesKept = 5

/** The distinct events behind findings, oldest first. */
export function eventsOf(findings: readonly DetectionFinding[]): readonly EventFacts[] {
  const distinct = new Map(
    findings.flatMap(({ events }) => events.map((event) => [event.ref.eventId, event])),
  )
  return [...distinct.values()].sort(
    (a, b) => a.timeMs - b.timeMs || (a.ref.eventId < b.ref.eventId ? -1 : 1),
  )
}

/** Folds events, given oldest first, into deeds in the order they began. */
export function deedsOf(events: readonly EventFacts[]): readonly Deed[] {
  const groups = new Map<string, EventFacts[]>()
  for (const event of events) {
    const key = JSON.stringify([event.identityKey, event.host, event.action, event.outcome])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return [...groups.values()].map(deedOf)
}

function deedOf(events: readonly EventFacts[]): Deed {
  const [first] = events
  if (first === undefined) throw new RangeError('a deed needs an event')
  const resources = new Set(events.flatMap((event) => event.resource ?? []))
  return {
    action: first.action,
    outcome: first.outcome,
    identityKey: first.identityKey,
    host: first.host,
    count: events.length,
    firstMs: first.timeMs,
    lastMs: events.at(-1)?.timeMs ?? first.timeMs,
    resources: [...resources].slice(0, resourcesKept),
    resourceCount: resources.size,
    cites: events.slice(0, citesPerClaimMax).map((event) => eventCite(event)),
  }
}

export function eventCite(event: EventFacts): EvidenceRef {
  const { eventId, locator } = event.ref
  return { kind: 'event', id: eventId, ...(locator === undefined ? {} : { locator }) }
}

/** `read 12 secret values`, `tried to leave the organisation`, `deleted trail “audit”`. */
export function deedPhrase(deed: Deed): string {
  const { past, infinitive, object } = operationWords(deed.action)
  const verb = deed.outcome === 'failure' ? `tried to ${infinitive}` : past
  const times = deed.count > 1 ? ` ${timesWords(deed.count)}` : ''
  if (object === '') return `${verb}${times}`
  if (deed.resourceCount > 1) {
    const calls = deed.count > deed.resourceCount ? `, ${timesWords(deed.count)} in all` : ''
    return `${verb} ${deed.resourceCount} ${plural(object)}${calls}`
  }
  const [resource] = deed.resources
  return resource === undefined
    ? `${verb} ${plural(object)}${times}`
    : `${verb} ${object} ${shortResource(resource)}${times}`
}

/** The exact operation, how often, how long and on what: the part of a claim that can be checked against the log. */
export function deedDetail(deed: Deed): string {
  const span = deed.lastMs - deed.firstMs
  const within = deed.count > 1 && span > 0 ? ` within ${durationWords(span)}` : ''
  const on =
    deed.resourceCount > 1
      ? ` on ${counted(deed.resourceCount, 'resource')}, among them ${deed.resources.map(shortResource).slice(0, 3).join(', ')}`
      : ''
  return `${deed.action}${deed.count > 1 ? `, ${deed.count} calls` : ''}${within}${on}`
}

export function timesWords(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count.toLocaleString('en-GB')} times`
}

const resourceMaxChars = 60

/** The last part of an ARN or path, which is the name a person knows it by. */
export function shortResource(resource: string): string {
  const name = /^arn:/.test(resource)
    ? (resource.split(/[:/]/).findLast((part) => part !== '') ?? resource)
    : resource
  return `“${visibleText(name, resourceMaxChars)}”`
}

export function deedTime(deed: Deed): string {
  return deed.firstMs === deed.lastMs
    ? clockOf(deed.firstMs)
    : `${clockOf(deed.firstMs)}–${clockOf(deed.lastMs)}`
}
