import { identityLabel, identityName } from '@countersign/authority/explain/identity-words'
import { clockOf, counted, durationWords, plural } from '@countersign/authority/explain/words'
import type { EvidenceRef } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import { sigmaLevels } from '@countersign/sigma/match'
import { levelByEvent } from './actors.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { operationWords, prepositionOf } from './operation-words.ts'
import { isFailedSignIn } from './sign-in.ts'

/** The same thing done by the same identity with the same outcome, however often. */
export type Deed = {
  readonly action: string
  readonly outcome: EventFacts['outcome']
  readonly identityKey: string | undefined
  readonly host: string | undefined
  readonly sourceIp: string | undefined
  /** Identities that failed sign-ins were aimed at; the deed itself then has no identity. */
  readonly targets: readonly string[]
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
    const who = isFailedSignIn(event) ? ['target', event.sourceIp] : ['actor', event.identityKey]
    const key = JSON.stringify([...who, event.host, event.action, event.outcome])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return [...groups.values()].map(deedOf)
}

function deedOf(events: readonly EventFacts[]): Deed {
  const [first] = events
  if (first === undefined) throw new RangeError('a deed needs an event')
  const failedSignIn = isFailedSignIn(first)
  const resources = new Set(events.flatMap((event) => event.resource ?? []))
  return {
    action: first.action,
    outcome: first.outcome,
    identityKey: failedSignIn ? undefined : first.identityKey,
    targets: failedSignIn ? [...new Set(events.flatMap((event) => event.identityKey ?? []))] : [],
    host: first.host,
    sourceIp: first.sourceIp,
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

/** The deeds that the most severe findings are about, at most `max`, in the order they happened. */
export function telling(
  deeds: readonly Deed[],
  findings: readonly DetectionFinding[],
  max: number,
): readonly Deed[] {
  const levels = levelByEvent(findings)
  const rank = (deed: Deed) =>
    Math.max(...deed.cites.map((cite) => sigmaLevels.indexOf(levels.get(cite.id) ?? 'informational')))
  return deeds
    .toSorted((a, b) => rank(b) - rank(a) || a.firstMs - b.firstMs)
    .slice(0, max)
    .toSorted((a, b) => a.firstMs - b.firstMs)
}

/** `read 12 secret values`, `tried to leave organization`, `deleted trail “audit”`. */
export function deedPhrase(deed: Deed): string {
  const { past, infinitive, object, isResource } = operationWords(deed.action)
  const verb = deed.outcome === 'failure' ? `tried to ${infinitive}` : past
  const times = deed.count > 1 ? ` ${timesWords(deed.count)}` : ''
  if (object === '') return `${verb}${times}${targetWords(deed)}`
  const resource = deed.resourceCount > 1 ? counted(deed.resourceCount, 'resource') : namedResource(deed)
  const mass = plural(object) === object || /(?<!bind)ing$/.test(object)
  if (deed.resourceCount > 1 && !mass) return `${verb} ${deed.resourceCount} ${plural(object)}`
  if (resource === undefined) {
    return `${verb} ${deed.count > 1 ? plural(object) : withArticle(object)}${times}`
  }
  const collection = deed.resources[0] ?? ''
  // A list over the whole cluster names no place: its resource is the kind itself.
  if (mass && collection === object) return `${verb} all ${object}${times}`
  if (mass && collection.endsWith(`/${object}`))
    return `${verb} ${object} in ${shortResource(collection.slice(0, -object.length - 1))}${times}`
  // `the trail “x”` is the thing itself; `the event selectors of “x”` belong to it.
  if (!mass && (isResource === true || !object.includes(' ')))
    return `${verb} the ${object} ${resource}${times}`
  const again = deed.count > Math.max(1, deed.resourceCount) ? times : ''
  return `${verb} ${mass ? object : partOf(object, past)} ${prepositionOf(past)} ${resource}${again}`
}

/** Who did it, for a sentence: the identity, else where it came from. */
export function deedActor({ identityKey, sourceIp }: Deed): string {
  if (identityKey !== undefined) return identityName(identityKey)
  return sourceIp === undefined ? 'an unnamed actor' : `somebody at ${sourceIp}`
}

/** ` as 12 accounts`, ` as “moreau@lantern-pay.example”`. */
function targetWords({ targets }: Deed): string {
  const [only] = targets
  if (only === undefined) return ''
  return targets.length === 1 ? ` as “${identityLabel(only)}”` : ` as ${targets.length} accounts`
}

function namedResource(deed: Deed): string | undefined {
  const [resource] = deed.resources
  return resource === undefined ? undefined : shortResource(resource)
}

/** What is made or attached is new to the reader, what is changed or read was there before. */
function partOf(object: string, past: string): string {
  return /^(?:created|attached|added|sent|granted|installed|registered|obtained|issued|pushed|wrote)$/.test(
    past,
  )
    ? withArticle(object)
    : `the ${object}`
}

/** `a trail`, `an instance`; masses and plurals take none. */
function withArticle(noun: string): string {
  if (plural(noun) === noun || /(?:ing|ss)$/.test(noun)) return noun
  return /^[aeio]|^u(?![ns]e|ni)/i.test(noun) ? `an ${noun}` : `a ${noun}`
}

/** How it reads in the log, for whoever checks it: `20 GetSecretValue calls in 3 seconds; among them “a”, “b”`. */
export function deedDetail(deed: Deed): string {
  const spanMs = deed.lastMs - deed.firstMs
  const within = deed.count > 1 && spanMs >= 1000 ? ` in ${durationWords(spanMs)}` : ''
  const action = visibleText(deed.action, 80)
  const named = /^\d+$/.test(action) ? `event ${action}` : action
  const calls = deed.count === 1 ? named : `${named}, ${counted(deed.count, 'event')}${within}`
  if (deed.resourceCount < 2) return calls
  const shown = deed.resources.slice(0, resourcesShown).map(shortResource)
  const more = deed.resourceCount - shown.length
  return `${calls}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

export function timesWords(count: number): string {
  if (count === 1) return 'once'
  return count === 2 ? 'twice' : `${count.toLocaleString('en-GB')} times`
}

const resourceMaxChars = 60
const resourcesShown = 3

/** The last part of an ARN, path or address, which is the name a person knows it by. */
export function shortResource(resource: string): string {
  const registry = /^HK[A-Z_]+\\.*?([^\\]+\\[^\\]+)$/.exec(resource)?.[1]
  if (registry !== undefined) return `“…\\${visibleText(registry, resourceMaxChars)}”`
  const separators = /^arn:/.test(resource) ? /[:/]/ : /^(?:[a-z]:|\\)/i.test(resource) ? /\\/ : undefined
  const name =
    separators === undefined ? resource : resource.split(separators).findLast((part) => part !== '')
  return `“${visibleText(name ?? resource, resourceMaxChars)}”`
}

/** `12:36:49 UTC`, or `12:36:49 to 12:36:52 UTC`. */
export function deedTime(deed: Deed): string {
  const [from, to] = [clockOf(deed.firstMs), clockOf(deed.lastMs)]
  return from === to ? `${from} UTC` : `${from} to ${to} UTC`
}
