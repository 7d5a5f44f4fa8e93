import { createHash } from 'node:crypto'
import type { AuthorityDecision, PolicyStatementRef } from '@countersign/explanation/explanation'
import { integerOf, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import type { RbacPolicy } from './decide-rbac.ts'
import type { KubernetesRequest } from './rbac-snapshot.ts'

/** The request that an audit event reports, as the authorisers were asked. Source: audit.k8s.io/v1 Event. */
export function requestOfAudit(fields: JsonObject): KubernetesRequest | undefined {
  const caller = objectOf(
    textOf(objectOf(fields.impersonatedUser).username) === undefined ? fields.user : fields.impersonatedUser,
  )
  const user = textOf(caller.username)
  const verb = textOf(fields.verb)
  if (user === undefined || verb === undefined) return undefined
  const who = { user, groups: textsOf(caller.groups), verb }
  const object = objectOf(fields.objectRef)
  const resource = textOf(object.resource)
  if (resource === undefined) return pathRequest(who, fields)
  return {
    ...who,
    kind: 'resource',
    apiGroup: textOf(object.apiGroup) ?? '',
    resource,
    ...optional('subresource', textOf(object.subresource)),
    ...optional('namespace', textOf(object.namespace)),
    // A create names its object in the body alone, which the authorisers do not see.
    ...(verb === 'create' && textOf(object.subresource) === undefined
      ? {}
      : optional('name', textOf(object.name))),
  }
}

function pathRequest(
  who: Pick<KubernetesRequest, 'user' | 'groups' | 'verb'>,
  fields: JsonObject,
): KubernetesRequest | undefined {
  const path = textOf(fields.requestURI)?.split('?', 1)[0]
  return path === undefined ? undefined : { ...who, kind: 'path', path }
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [name in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [name in K]: string })
}

/** What the API server answered: its annotation, or else that it refused with 401 or 403. */
export function observedIn(fields: JsonObject): 'allowed' | 'denied' | undefined {
  const decision = textOf(objectOf(fields.annotations)['authorization.k8s.io/decision'])
  if (decision === 'allow') return 'allowed'
  if (decision === 'forbid') return 'denied'
  const code = integerOf(objectOf(fields.responseStatus).code)
  if (code === undefined) return undefined
  return code === 401 || code === 403 ? 'denied' : 'allowed'
}

/**
 * Why the API server let a request through, or did not. The reason it wrote when it decided comes first; without one,
 * the cluster's RBAC at that time is asked again.
 */
export function decideAudit(fields: JsonObject, policy: RbacPolicy | undefined): AuthorityDecision {
  const observed = observedIn(fields)
  const reason = textOf(objectOf(fields.annotations)['authorization.k8s.io/reason'])
  const request = requestOfAudit(fields)
  if (reason !== undefined && observed === 'allowed') return statedDecision(reason, observed)
  if (policy !== undefined && request !== undefined) return policy.decide(request, observed)
  return {
    result: 'undetermined',
    deciding: [],
    notBlockedBy: [],
    conditions: [],
    missing: [request === undefined ? noRequest : noSnapshot],
    ...(observed === undefined ? {} : { observed }),
    made: 'reconstructed',
    evaluator: { name: 'countersign/kubernetes-rbac', version: '1' },
  }
}

const noRequest = 'The audit event names no user or verb, so there is nothing to decide on.'
const noSnapshot =
  'No RBAC of this cluster was imported for that time, and the API server did not write its reason.'

/** The API server's words: `RBAC: allowed by ClusterRoleBinding "b" of ClusterRole "r" to Group "g"`. */
const statedShape = /^RBAC: allowed by (\w+ "[^"]*") of (\w+ "[^"]*") to (\w+ "[^"]*")$/

function statedDecision(reason: string, observed: 'allowed'): AuthorityDecision {
  const parts = statedShape.exec(reason)
  const statement: PolicyStatementRef = {
    policyType: 'rbac',
    policyId: parts === null ? 'authoriser' : `${parts[1]} of ${parts[2]} to ${parts[3]}`.replaceAll('"', ''),
    version: createHash('sha256').update(reason, 'utf8').digest('hex'),
    index: 0,
    effect: 'allow',
    text: reason,
  }
  return {
    result: 'allowed',
    deciding: [statement],
    notBlockedBy: [],
    conditions: [],
    missing: [],
    observed,
    made: 'at-the-time',
    evaluator: { name: 'kube-apiserver', version: 'unknown' },
  }
}
