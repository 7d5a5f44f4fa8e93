import type { IdentityKey } from '@countersign/ocsf/event'
import type { IdentityKind } from './inventory-item.ts'

/** Shapes of the keys that telemetry gives (`IdentityKey`), most telling first. */
const kinds: readonly (readonly [RegExp, IdentityKind])[] = [
  [/^aws:service\//, 'cloud-service'],
  [/^aws:[^:]*:assumed-role\//, 'cloud-role'],
  [/^aws:[^:]*:(?:identity-center|saml|source-identity)\//, 'person'],
  [/^aws:[^:]*:(?:user\/|federated-user\/|root$)/, 'cloud-user'],
  [/^k8s:[^:]*:user\/system:/, 'workload'],
  [/^k8s:[^:]*:user\//, 'unknown'],
  [/^k8s:[^:]*:[^/]+\/.+/, 'kubernetes-service-account'],
  [/^github:[^/]*\/[^/]*\[bot\]$/, 'app-installation'],
  [/^github:[^/]*\/[^/]+\/.+/, 'ci-workflow'],
  [/^github:/, 'person'],
  [/^entra:[^:]*:app\//, 'service-account'],
  [/^entra:[^:]*:user\//, 'person'],
  [/^okta:[^:]*:[^@]+@/, 'person'],
  [/^windows:.*\$$/, 'workload'],
  [/^agent:/, 'ai-agent'],
  [/^(?:spiffe:\/\/|x509:)/, 'workload'],
  [/^oauth:/, 'oauth-client'],
  [/^mcp:/, 'agent-tool'],
  [/^user:[^\s@]+@/, 'person'],
]

/** What a key tells of its kind: a login name alone does not say whether a person or a program stands behind it. */
export function kindOfKey(key: IdentityKey): IdentityKind {
  return kinds.find(([shape]) => shape.test(key))?.[1] ?? 'unknown'
}

const providers: ReadonlyMap<string, string> = new Map([
  ['k8s', 'kubernetes'],
  ['agent', 'agent'],
  ['user', 'unknown'],
])

/** `aws`, `kubernetes`, `github`, …: who issued the identity, as far as its key tells. */
export function providerOfKey(key: IdentityKey): string {
  const space = key.slice(0, Math.max(key.indexOf(':'), 0))
  return providers.get(space) ?? (space === '' ? 'unknown' : space)
}
