import { type Attributes, attribute } from '../cloud/otel-attributes.ts'
import type { DelegationHop, IdentityKey } from '../event.ts'
import { kubernetesIdentityKey } from './kubernetes.ts'
import { isSpiffeId } from './spiffe.ts'

/** `agent:<name>`, lower-cased; the service's name stands in for an agent that has none. */
export function agentKey(attributes: Attributes, resource: Attributes): IdentityKey | undefined {
  const name =
    attribute(attributes, 'gen_ai.agent.name', 'gen_ai.agent.id') ??
    attribute(resource, 'gen_ai.agent.name', 'service.name')
  return name === undefined ? undefined : `agent:${name.toLowerCase()}`
}

/** Who the agent works for and what it runs as, nearest first, as far as span and resource attributes say. */
export function agentChain(attributes: Attributes, resource: Attributes): readonly DelegationHop[] {
  const hops: DelegationHop[] = []
  const add = (identityKey: IdentityKey | undefined, relation: string): void => {
    if (identityKey !== undefined) hops.push({ identityKey, relation })
  }
  const caller = attribute(attributes, 'gen_ai.agent.parent.name', 'gen_ai.caller.agent.name')
  add(caller === undefined ? undefined : `agent:${caller.toLowerCase()}`, 'invoked-by')
  const user = attribute(attributes, 'enduser.id', 'user.id', 'user.email', 'enduser.pseudo.id')
  add(user === undefined ? undefined : personKey(user), 'on-behalf-of')
  const spiffe = attribute(attributes, 'spiffe.id') ?? attribute(resource, 'spiffe.id', 'service.spiffe_id')
  add(spiffe !== undefined && isSpiffeId(spiffe) ? spiffe : undefined, 'runs-as')
  add(serviceAccountOf(resource), 'runs-as')
  return hops
}

const keyed = /^(?:aws|k8s|github|okta|entra|windows|agent|spiffe|oidc):/

/** A platform may already state a key of ours, or a service account; anything else is a person by name. */
function personKey(user: string): IdentityKey {
  if (keyed.test(user)) return user
  return user.startsWith('system:serviceaccount:')
    ? kubernetesIdentityKey('', user)
    : `user:${user.toLowerCase()}`
}

function serviceAccountOf(resource: Attributes): IdentityKey | undefined {
  const account = attribute(resource, 'k8s.serviceaccount.name', 'k8s.service_account.name')
  const namespace = attribute(resource, 'k8s.namespace.name')
  if (account === undefined || namespace === undefined) return undefined
  return `k8s:${attribute(resource, 'k8s.cluster.name') ?? ''}:${namespace}/${account}`
}
