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
import { type DelegationHop, type NormaliseResult, ocsfVersion } from '../event.ts'
import { authentication } from '../event-class.ts'
import { addressOf, integerOf, isObject, numberOf, objectOf, restOf, textOf } from '../fields.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { directoryOf, graphRecordOf, isEnvelopeOf, objectOrJson } from './entra-record.ts'

/** Microsoft Entra sign-ins, as Graph gives them and as diagnostic settings ship them. Source: Graph `signIn` resource. */
export const entraSignIn: Normaliser = { format: 'entra-sign-in', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (isEnvelopeOf(fields, 'sign-in')) return 'category is a sign-in category and properties are present'
  if (typeof fields.createdDateTime !== 'string') return undefined
  if (
    fields.userPrincipalName === undefined &&
    fields.servicePrincipalId === undefined &&
    fields.appId === undefined
  )
    return undefined
  return fields.conditionalAccessStatus !== undefined ||
    fields.clientAppUsed !== undefined ||
    isObject(fields.status) ||
    fields.signInEventTypes !== undefined
    ? 'createdDateTime, the principal and the sign-in status are present'
    : undefined
}

const mapped: ReadonlySet<string> = new Set([
  'id',
  'createdDateTime',
  'userDisplayName',
  'userPrincipalName',
  'userId',
  'ipAddress',
  'resourceDisplayName',
  'resourceId',
  'isInteractive',
  'userAgent',
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const record = graphRecordOf(fields)
  const unmapped = restOf(record, mapped)
  const timeMs = eventTimeMs(record.createdDateTime ?? fields.time, context, unmapped)
  const activity = { eventClass: authentication, id: 1 }
  const event = createEvent(activity, timeMs, severityOf(record), metadataOf(fields, record))
  describe(event, fields, record)
  event.unmapped = unmapped
  const caller = callerOf(fields, record)
  return {
    kind: 'event',
    normalised: {
      format: 'entra-sign-in',
      event,
      ...caller,
      sessionKey:
        textOf(record.sessionId) ?? textOf(record.uniqueTokenIdentifier) ?? textOf(record.correlationId),
      host: textOf(objectOrJson(record.deviceDetail).displayName)?.toLowerCase(),
      sourceIp: addressOf(record.ipAddress ?? fields.callerIpAddress),
      destinationIp: undefined,
      action: textOf(fields.operationName) ?? 'Sign-in activity',
      resource: textOf(record.resourceDisplayName) ?? textOf(record.appDisplayName),
    },
  }
}

/** A person, an agent acting for one, or an application on its own. UPNs ignore case. */
function callerOf(
  fields: JsonObject,
  record: JsonObject,
): { readonly identityKey: string | undefined; readonly chain: readonly DelegationHop[] } {
  const directory = directoryOf(fields, record)
  const upn = textOf(record.userPrincipalName) ?? textOf(record.userId)
  const app = textOf(record.appId) ?? textOf(record.servicePrincipalId)
  const person = upn === undefined ? undefined : `entra:${directory}:user/${upn.toLowerCase()}`
  const client = app === undefined ? undefined : `entra:${directory}:app/${app.toLowerCase()}`
  const agent = textOf(objectOf(record.agent).agentType)
  if (agent !== undefined && agent !== 'notAgentic' && client !== undefined)
    return {
      identityKey: client,
      chain: person === undefined ? [] : [{ identityKey: person, relation: 'on-behalf-of' }],
    }
  return { identityKey: person ?? client, chain: [] }
}

const severities: ReadonlyMap<string, number> = new Map([
  ['low', 2],
  ['medium', 3],
  ['high', 4],
])

function severityOf(record: JsonObject): number {
  return severities.get(textOf(record.riskLevelDuringSignIn) ?? '') ?? 1
}

const profiles = ['cloud', 'datetime', 'host'] as const

function metadataOf(fields: JsonObject, record: JsonObject) {
  return {
    version: ocsfVersion,
    product: { name: 'Microsoft Entra ID', vendor_name: 'Microsoft', feature: { name: 'Sign-in logs' } },
    profiles,
    log_name: textOf(fields.category) ?? 'SignInLogs',
    ...present({ uid: textOf(record.id), correlation_uid: textOf(record.correlationId) }),
  }
}

function describe(event: EventDraft, fields: JsonObject, record: JsonObject): void {
  setOutcome(event, objectOrJson(record.status))
  event.user = userOf(record)
  event.actor = {
    user: event.user,
    ...present({ app_name: textOf(record.appDisplayName), app_uid: textOf(record.appId) }),
  }
  event.cloud = present({ provider: 'Azure', account: accountOf(directoryOf(fields, record)) })
  event.src_endpoint = sourceOf(fields, record)
  event.service = present({
    name: textOf(record.resourceDisplayName) ?? textOf(record.appDisplayName) ?? 'Microsoft Entra ID',
    uid: textOf(record.resourceId),
  })
  event.dst_endpoint = {
    svc_name: textOf(record.resourceDisplayName) ?? textOf(record.appDisplayName) ?? 'Microsoft Entra ID',
  }
  event.is_mfa = record.authenticationRequirement === 'multiFactorAuthentication'
  const interactive = record.isInteractive === true
  event.logon_type_id = interactive ? 2 : 3
  event.logon_type = interactive ? 'Interactive' : 'Network'
  const session = textOf(record.sessionId) ?? textOf(record.correlationId)
  if (session !== undefined) event.session = { uid: session }
  const agent = textOf(record.userAgent)
  if (agent !== undefined) event.http_request = { user_agent: agent }
  const device = deviceOf(objectOrJson(record.deviceDetail))
  if (device !== undefined) event.device = device
  event.observables = observablesOf(record)
}

/** Error 0 is success. Source: Microsoft Entra, "Authentication and authorization error codes". */
function setOutcome(event: EventDraft, status: JsonObject): void {
  const code = numberOf(status.errorCode)
  setStatus(event, code === undefined ? 'unknown' : code === 0 ? 'success' : 'failure')
  if (code !== undefined) event.status_code = String(code)
  const reason = textOf(status.failureReason)
  if (code !== 0 && reason !== undefined) event.status_detail = reason
}

function accountOf(directory: string): object | undefined {
  return directory === '' ? undefined : { uid: directory, type: 'Azure AD Account', type_id: 6 }
}

function userOf(record: JsonObject): object {
  const upn = textOf(record.userPrincipalName)
  if (upn === undefined && record.userId === undefined)
    return namedUser({
      name: textOf(record.servicePrincipalName) ?? textOf(record.appDisplayName),
      uid: textOf(record.servicePrincipalId) ?? textOf(record.appId),
      type: 'Service',
      type_id: 4,
    })
  return namedUser({
    name: upn,
    full_name: textOf(record.userDisplayName),
    uid: textOf(record.userId),
    email_addr: upn?.includes('@') === true ? upn : undefined,
    type: 'User',
    type_id: 1,
    risk_level: textOf(record.riskLevelDuringSignIn),
  })
}

function sourceOf(fields: JsonObject, record: JsonObject): object {
  const place = objectOrJson(record.location)
  const point = objectOf(place.geoCoordinates)
  const system = integerOf(record.autonomousSystemNumber)
  return namedEndpoint({
    ip: textOf(record.ipAddress) ?? textOf(fields.callerIpAddress),
    location: namedPlace({
      city: textOf(place.city),
      region: textOf(place.state),
      country: textOf(place.countryOrRegion),
      lat: numberOf(point.latitude),
      long: numberOf(point.longitude),
    }),
    autonomous_system: system === undefined ? undefined : { number: system },
  })
}

function deviceOf(detail: JsonObject): object | undefined {
  const os = textOf(detail.operatingSystem)
  const device = present({
    uid: textOf(detail.deviceId),
    name: textOf(detail.displayName),
    is_compliant: typeof detail.isCompliant === 'boolean' ? detail.isCompliant : undefined,
    is_managed: typeof detail.isManaged === 'boolean' ? detail.isManaged : undefined,
    os: os === undefined ? undefined : { name: os, type_id: 99, type: 'Other' },
  })
  if (Object.keys(device).length === 0) return undefined
  const named = device.uid !== undefined || device.name !== undefined
  return { ...device, ...(named ? {} : { name: 'unknown' }), type: 'Unknown', type_id: 0 }
}

function observablesOf(record: JsonObject): readonly Observable[] {
  const found: Observable[] = []
  observe(found, 'actor.user.name', 'userName', textOf(record.userPrincipalName))
  observe(found, 'src_endpoint.ip', 'ip', addressOf(record.ipAddress))
  observe(found, 'http_request.user_agent', 'userAgent', textOf(record.userAgent))
  return found
}
