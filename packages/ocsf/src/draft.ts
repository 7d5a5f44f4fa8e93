import type { OcsfEvent, OcsfMetadata } from './event.ts'
import type { EventClass } from './event-class.ts'
import { type Found, numberOf } from './fields.ts'
import type { NormaliseContext } from './normaliser.ts'
import type { Json } from './record.ts'
import { rfc3339, timeMsOf } from './time.ts'

/** An event while its normaliser builds it: the base attributes are there, the class's own are added by assignment. */
export type EventDraft = { -readonly [Attribute in keyof OcsfEvent]: OcsfEvent[Attribute] }

/** What a record does within its class. `name` replaces the caption where the schema has only `Other` (99). */
export type Activity = {
  readonly eventClass: EventClass
  readonly id: number
  readonly name?: string
}

const severities = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal'] as const

/** An event with every attribute that base_event requires, and the captions beside their ids. */
export function createEvent(
  activity: Activity,
  timeMs: number,
  severityId: number,
  metadata: OcsfMetadata,
): EventDraft {
  const { eventClass, id } = activity
  const caption = eventClass.activities.get(id) ?? 'Other'
  return {
    activity_id: id,
    activity_name: activity.name ?? caption,
    category_uid: eventClass.categoryUid,
    category_name: eventClass.categoryName,
    class_uid: eventClass.uid,
    class_name: eventClass.name,
    type_uid: eventClass.uid * 100 + id,
    type_name: `${eventClass.name}: ${caption}`,
    severity_id: severityId,
    severity: severities[severityId] ?? 'Other',
    time: timeMs,
    time_dt: rfc3339(timeMs),
    metadata,
  }
}

/** Sets `status_id` with its caption: 1 Success, 2 Failure, 0 Unknown. */
export function setStatus(event: EventDraft, outcome: 'success' | 'failure' | 'unknown'): void {
  const id = outcome === 'success' ? 1 : outcome === 'failure' ? 2 : 0
  event.status_id = id
  event.status = id === 1 ? 'Success' : id === 2 ? 'Failure' : 'Unknown'
}

/** The attribute in `unmapped` that says that the event's time is the time of arrival. */
export const timeStandIn = 'countersign_time'

/** The attribute in `unmapped` in which an OCSF event made here names its identity key: `user` has no place for one. */
export const identityStatement = 'countersign_identity'

/** The event's time, or the time of arrival when the record has none; then `unmapped` says so. */
export function eventTimeMs(
  value: Found,
  context: NormaliseContext,
  unmapped: { [name: string]: Json },
): number {
  const ms = timeMsOf(value)
  if (ms !== undefined) return ms
  unmapped[timeStandIn] = 'received: the record states no time'
  return context.receivedAtMs
}

/** OCSF `observable` types used here. Source: objects/observable.json and dictionary type captions. */
const observableTypes = {
  hostname: { type: 'Hostname', type_id: 1 },
  ip: { type: 'IP Address', type_id: 2 },
  userName: { type: 'User Name', type_id: 4 },
  email: { type: 'Email Address', type_id: 5 },
  url: { type: 'URL String', type_id: 6 },
  fileName: { type: 'File Name', type_id: 7 },
  resourceUid: { type: 'Resource UID', type_id: 10 },
  userAgent: { type: 'HTTP User-Agent', type_id: 16 },
  filePath: { type: 'File Path', type_id: 45 },
} as const

export type Observable = {
  readonly name: string
  readonly value: string
  readonly type: string
  readonly type_id: number
}

/** Adds an observable: where in the event (`src_endpoint.ip`) a value of a well-known type stands. */
export function observe(
  into: Observable[],
  name: string,
  type: keyof typeof observableTypes,
  value: string | undefined,
): void {
  if (value === undefined) return
  const kind = observableTypes[type]
  into.push({ name, value, type: kind.type, type_id: kind.type_id })
}

/** `status_id` from an HTTP status; undefined when the record has none. */
export function httpOutcome(code: Found): 'success' | 'failure' | undefined {
  const number = numberOf(code)
  if (number === undefined) return undefined
  return number < 400 ? 'success' : 'failure'
}

/** Removes what is undefined from a small literal, so that an absent attribute is absent. */
export function present(attributes: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  const kept: { [name: string]: unknown } = {}
  for (const name in attributes) if (attributes[name] !== undefined) kept[name] = attributes[name]
  return kept
}

const endpointNames = [
  'ip',
  'uid',
  'name',
  'hostname',
  'svc_name',
  'instance_uid',
  'interface_uid',
  'domain',
] as const

/** OCSF `network_endpoint`: something must name it; where the record names nothing, it says so. */
export function namedEndpoint(attributes: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  const kept = present(attributes)
  return endpointNames.some((name) => kept[name] !== undefined) ? kept : { ...kept, svc_name: 'unknown' }
}

/** Groups, agents, managed entities and services: a name or a uid; where the record has neither, it says so. */
export function namedEntity(attributes: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  const kept = present(attributes)
  return kept.name !== undefined || kept.uid !== undefined ? kept : { ...kept, name: 'unknown' }
}

/** OCSF `user`: a name, a uid or an account; where the record has none of them, it says so. */
export function namedUser(attributes: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  const kept = present(attributes)
  const known = kept.name !== undefined || kept.uid !== undefined || kept.account !== undefined
  return known ? kept : { ...kept, name: 'unknown' }
}

/** OCSF `location`: a place without a name is none. */
export function namedPlace(attributes: { readonly [name: string]: unknown }): object | undefined {
  const kept = present(attributes)
  const named = ['city', 'country', 'postal_code', 'region'].some((name) => kept[name] !== undefined)
  return named ? kept : undefined
}

/** Where OCSF requires an id and the record states none. */
export const noUid = ''
