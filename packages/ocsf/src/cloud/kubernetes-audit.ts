import {
  type Activity,
  createEvent,
  type EventDraft,
  eventTimeMs,
  httpOutcome,
  namedEndpoint,
  namedUser,
  noUid,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import { type NormaliseResult, ocsfVersion } from '../event.ts'
import { apiActivity } from '../event-class.ts'
import { addressOf, integerOf, objectOf, restOf, textOf, textsOf } from '../fields.ts'
import { first, kubernetesCaller } from '../identity/kubernetes.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { rfc3339, timeMsOf } from '../time.ts'

/** Kubernetes audit events, also as EKS ships them. Source: Kubernetes API reference, audit.k8s.io/v1 Event. */
export const kubernetesAudit: Normaliser = { format: 'kubernetes-audit', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (fields.kind !== 'Event') return undefined
  const version = fields.apiVersion
  if (typeof version === 'string' && version.startsWith('audit.k8s.io/'))
    return 'apiVersion is of audit.k8s.io'
  // A core/v1 Event carries involvedObject and reason; an audit event cut down by its shipper still has its verb.
  if (fields.involvedObject !== undefined) return undefined
  if (typeof fields.verb === 'string') return 'kind is Event and verb is present'
  return typeof fields.auditID === 'string' ||
    fields.responseStatus !== undefined ||
    fields.objectRef !== undefined
    ? 'kind is Event and the request it reports is present'
    : undefined
}

/** `requestObject` and `responseObject` also stay in `unmapped`, under the names rules know. */
const mapped: ReadonlySet<string> = new Set([
  'apiVersion',
  'level',
  'auditID',
  'stage',
  'requestURI',
  'verb',
  'userAgent',
  'requestReceivedTimestamp',
  'stageTimestamp',
])

const verbs: ReadonlyMap<string, number> = new Map([
  ['create', 1],
  ['get', 2],
  ['list', 2],
  ['watch', 2],
  ['update', 3],
  ['patch', 3],
  ['delete', 4],
  ['deletecollection', 4],
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const unmapped = restOf(fields, mapped)
  const verb = textOf(fields.verb) ?? 'unknown'
  const timeMs = eventTimeMs(fields.stageTimestamp ?? fields.requestReceivedTimestamp, context, unmapped)
  const event = createEvent(activityOf(verb), timeMs, 1, metadataOf(fields))
  describe(event, fields, verb)
  event.unmapped = unmapped
  const caller = kubernetesCaller(fields, clusterOf(fields))
  return {
    kind: 'event',
    normalised: {
      format: 'kubernetes-audit',
      event,
      identityKey: caller.identityKey,
      chain: caller.chain,
      sessionKey: caller.sessionKey,
      host: caller.nodeName?.toLowerCase(),
      sourceIp: addressOf(textsOf(fields.sourceIPs)[0]),
      destinationIp: undefined,
      action: actionOf(objectOf(fields.objectRef), verb),
      resource: resourceOf(fields),
    },
  }
}

function activityOf(verb: string): Activity {
  const id = verbs.get(verb)
  return id === undefined ? { eventClass: apiActivity, id: 99, name: verb } : { eventClass: apiActivity, id }
}

/** Audit events do not name their cluster; shippers add it under one of these names. */
function clusterOf(fields: JsonObject): string {
  const kubernetes = objectOf(fields.kubernetes)
  return (
    textOf(fields.cluster) ??
    textOf(fields.clusterName) ??
    textOf(fields.cluster_name) ??
    textOf(fields.eks_cluster_name) ??
    textOf(kubernetes.cluster_name) ??
    textOf(objectOf(fields.cluster).name) ??
    ''
  )
}

/** EKS authenticates with IAM and leaves its traces in the user. */
function isEks(fields: JsonObject): boolean {
  const user = objectOf(fields.user)
  const uid = textOf(user.uid)
  if (uid?.includes('-authenticator-aws:') === true || uid?.startsWith('aws-iam-authenticator:') === true)
    return true
  return (
    first(objectOf(user.extra).arn)?.startsWith('arn:aws') === true || fields.eks_cluster_name !== undefined
  )
}

function metadataOf(fields: JsonObject) {
  const eks = isEks(fields)
  const product = eks
    ? { name: 'Amazon EKS', vendor_name: 'AWS', feature: { name: 'Elastic Kubernetes Service' } }
    : { name: 'Kubernetes', vendor_name: 'CNCF', feature: { name: 'Audit' } }
  return {
    version: ocsfVersion,
    product: { ...product, version: textOf(fields.apiVersion) ?? 'audit.k8s.io/v1' },
    profiles: eks
      ? (['cloud', 'datetime', 'security_control'] as const)
      : (['datetime', 'security_control'] as const),
    log_name: textOf(fields.kind) ?? 'Event',
    ...present({ log_level: textOf(fields.level), uid: textOf(fields.auditID) }),
  }
}

function describe(event: EventDraft, fields: JsonObject, verb: string): void {
  event.actor = actorOf(fields)
  event.api = apiOf(fields, verb)
  const stage = textOf(fields.stage)
  if (stage !== undefined) event.message = stage
  const startMs = timeMsOf(fields.requestReceivedTimestamp)
  if (startMs !== undefined) {
    event.start_time = startMs
    event.start_time_dt = rfc3339(startMs)
  }
  const path = textOf(fields.requestURI)
  event.http_request = present({
    user_agent: textOf(fields.userAgent),
    url: path === undefined ? undefined : { path },
  })
  event.src_endpoint = sourceOf(fields)
  event.resources = [targetOf(objectOf(fields.objectRef))]
  const status = objectOf(fields.responseStatus)
  setStatus(event, httpOutcome(status.code) ?? 'unknown')
  const reason = textOf(status.reason)
  if (reason !== undefined) event.status_detail = reason
  setDecision(event, objectOf(fields.annotations))
  if (isEks(fields)) event.cloud = cloudOf(objectOf(objectOf(fields.user).extra))
  event.observables = observablesOf(fields)
}

function setDecision(event: EventDraft, annotations: JsonObject): void {
  const decision = textOf(annotations['authorization.k8s.io/decision'])
  event.action_id = decision === 'allow' ? 1 : decision === 'forbid' ? 2 : 0
  event.action = decision === 'allow' ? 'Allowed' : decision === 'forbid' ? 'Denied' : 'Unknown'
}

function actorOf(fields: JsonObject): object {
  const user = objectOf(fields.user)
  const extra = objectOf(user.extra)
  const session = present({
    uid: first(extra.sessionName),
    credential_uid: first(extra.accessKeyId),
    issuer: first(extra.canonicalArn),
  })
  return present({
    user: namedUser({
      name: textOf(user.username),
      uid: textOf(user.uid),
      type_id: 0,
      groups: groupsOf(user),
    }),
    session: Object.keys(session).length === 0 ? undefined : session,
  })
}

function groupsOf(user: JsonObject): readonly object[] | undefined {
  const groups = textsOf(user.groups)
  return groups.length === 0 ? undefined : groups.map((name) => ({ name }))
}

function apiOf(fields: JsonObject, verb: string): object {
  const reference = objectOf(fields.objectRef)
  const group = textOf(reference.apiGroup)
  return present({
    operation: verb,
    version: textOf(reference.apiVersion),
    group: group === undefined ? undefined : { name: group },
    request: present({ uid: textOf(fields.auditID) ?? noUid, data: fields.requestObject ?? undefined }),
    response: present({
      code: integerOf(objectOf(fields.responseStatus).code),
      message: textOf(objectOf(fields.responseStatus).message),
      data: fields.responseObject ?? undefined,
    }),
  })
}

function sourceOf(fields: JsonObject): object {
  const [nearest, ...others] = textsOf(fields.sourceIPs)
  return namedEndpoint({ ip: nearest, intermediate_ips: others.length === 0 ? undefined : others })
}

function targetOf(reference: JsonObject): object {
  const type = textOf(reference.resource)
  const part = textOf(reference.subresource)
  return present({
    name: textOf(reference.name) ?? (reference.uid === undefined ? (type ?? 'unknown') : undefined),
    type: type !== undefined && part !== undefined ? `${type}/${part}` : type,
    namespace: textOf(reference.namespace),
    uid: textOf(reference.uid),
    version: textOf(reference.resourceVersion),
  })
}

function cloudOf(extra: JsonObject): object {
  const account = (first(extra.arn) ?? first(extra.canonicalArn))?.split(':')[4]
  return present({ provider: 'AWS', account: account === undefined ? undefined : { uid: account } })
}

function observablesOf(fields: JsonObject): readonly Observable[] {
  const found: Observable[] = []
  observe(found, 'actor.user.name', 'userName', textOf(objectOf(fields.user).username))
  observe(found, 'src_endpoint.ip', 'ip', textsOf(fields.sourceIPs)[0])
  observe(found, 'http_request.url.path', 'url', textOf(fields.requestURI))
  return found
}

/** `pods/exec create`; without an object, the verb alone. */
function actionOf(reference: JsonObject, verb: string): string {
  const resource = textOf(reference.resource)
  if (resource === undefined) return verb
  const part = textOf(reference.subresource)
  return part === undefined ? `${resource} ${verb}` : `${resource}/${part} ${verb}`
}

/** `namespace/name`; the kind of object where no name is stated, the path where there is no object. */
function resourceOf(fields: JsonObject): string | undefined {
  const reference = objectOf(fields.objectRef)
  const name = textOf(reference.name) ?? textOf(objectOf(objectOf(fields.responseObject).metadata).name)
  const last = name ?? textOf(reference.resource)
  const namespace = textOf(reference.namespace)
  if (last === undefined) return textOf(fields.requestURI)
  return namespace === undefined ? last : `${namespace}/${last}`
}
