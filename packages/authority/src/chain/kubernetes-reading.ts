import type { NormalisedEvent } from '@countersign/ocsf/event'
import { isObject, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import { kubernetesIdentityKey } from '@countersign/ocsf/identity/kubernetes'
import type { JsonObject } from '@countersign/ocsf/record'
import type { CallerContext, ChainMark, ChainReading } from './chain-event.ts'
import { listAt, nativeFields, objectAt, textAt } from './native.ts'

/** What a Kubernetes audit event says that chains are followed by. Source: Kubernetes reference, audit.k8s.io/v1. */
export function readKubernetes(normalised: NormalisedEvent): ChainReading {
  const fields = nativeFields(normalised)
  const cluster = clusterOf(normalised)
  const made = madeOf(fields)
  const succeeded = normalised.event.status_id === 1
  return {
    context: { ...podOf(fields, cluster), ...ownersOf(made, cluster), ...requestOf(normalised) },
    marks: succeeded ? marksOfRequest(normalised, fields, made, cluster) : [],
  }
}

/** The cluster as the identity key has it, so that both always agree. */
function clusterOf({ identityKey, chain }: NormalisedEvent): string {
  const key = [identityKey, ...chain.map((hop) => hop.identityKey)].find(
    (one) => one?.startsWith('k8s:') === true,
  )
  return key?.slice('k8s:'.length).split(':')[0] ?? ''
}

function requestOf({ event }: NormalisedEvent): { readonly request?: string } {
  const uid = event.metadata.uid
  return uid === undefined ? {} : { request: uid }
}

function verbOf({ event }: NormalisedEvent): string {
  return isObject(event.api) ? (textOf((event.api as JsonObject).operation) ?? '') : ''
}

/** The object as the server answered it; at level Request or Metadata, what was asked for or what the reference says. */
function madeOf(fields: JsonObject): JsonObject {
  const answered = objectAt(fields, 'responseObject')
  return Object.keys(answered).length > 0 && answered.kind !== 'Status'
    ? answered
    : objectAt(fields, 'requestObject')
}

const podUid = 'authentication.kubernetes.io/pod-uid'
const podName = 'authentication.kubernetes.io/pod-name'

/** The API server takes these from the token: a bound token names its pod. */
function podOf(fields: JsonObject, cluster: string): Pick<CallerContext, 'runsIn'> {
  const extra = objectAt(fields, 'user', 'extra')
  const namespace = /^system:serviceaccount:([^:]+):/.exec(textAt(fields, 'user', 'username') ?? '')?.[1]
  const uid = textsOf(extra[podUid])[0]
  const name = textsOf(extra[podName])[0]
  const runsIn = [
    ...(uid === undefined ? [] : [`k8s:${cluster}:uid/${uid}`]),
    ...(name === undefined || namespace === undefined ? [] : [objectKey(cluster, 'pods', namespace, name)]),
  ]
  return runsIn.length === 0 ? {} : { runsIn }
}

function objectKey(cluster: string, resource: string, namespace: string, name: string): string {
  return `k8s:${cluster}:${resource}/${namespace}/${name}`
}

const plurals: ReadonlyMap<string, string> = new Map([
  ['ReplicaSet', 'replicasets'],
  ['Deployment', 'deployments'],
  ['StatefulSet', 'statefulsets'],
  ['DaemonSet', 'daemonsets'],
  ['Job', 'jobs'],
  ['CronJob', 'cronjobs'],
  ['ReplicationController', 'replicationcontrollers'],
])
const workloads = new Set([...plurals.values(), 'pods'])

function ownersOf(made: JsonObject, cluster: string): Pick<CallerContext, 'owners'> {
  const namespace = textAt(made, 'metadata', 'namespace')
  const owners = listAt(made, 'metadata', 'ownerReferences').flatMap((reference) => {
    const { kind, name, uid } = objectOf(reference)
    const resource = plurals.get(textOf(kind) ?? '')
    const byName =
      resource === undefined || namespace === undefined || textOf(name) === undefined
        ? []
        : [objectKey(cluster, resource, namespace, textOf(name) ?? '')]
    return [...(textOf(uid) === undefined ? [] : [`k8s:${cluster}:uid/${textOf(uid)}`]), ...byName]
  })
  return owners.length === 0 ? {} : { owners }
}

function marksOfRequest(
  normalised: NormalisedEvent,
  fields: JsonObject,
  made: JsonObject,
  cluster: string,
): readonly ChainMark[] {
  const reference = objectAt(fields, 'objectRef')
  const resource = textOf(reference.resource) ?? ''
  const verb = verbOf(normalised)
  if (resource === 'serviceaccounts') return serviceAccountMarks(normalised, fields, made, cluster)
  if (/^(?:cluster)?rolebindings$/.test(resource) && /^(?:create|update|patch)$/.test(verb))
    return bindingMarks(made, cluster)
  if (
    workloads.has(resource) &&
    reference.subresource === undefined &&
    /^(?:create|update|patch)$/.test(verb)
  )
    return workloadMarks(fields, made, cluster, resource)
  return []
}

function serviceAccountMarks(
  normalised: NormalisedEvent,
  fields: JsonObject,
  made: JsonObject,
  cluster: string,
): readonly ChainMark[] {
  const reference = objectAt(fields, 'objectRef')
  const namespace = textOf(reference.namespace)
  const name = textOf(reference.name) ?? textAt(made, 'metadata', 'name')
  if (verbOf(normalised) !== 'create' || namespace === undefined || name === undefined) return []
  const account = `k8s:${cluster}:${namespace}/${name}`
  if (reference.subresource === undefined) return [{ kind: 'creates', key: account }]
  return reference.subresource === 'token' ? tokenMarks(normalised, fields, account) : []
}

/** Since Kubernetes 1.30 the server notes which credential a TokenRequest issued, and who later shows it. */
function tokenMarks(normalised: NormalisedEvent, fields: JsonObject, account: string): readonly ChainMark[] {
  const issued = textsOf(
    objectAt(fields, 'annotations')['authentication.kubernetes.io/issued-credential-id'],
  )[0]
  const mark: ChainMark =
    issued === undefined
      ? { kind: 'issues-unkeyed', key: account }
      : { kind: 'issues', key: issued, about: account }
  const { sessionKey } = normalised
  return sessionKey === undefined ? [mark] : [mark, { kind: 'issued-with', key: sessionKey }]
}

function bindingMarks(made: JsonObject, cluster: string): readonly ChainMark[] {
  const role = `${textAt(made, 'roleRef', 'kind') ?? 'role'} ${textAt(made, 'roleRef', 'name') ?? ''}`
  return listAt(made, 'subjects').flatMap((subject): readonly ChainMark[] => {
    const { kind, namespace, name } = objectOf(subject)
    if (textOf(name) === undefined) return []
    const key =
      kind === 'ServiceAccount'
        ? `k8s:${cluster}:${textOf(namespace) ?? ''}/${textOf(name)}`
        : kind === 'User'
          ? kubernetesIdentityKey(cluster, textOf(name) ?? '')
          : undefined
    return key === undefined ? [] : [{ kind: 'trusts', key, about: role }]
  })
}

function workloadMarks(
  fields: JsonObject,
  made: JsonObject,
  cluster: string,
  resource: string,
): readonly ChainMark[] {
  const namespace = textAt(fields, 'objectRef', 'namespace') ?? textAt(made, 'metadata', 'namespace') ?? ''
  const name = textAt(fields, 'objectRef', 'name') ?? textAt(made, 'metadata', 'name')
  const uid = textAt(made, 'metadata', 'uid') ?? textAt(fields, 'objectRef', 'uid')
  const account = serviceAccountOf(made)
  return [
    ...(name === undefined
      ? []
      : [{ kind: 'launches', key: objectKey(cluster, resource, namespace, name) } as const]),
    ...(uid === undefined ? [] : [{ kind: 'launches', key: `k8s:${cluster}:uid/${uid}` } as const]),
    ...(account === undefined
      ? []
      : [
          {
            kind: 'passes',
            key: `k8s:${cluster}:${namespace}/${account}`,
            about: `${resource}/${name ?? ''}`,
          } as const,
        ]),
  ]
}

/** In a pod's own spec, in a workload's template, or in the template of a CronJob's job. */
function serviceAccountOf(made: JsonObject): string | undefined {
  const spec = objectAt(made, 'spec')
  const inner = [
    spec,
    objectAt(spec, 'template', 'spec'),
    objectAt(spec, 'jobTemplate', 'spec', 'template', 'spec'),
  ]
  for (const one of inner) {
    const found = isObject(one) ? (textOf(one.serviceAccountName) ?? textOf(one.serviceAccount)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}
