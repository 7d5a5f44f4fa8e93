import {
  createEvent,
  type EventDraft,
  eventTimeMs,
  namedEndpoint,
  namedUser,
  noUid,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import { type NormalisedEvent, type NormaliseResult, type OcsfMetadata, ocsfVersion } from '../event.ts'
import { accountChange, authentication, groupManagement } from '../event-class.ts'
import { addressOf, flagOf, isObject, objectOf, restOf, textOf } from '../fields.ts'
import { type AwsCaller, awsDelegationChain, awsIdentityKey } from '../identity/aws.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { rfc3339, timeMsOf } from '../time.ts'
import { awsActivity } from './aws-operation.ts'
import { awsResource } from './aws-resource.ts'
import { withCloudTrailNames } from './cloudtrail-names.ts'

/** AWS CloudTrail records. Source: CloudTrail User Guide, "CloudTrail record contents" (event version 1.11). */
export const awsCloudTrail: Normaliser = { format: 'aws-cloudtrail', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (typeof fields.eventName === 'string') {
    if (typeof fields.eventSource === 'string') return 'eventSource and eventName are present'
    if (isObject(fields.userIdentity)) return 'userIdentity and eventName are present'
    if (typeof fields.awsRegion === 'string') return 'awsRegion and eventName are present'
    return isObject(fields.responseElements) ? 'responseElements and eventName are present' : undefined
  }
  return typeof fields.eventname === 'string' && typeof fields.eventsource === 'string'
    ? 'eventsource and eventname are present (lower-cased export)'
    : undefined
}

/** Source fields that the event carries under an OCSF name; all others are kept in `unmapped`. */
const mapped: ReadonlySet<string> = new Set([
  'eventVersion',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestID',
  'eventID',
  'apiVersion',
  'eventCategory',
  'vpcEndpointId',
])

function normalise(record: SourceRecord, context: NormaliseContext): NormaliseResult {
  const fields =
    typeof record.fields.eventName === 'string' ? record.fields : withCloudTrailNames(record.fields)
  const operation = textOf(fields.eventName) ?? textOf(fields.eventType) ?? 'unknown'
  const caller: AwsCaller = {
    userIdentity: objectOf(fields.userIdentity),
    recipientAccountId: textOf(fields.recipientAccountId),
  }
  const unmapped = restOf(fields, mapped)
  const timeMs = eventTimeMs(fields.eventTime, context, unmapped)
  const activity = awsActivity(`${textOf(fields.eventSource) ?? ''}/${operation}`)
  const event = createEvent(activity, timeMs, 1, metadataOf(fields))
  const user = describe(event, fields, caller, operation)
  event.observables = observablesOf(event, fields, user)
  event.unmapped = unmapped
  return { kind: 'event', normalised: keyed(event, fields, caller, operation) }
}

function keyed(event: EventDraft, fields: JsonObject, caller: AwsCaller, operation: string): NormalisedEvent {
  const identityKey = awsIdentityKey(caller)
  const account = caller.recipientAccountId ?? textOf(caller.userIdentity.accountId)
  return {
    format: 'aws-cloudtrail',
    event,
    identityKey,
    chain: awsDelegationChain(caller, identityKey),
    sessionKey: textOf(caller.userIdentity.accessKeyId) ?? textOf(caller.userIdentity.credentialId),
    host: undefined,
    sourceIp: addressOf(fields.sourceIPAddress),
    destinationIp: undefined,
    action: operation,
    resource: awsResource(fields, account),
  }
}

const profiles = ['cloud', 'datetime'] as const

function metadataOf(fields: JsonObject): OcsfMetadata {
  const eventType = textOf(fields.eventType)
  return present({
    version: ocsfVersion,
    product: present({
      name: 'CloudTrail',
      vendor_name: 'AWS',
      version: textOf(fields.eventVersion),
      feature: { name: textOf(fields.eventCategory) ?? 'Management, Data, and Insights' },
    }),
    profiles,
    uid: textOf(fields.eventID),
    event_code: eventType,
    log_name: eventType,
    log_provider: 'CloudTrail',
  }) as unknown as OcsfMetadata
}

/** Adds what the class says beside the base attributes; gives the user that an IAM event is about. */
function describe(event: EventDraft, fields: JsonObject, caller: AwsCaller, operation: string): JsonObject {
  const extra = objectOf(fields.additionalEventData)
  event.actor = actorOf(caller.userIdentity, extra)
  event.api = apiOf(fields, operation)
  event.cloud = present({
    provider: 'AWS',
    region: textOf(fields.awsRegion),
    account: accountOf(caller.recipientAccountId ?? textOf(caller.userIdentity.accountId)),
  })
  event.src_endpoint = sourceOf(fields)
  const agent = textOf(fields.userAgent)
  if (agent !== undefined) event.http_request = { user_agent: agent }
  const error = textOf(fields.errorCode)
  setStatus(event, outcomeOf(fields, error))
  if (error !== undefined) event.status_code = error
  const message = textOf(fields.errorMessage)
  if (message !== undefined) event.status_detail = message
  return describeClass(event, fields, caller, extra)
}

function outcomeOf(fields: JsonObject, error: string | undefined): 'success' | 'failure' {
  const login = textOf(objectOf(fields.responseElements).ConsoleLogin)
  return error !== undefined || login === 'Failure' ? 'failure' : 'success'
}

const noUser: JsonObject = {}

function describeClass(
  event: EventDraft,
  fields: JsonObject,
  caller: AwsCaller,
  extra: JsonObject,
): JsonObject {
  const request = objectOf(fields.requestParameters)
  if (event.class_uid === authentication.uid) {
    const mfa = extra.MFAUsed
    if (mfa === 'Yes' || mfa === 'No') event.is_mfa = mfa === 'Yes'
    const target = textOf(extra.LoginTo)
    if (target !== undefined) event.dst_endpoint = { svc_name: target }
    else event.service = { name: textOf(fields.eventSource) ?? 'unknown' }
    event.user = userOf(caller.userIdentity, textOf(extra.UserName))
    return noUser
  }
  if (event.class_uid === groupManagement.uid)
    event.group = {
      name: textOf(request.groupName) ?? textOf(objectOf(objectOf(fields.responseElements).group).groupName),
    }
  if (event.class_uid !== accountChange.uid && event.class_uid !== groupManagement.uid) return noUser
  const user = changedUser(request, objectOf(fields.responseElements), caller.userIdentity) as JsonObject
  event.user = user
  return user
}

/** The user an IAM call changes; a call without `userName` changes its caller (IAM API Reference). */
function changedUser(request: JsonObject, response: JsonObject, userIdentity: JsonObject): object {
  const answered = objectOf(response.user)
  const key = objectOf(response.accessKey)
  const name = textOf(request.userName) ?? textOf(answered.userName) ?? textOf(key.userName)
  if (name === undefined) return userOf(userIdentity, undefined)
  return present({
    name,
    uid: textOf(answered.arn),
    uid_alt: textOf(answered.userId),
    credential_uid: textOf(key.accessKeyId),
  })
}

function actorOf(userIdentity: JsonObject, extra: JsonObject): object {
  const actor: { [name: string]: unknown } = { user: userOf(userIdentity, textOf(extra.UserName)) }
  const session = sessionOf(userIdentity.sessionContext)
  if (session !== undefined) actor.session = session
  const invokedBy = textOf(userIdentity.invokedBy)
  if (invokedBy !== undefined) actor.invoked_by = invokedBy
  const idp = textOf(userIdentity.identityProvider)
  if (idp !== undefined) actor.idp = { name: idp }
  const store = textOf(objectOf(userIdentity.onBehalfOf).identityStoreArn)
  if (store !== undefined) actor.idp = { uid: store }
  return actor
}

function userOf(userIdentity: JsonObject, nameBeside: string | undefined): object {
  const type = textOf(userIdentity.type)
  return namedUser({
    type,
    type_id: type === undefined ? 0 : 99,
    name: textOf(userIdentity.userName) ?? nameBeside ?? serviceName(userIdentity),
    uid: textOf(userIdentity.arn),
    uid_alt: textOf(userIdentity.principalId) ?? textOf(objectOf(userIdentity.onBehalfOf).userId),
    account: accountOf(textOf(userIdentity.accountId)),
    credential_uid: textOf(userIdentity.accessKeyId) ?? textOf(userIdentity.credentialId),
  })
}

/** A service that acts by itself has no name but its host. */
function serviceName(userIdentity: JsonObject): string | undefined {
  return userIdentity.type === 'AWSService' ? textOf(userIdentity.invokedBy) : undefined
}

function accountOf(uid: string | undefined): object | undefined {
  return uid === undefined ? undefined : { uid }
}

function sessionOf(context: JsonObject[string] | undefined): object | undefined {
  if (!isObject(context)) return undefined
  const attributes = objectOf(context.attributes)
  const createdMs = timeMsOf(attributes.creationDate)
  return present({
    created_time: createdMs,
    created_time_dt: createdMs === undefined ? undefined : rfc3339(createdMs),
    is_mfa: flagOf(attributes.mfaAuthenticated),
    issuer: textOf(objectOf(context.sessionIssuer).arn),
  })
}

/** Request and response stay as they are: OCSF `data` is `json_t`. */
function apiOf(fields: JsonObject, operation: string): object {
  const error = textOf(fields.errorCode)
  const message = textOf(fields.errorMessage)
  const response = fields.responseElements ?? undefined
  return present({
    operation,
    version: textOf(fields.apiVersion),
    service: { name: textOf(fields.eventSource) ?? 'unknown' },
    request: present({ uid: textOf(fields.requestID) ?? noUid, data: fields.requestParameters ?? undefined }),
    response:
      response === undefined && error === undefined ? undefined : present({ data: response, error, message }),
  })
}

/** `sourceIPAddress` holds an address, or the host of the AWS service that called. */
function sourceOf(fields: JsonObject): object {
  const source = textOf(fields.sourceIPAddress)
  const ip = addressOf(source)
  return namedEndpoint({
    ip,
    domain: ip === undefined ? source : undefined,
    uid: textOf(fields.vpcEndpointId),
  })
}

function observablesOf(event: EventDraft, fields: JsonObject, user: JsonObject): readonly Observable[] {
  const found: Observable[] = []
  observe(
    found,
    'actor.user.name',
    'userName',
    textOf(objectOf(fields.userIdentity).userName) ?? textOf(objectOf(fields.additionalEventData).UserName),
  )
  if (event.class_uid === accountChange.uid) observe(found, 'user.name', 'userName', textOf(user.name))
  const source = textOf(fields.sourceIPAddress)
  if (addressOf(source) !== undefined) observe(found, 'src_endpoint.ip', 'ip', source)
  else observe(found, 'src_endpoint.domain', 'hostname', source)
  return found
}
