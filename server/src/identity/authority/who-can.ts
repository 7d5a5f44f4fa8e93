import type { WhoCanAnswer, WhoCanQuestion, WhoCanSubject } from '@countersign/api/authority'
import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import type { RbacSnapshot, RbacSubject } from '@countersign/authority/kubernetes/rbac-snapshot'
import { whoCanInCluster } from '@countersign/authority/kubernetes/rbac-who-can'
import { whoCan } from '@countersign/authority/who-can/who-can'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import { CountersignError } from '../../platform/errors.ts'
import type { PolicyInForce } from '../configuration/policy-book.ts'

/** Everybody whom the policy in force lets do something. Errors: REQUEST_INVALID, NOT_FOUND without such policy. */
export async function whoCanBy(
  { aws, kubernetes }: PolicyInForce,
  { action, resource }: WhoCanQuestion,
  at: string,
): Promise<WhoCanAnswer> {
  if (action.includes(':')) {
    if (aws === undefined) throw noPolicy('AWS')
    return whoCanInAws(aws, action, resource, at)
  }
  const [, cluster, deed] = /^([^:]*):(.+)$/.exec(resource) ?? []
  if (cluster === undefined || deed === undefined)
    throw new CountersignError(
      'REQUEST_INVALID',
      'an AWS action looks like s3:GetObject; for Kubernetes the resource is cluster:namespace/group/resource/name',
    )
  const snapshot = kubernetes.find((one) => one.cluster === cluster)
  if (snapshot === undefined) throw noPolicy(`the cluster ${cluster}`)
  return whoCanInKubernetes(snapshot, action, deed)
}

function noPolicy(of: string): CountersignError {
  return new CountersignError('NOT_FOUND', `no policy of ${of} was in force at that time`)
}

async function whoCanInAws(
  snapshot: AwsSnapshot,
  action: string,
  resource: string,
  at: string,
): Promise<WhoCanAnswer> {
  const { allowed, undetermined, asked } = await whoCan(snapshot, {
    action,
    resource,
    context: {},
    absent: [],
    at,
  })
  const subject = ({ principal, decision }: (typeof allowed)[number]): WhoCanSubject => ({
    subject: principal,
    identityKey: awsKeyOfArn(principal) ?? null,
    deciding: [...decision.deciding],
    missing: [...decision.missing],
  })
  return {
    allowed: allowed.map(subject),
    undetermined: undetermined.map(subject),
    asked,
    missing: [...snapshot.gaps],
  }
}

function whoCanInKubernetes(snapshot: RbacSnapshot, verb: string, deed: string): WhoCanAnswer {
  const [namespace = '', apiGroup = '', resource = '', ...name] = deed.split('/')
  const { subjects, unknown } = whoCanInCluster(snapshot, {
    kind: 'resource',
    verb,
    apiGroup,
    resource,
    ...(namespace === '' ? {} : { namespace }),
    ...(name.length === 0 ? {} : { name: name.join('/') }),
  })
  const unread = unknown.map((binding) => `the role of the binding ${binding.name} is not held`)
  return {
    allowed: subjects.map(({ subject, through }) => ({
      subject: subjectText(subject),
      identityKey: keyOf(snapshot.cluster, subject),
      deciding: through.map(({ kind, namespace: within, name: named, roleRef }) => ({
        kind,
        namespace: within,
        name: named,
        roleRef,
      })),
      missing: [],
    })),
    undetermined: unknown.flatMap(({ subjects: bound, name: binding }) =>
      bound.map((subject) => ({
        subject: subjectText(subject),
        identityKey: keyOf(snapshot.cluster, subject),
        deciding: [],
        missing: [`the role of the binding ${binding} is not held`],
      })),
    ),
    asked: new Set(snapshot.bindings.flatMap(({ subjects: bound }) => bound.map(subjectText))).size,
    missing: [
      ...snapshot.gaps,
      ...unread,
      'members of system:masters may do everything and are named by no binding',
    ],
  }
}

function subjectText(subject: RbacSubject): string {
  return subject.kind === 'ServiceAccount'
    ? `ServiceAccount ${subject.namespace}/${subject.name}`
    : `${subject.kind} ${subject.name}`
}

function keyOf(cluster: string, subject: RbacSubject): string | null {
  switch (subject.kind) {
    case 'ServiceAccount':
      return `k8s:${cluster}:${subject.namespace}/${subject.name}`
    case 'User':
      return `k8s:${cluster}:user/${subject.name}`
    case 'Group':
      return null
  }
}
