import {
  createEvent,
  type EventDraft,
  eventTimeMs,
  namedEndpoint,
  namedPlace,
  namedUser,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import { type NormaliseResult, ocsfVersion } from '../event.ts'
import {
  accountChange,
  apiActivity,
  authentication,
  detectionFinding,
  entityManagement,
  groupManagement,
} from '../event-class.ts'
import {
  addressOf,
  idOf,
  integerOf,
  isObject,
  listOf,
  numberOf,
  objectOf,
  restOf,
  textOf,
} from '../fields.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { oktaActivity } from './okta-event-type.ts'

/** Okta System Log events. Source: Okta developer reference, System Log API, LogEvent object (version 0). */
export const oktaSystemLog: Normaliser = { format: 'okta-system-log', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (typeof fields.eventType !== 'string') return undefined
  if (fields.legacyEventType !== undefined && isObject(fields.actor))
    return 'eventType, legacyEventType and actor are present'
  if (typeof fields.published === 'string' && (isObject(fields.actor) || isObject(fields.outcome)))
    return 'eventType, published and actor are present'
  return undefined
}

const mapped: ReadonlySet<string> = new Set([
  'actor',
  'displayMessage',
  'eventType',
  'published',
  'uuid',
  'version',
  'severity',
])

const severities: ReadonlyMap<string, number> = new Map([
  ['INFO', 1],
  ['WARN', 3],
  ['ERROR', 4],
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const unmapped = restOf(fields, mapped)
  const eventType = textOf(fields.eventType) ?? 'unknown'
  const severity = severities.get(textOf(fields.severity) ?? '') ?? 0
  const timeMs = eventTimeMs(fields.published, context, unmapped)
  const event = createEvent(oktaActivity(eventType), timeMs, severity, metadataOf(fields, eventType))
  describe(event, fields, eventType)
  // A finding has no actor attribute in OCSF.
  if (event.class_uid === detectionFinding.uid && isObject(fields.actor)) unmapped.actor = fields.actor
  event.unmapped = unmapped
  const debug = debugOf(fields)
  return {
    kind: 'event',
    normalised: {
      format: 'okta-system-log',
      event,
      identityKey: identityOf(fields, debug),
      chain: [],
      sessionKey: sessionOf(fields),
      host: undefined,
      sourceIp: addressOf(objectOf(fields.client).ipAddress),
      destinationIp: undefined,
      action: eventType,
      resource: resourceOf(fields, debug),
    },
  }
}

function debugOf(fields: JsonObject): JsonObject {
  return objectOf(objectOf(fields.debugContext).debugData)
}

/** The log does not name its organisation; the request's host does where it is there. Okta logins ignore case. */
function identityOf(fields: JsonObject, debug: JsonObject): string | undefined {
  const actor = objectOf(fields.actor)
  const login = textOf(actor.alternateId)
  const name = login === undefined || login === 'unknown' ? textOf(actor.id) : login
  if (name === undefined || textOf(actor.type) === 'IP address') return undefined
  const org = /^https?:\/\/([^./:]+)\./.exec(textOf(debug.url) ?? '')?.[1] ?? ''
  return `okta:${org.toLowerCase()}:${name.toLowerCase()}`
}

function sessionOf(fields: JsonObject): string | undefined {
  const authentication = objectOf(fields.authenticationContext)
  return textOf(authentication.externalSessionId) ?? textOf(authentication.rootSessionId)
}

function resourceOf(fields: JsonObject, debug: JsonObject): string | undefined {
  const target = objectOf(listOf(fields.target)[0])
  const login = textOf(target.alternateId)
  const named = login === 'unknown' ? undefined : login
  return named ?? textOf(target.displayName) ?? textOf(target.id) ?? textOf(debug.requestUri)
}

const profiles = ['datetime', 'host'] as const
const apiProfiles = ['datetime'] as const
const findingProfiles = ['datetime', 'host', 'security_control'] as const

function metadataOf(fields: JsonObject, eventType: string) {
  const { eventClass } = oktaActivity(eventType)
  const plain = eventClass === apiActivity || eventClass === accountChange
  return {
    version: ocsfVersion,
    product: present({ name: 'Okta System Log', vendor_name: 'Okta', version: idOf(fields.version) }) as {
      name: string
      vendor_name: string
    },
    profiles: plain ? apiProfiles : eventClass === detectionFinding ? findingProfiles : profiles,
    event_code: eventType,
    ...present({ uid: textOf(fields.uuid) }),
  }
}

function describe(event: EventDraft, fields: JsonObject, eventType: string): void {
  const debug = debugOf(fields)
  const message = textOf(fields.displayMessage)
  if (message !== undefined) event.message = message
  const source = sourceOf(fields)
  if (event.class_uid === detectionFinding.uid) {
    describeFinding(event, fields, debug, source)
    return
  }
  const outcome = objectOf(fields.outcome)
  setStatus(event, outcomeOf(textOf(outcome.result)))
  const reason = textOf(outcome.reason)
  if (reason !== undefined) event.status_detail = reason
  event.actor = actorOf(fields)
  event.src_endpoint = source
  event.http_request = requestOf(event, fields, debug)
  describeClass(event, fields, debug, eventType)
  event.observables = observablesOf(fields)
}

function outcomeOf(result: string | undefined): 'success' | 'failure' | 'unknown' {
  if (result === 'SUCCESS' || result === 'ALLOW') return 'success'
  return result === 'FAILURE' || result === 'DENY' || result === 'ABANDONED' ? 'failure' : 'unknown'
}

/** Okta's own detections: the evidence is where the request came from. */
function describeFinding(event: EventDraft, fields: JsonObject, debug: JsonObject, source: object): void {
  const outcome = objectOf(fields.outcome)
  const result = textOf(outcome.result)
  event.finding_info = present({
    title: textOf(outcome.reason) ?? textOf(fields.displayMessage) ?? 'Okta detection',
    uid: textOf(fields.uuid) ?? 'unknown',
  })
  event.evidences = [{ src_endpoint: source }]
  const denied = result === 'DENY'
  const allowed = result === 'ALLOW' || result === 'SUCCESS'
  event.action_id = denied ? 2 : allowed ? 1 : 0
  event.action = denied ? 'Denied' : allowed ? 'Allowed' : 'Unknown'
  event.disposition_id = denied ? 2 : allowed ? 1 : 0
  event.disposition = denied ? 'Blocked' : allowed ? 'Allowed' : 'Unknown'
  const url = textOf(debug.url) ?? textOf(debug.requestUri)
  if (url !== undefined) event.resources = [{ name: url }]
}

function describeClass(event: EventDraft, fields: JsonObject, debug: JsonObject, eventType: string): void {
  switch (event.class_uid) {
    case authentication.uid:
      event.auth_protocol_id = 0
      event.auth_protocol = 'Unknown'
      event.logon_type_id = 99
      event.logon_type = 'Other'
      event.user = personOf(targetOf(fields, 'User') ?? objectOf(fields.actor))
      setService(event, debug)
      if (event.dst_endpoint === undefined) event.service = { name: 'Okta' }
      setDevice(event, fields)
      return
    case accountChange.uid:
      event.user = personOf(targetOf(fields, 'User') ?? objectOf(fields.actor))
      return
    case groupManagement.uid:
      describeGroup(event, fields)
      return
    case entityManagement.uid:
      event.entity = entityOf(objectOf(listOf(fields.target)[0]))
      return
    default:
      event.api = { operation: eventType }
      setService(event, debug)
  }
}

function setService(event: EventDraft, debug: JsonObject): void {
  const url = textOf(debug.url)
  if (url !== undefined) event.dst_endpoint = { svc_name: url }
}

function setDevice(event: EventDraft, fields: JsonObject): void {
  if (!isObject(fields.device)) return
  event.device = present({
    name: textOf(fields.device.name),
    uid: textOf(fields.device.id),
    type: 'Unknown',
    type_id: 0,
  })
}

function describeGroup(event: EventDraft, fields: JsonObject): void {
  const group = targetOf(fields, 'UserGroup') ?? objectOf(listOf(fields.target)[0])
  event.group = present({ name: textOf(group.displayName), type: textOf(group.type), uid: textOf(group.id) })
  const user = targetOf(fields, 'User')
  if (user !== undefined) event.user = personOf(user)
}

function targetOf(fields: JsonObject, type: string): JsonObject | undefined {
  for (const target of listOf(fields.target)) if (isObject(target) && target.type === type) return target
  return undefined
}

/** Policies and rules have a place of their own in `managed_entity`; other things are named by their kind. */
function entityOf(target: JsonObject): object {
  const named = present({ name: textOf(target.displayName), uid: textOf(target.id) })
  const type = textOf(target.type) ?? 'Unknown'
  if (type === 'PolicyEntity' || type === 'PolicyRule') return { policy: named, type: 'Policy', type_id: 5 }
  if (type === 'NetworkZone' || type === 'Zone') return { ...named, type: 'Network Zone', type_id: 7 }
  return { ...named, type, type_id: 99 }
}

function personOf(who: JsonObject): object {
  const login = textOf(who.alternateId)
  const user = who.type === 'User'
  return namedUser({
    name: textOf(who.displayName),
    uid: textOf(who.id),
    email_addr: login?.includes('@') === true ? login.replaceAll('[.]', '.') : undefined,
    type: textOf(who.type),
    type_id: user ? 1 : who.type === undefined ? 0 : 99,
  })
}

function actorOf(fields: JsonObject): object {
  const session = textOf(objectOf(fields.authenticationContext).externalSessionId)
  return present({
    user: personOf(objectOf(fields.actor)),
    session: session === undefined ? undefined : { uid: session },
  })
}

function requestOf(event: EventDraft, fields: JsonObject, debug: JsonObject): object {
  const url = textOf(debug.url) ?? textOf(debug.requestUri)
  const inService = event.class_uid === authentication.uid || event.class_uid === apiActivity.uid
  return present({
    uid: textOf(debug.requestId),
    user_agent: textOf(objectOf(objectOf(fields.client).userAgent).rawUserAgent),
    url: url === undefined || inService ? undefined : { path: url },
  })
}

const operatingSystems: readonly (readonly [RegExp, string, number])[] = [
  [/^Windows/i, 'Windows', 100],
  [/^(?:iOS|iPhone)/i, 'iOS', 301],
  [/^iPadOS/i, 'iPadOS', 302],
  [/^Mac ?OS/i, 'macOS', 300],
  [/^Android/i, 'Android', 201],
  [/^(?:Linux|Ubuntu|Chrome ?OS)/i, 'Linux', 200],
]

const deviceTypes: ReadonlyMap<string, readonly [string, number]> = new Map([
  ['Computer', ['Desktop', 2]],
  ['Mobile', ['Mobile', 5]],
  ['Tablet', ['Tablet', 4]],
])

function sourceOf(fields: JsonObject): object {
  const client = objectOf(fields.client)
  const security = objectOf(fields.securityContext)
  const device = deviceTypes.get(textOf(client.device) ?? '')
  return namedEndpoint({
    ip: textOf(client.ipAddress),
    domain: textOf(security.domain),
    autonomous_system:
      security.asNumber === undefined && security.asOrg === undefined
        ? undefined
        : present({ name: textOf(security.asOrg), number: integerOf(security.asNumber) }),
    location: locationOf(client, security),
    os: osOf(textOf(objectOf(client.userAgent).os)),
    type: device?.[0],
    type_id: device?.[1],
  })
}

function osOf(name: string | undefined): object | undefined {
  if (name === undefined || name.toLowerCase() === 'unknown') return undefined
  const known = operatingSystems.find(([shape]) => shape.test(name))
  return { name, type: known?.[1] ?? 'Other', type_id: known?.[2] ?? 99 }
}

function locationOf(client: JsonObject, security: JsonObject): object | undefined {
  const place = client.geographicalContext
  if (!isObject(place)) return undefined
  const point = objectOf(place.geolocation)
  return namedPlace({
    city: textOf(place.city),
    country: textOf(place.country),
    isp: textOf(security.isp),
    lat: numberOf(point.lat),
    long: numberOf(point.lon),
    postal_code: idOf(place.postalCode),
  })
}

function observablesOf(fields: JsonObject): readonly Observable[] {
  const found: Observable[] = []
  const client = objectOf(fields.client)
  observe(found, 'src_endpoint.ip', 'ip', textOf(client.ipAddress))
  observe(found, 'http_request.user_agent', 'userAgent', textOf(objectOf(client.userAgent).rawUserAgent))
  observe(found, 'actor.user.name', 'userName', textOf(objectOf(fields.actor).displayName))
  return found
}
