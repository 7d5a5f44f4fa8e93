import { visibleText } from '@countersign/explanation/hostile-text'
import type { IdentityKey } from '@countersign/ocsf/event'

/** What an identity key says, taken apart: what kind it is, its bare name, and where it lives. */
export type IdentityParts =
  | {
      readonly kind: 'aws-user' | 'aws-role' | 'aws-federated'
      readonly account: string
      readonly name: string
    }
  | { readonly kind: 'aws-person'; readonly account: string; readonly name: string }
  | { readonly kind: 'aws-root'; readonly account: string }
  | { readonly kind: 'aws-service'; readonly name: string }
  | {
      readonly kind: 'k8s-service-account'
      readonly cluster: string
      readonly namespace: string
      readonly name: string
    }
  | { readonly kind: 'k8s-user'; readonly cluster: string; readonly name: string }
  | { readonly kind: 'github-actor'; readonly organisation: string; readonly name: string }
  | { readonly kind: 'github-workflow'; readonly repository: string; readonly name: string }
  | { readonly kind: 'okta-user'; readonly organisation: string; readonly name: string }
  | { readonly kind: 'entra-user' | 'entra-app'; readonly directory: string; readonly name: string }
  | { readonly kind: 'windows-account'; readonly domain: string; readonly name: string }
  | { readonly kind: 'agent'; readonly name: string }
  | { readonly kind: 'workload'; readonly name: string }
  | { readonly kind: 'other'; readonly name: string }

type Reader = readonly [RegExp, (parts: readonly string[]) => IdentityParts]

const at = (parts: readonly string[], index: number) => parts[index] ?? ''

/** The key forms of `IdentityKey` (packages/ocsf/src/event.ts). */
const readers: readonly Reader[] = [
  [/^aws:service\/(.+)$/, (p) => ({ kind: 'aws-service', name: at(p, 1) })],
  [/^aws:([^:]*):root$/, (p) => ({ kind: 'aws-root', account: at(p, 1) })],
  [/^aws:([^:]*):user\/(?:.*\/)?(.+)$/, (p) => ({ kind: 'aws-user', account: at(p, 1), name: at(p, 2) })],
  [
    /^aws:([^:]*):(?:assumed-role|role)\/(?:.*\/)?(.+)$/,
    (p) => ({ kind: 'aws-role', account: at(p, 1), name: at(p, 2) }),
  ],
  [
    /^aws:([^:]*):federated-user\/(.+)$/,
    (p) => ({ kind: 'aws-federated', account: at(p, 1), name: at(p, 2) }),
  ],
  [
    /^aws:([^:]*):(?:identity-center|saml|source-identity)\/(.+)$/,
    (p) => ({ kind: 'aws-person', account: at(p, 1), name: at(p, 2) }),
  ],
  [/^k8s:([^:]*):user\/(.+)$/, (p) => ({ kind: 'k8s-user', cluster: at(p, 1), name: at(p, 2) })],
  [
    /^k8s:([^:]*):([^/]+)\/(.+)$/,
    (p) => ({ kind: 'k8s-service-account', cluster: at(p, 1), namespace: at(p, 2), name: at(p, 3) }),
  ],
  [
    /^github:([^/]*\/[^/]+)\/(.+)$/,
    (p) => ({ kind: 'github-workflow', repository: at(p, 1), name: at(p, 2) }),
  ],
  [/^github:([^/]*)\/(.+)$/, (p) => ({ kind: 'github-actor', organisation: at(p, 1), name: at(p, 2) })],
  [/^okta:([^:]*):(.+)$/, (p) => ({ kind: 'okta-user', organisation: at(p, 1), name: at(p, 2) })],
  [/^entra:([^:]*):user\/(.+)$/, (p) => ({ kind: 'entra-user', directory: at(p, 1), name: at(p, 2) })],
  [/^entra:([^:]*):app\/(.+)$/, (p) => ({ kind: 'entra-app', directory: at(p, 1), name: at(p, 2) })],
  [/^windows:(?:(.*)\\)?([^\\]+)$/, (p) => ({ kind: 'windows-account', domain: at(p, 1), name: at(p, 2) })],
  [/^agent:(.+)$/, (p) => ({ kind: 'agent', name: at(p, 1) })],
  [/^(spiffe:\/\/.+)$/, (p) => ({ kind: 'workload', name: at(p, 1) })],
]

export function identityParts(key: IdentityKey): IdentityParts {
  for (const [pattern, read] of readers) {
    const parts = pattern.exec(key)
    if (parts !== null) return read(parts)
  }
  return { kind: 'other', name: key }
}

const nameMaxChars = 80
const shown = (name: string) => visibleText(name, nameMaxChars)

/** Who it is, for a sentence: `the IAM user bob`. */
export function identityName(key: IdentityKey): string {
  const parts = identityParts(key)
  switch (parts.kind) {
    case 'aws-user':
      return `the IAM user ${shown(parts.name)}`
    case 'aws-role':
      return `the role ${shown(parts.name)}`
    case 'aws-federated':
      return `the federated session ${shown(parts.name)}`
    case 'aws-person':
      return shown(parts.name)
    case 'aws-root':
      return 'the root user'
    case 'aws-service':
      return `the AWS service ${shown(parts.name)}`
    case 'k8s-service-account':
      return `the service account ${shown(`${parts.namespace}/${parts.name}`)}`
    case 'k8s-user':
      return `the Kubernetes user ${shown(parts.name)}`
    case 'github-actor':
      return `the GitHub account ${shown(parts.name)}`
    case 'github-workflow':
      return `the workflow ${shown(parts.name)}`
    case 'okta-user':
      return `the Okta user ${shown(parts.name)}`
    case 'entra-user':
      return `the Entra user ${shown(parts.name)}`
    case 'entra-app':
      return `the Entra application ${shown(parts.name)}`
    case 'windows-account':
      return `the account ${shown(parts.domain === '' ? parts.name : `${parts.domain}\\${parts.name}`)}`
    case 'agent':
      return `the AI agent ${shown(parts.name)}`
    case 'workload':
      return `the workload ${shown(parts.name)}`
    case 'other':
      return shown(parts.name)
  }
}

/** The shortest name a person would use, for titles: `user/bob`, `role/deploy`, `CORP\bob`. */
export function identityLabel(key: IdentityKey): string {
  const parts = identityParts(key)
  switch (parts.kind) {
    case 'aws-user':
      return `user/${shown(parts.name)}`
    case 'aws-role':
      return `role/${shown(parts.name)}`
    case 'aws-federated':
      return `federated-user/${shown(parts.name)}`
    case 'aws-root':
      return 'the root user'
    case 'k8s-service-account':
      return shown(`${parts.namespace}/${parts.name}`)
    case 'windows-account':
      return shown(parts.domain === '' ? parts.name : `${parts.domain}\\${parts.name}`)
    case 'github-workflow':
      return shown(`${parts.repository}/${parts.name}`)
    default:
      return shown(parts.name)
  }
}

/** Where it lives: `AWS account 123456789012`; undefined when the key does not say. */
export function identityHome(key: IdentityKey): string | undefined {
  const parts = identityParts(key)
  switch (parts.kind) {
    case 'aws-user':
    case 'aws-role':
    case 'aws-federated':
    case 'aws-person':
    case 'aws-root':
      return parts.account === '' ? undefined : `AWS account ${shown(parts.account)}`
    case 'k8s-service-account':
    case 'k8s-user':
      return parts.cluster === '' ? undefined : `cluster ${shown(parts.cluster)}`
    case 'github-actor':
      return parts.organisation === '' ? undefined : `the GitHub organisation ${shown(parts.organisation)}`
    case 'github-workflow':
      return `the repository ${shown(parts.repository)}`
    case 'okta-user':
      return parts.organisation === '' ? undefined : `the Okta organisation ${shown(parts.organisation)}`
    case 'entra-user':
    case 'entra-app':
      return parts.directory === '' ? undefined : `the Entra directory ${shown(parts.directory)}`
    default:
      return undefined
  }
}
