import type { IdentityKey } from '@countersign/ocsf/event'

/** What kind of identity it is. `unknown` when the source does not tell. */
export type IdentityKind =
  | 'person'
  | 'service-account'
  | 'cloud-role'
  | 'cloud-user'
  | 'kubernetes-service-account'
  | 'ci-workflow'
  | 'app-installation'
  | 'deploy-key'
  | 'oauth-client'
  | 'api-key'
  | 'workload'
  | 'ai-agent'
  | 'agent-tool'
  | 'cloud-service'
  | 'unknown'

/**
 * An identity as one source knows it. The same identity from several sources is joined later, with the reason (see
 * `joinIdentities`). Times are ISO 8601, UTC.
 */
export type InventoryItem = {
  readonly key: IdentityKey
  readonly kind: IdentityKind
  /** `aws`, `kubernetes`, `github`, `entra`, `okta`, `oauth`, `spiffe`, `mcp`, … */
  readonly provider: string
  readonly displayName: string
  readonly createdAt?: string
  /** Who made it, as the source says. */
  readonly createdBy?: IdentityKey
  readonly accountable: readonly Accountable[]
  readonly purpose?: string
  readonly credentials: readonly Credential[]
  readonly lastUsedAt?: string
  /** False: it is switched off at the source. */
  readonly enabled?: boolean
  /** What the source says it may do: role names, scopes, permissions, tools; as written there. */
  readonly grants: readonly InventoryGrant[]
  /** Other names that the source gives the same identity: an object id, an ARN, a client id. */
  readonly alsoKnownAs: readonly IdentityAlias[]
  readonly evidence: ItemEvidence
}

/** Where it was read: what kind of document, and where in it. */
export type ItemEvidence = {
  readonly source: string
  readonly locator?: string
}

/**
 * Somebody who answers for it. `owner`: looks after it; `sponsor`: answers for why it exists (the words of Microsoft
 * Entra Agent ID). `evidence` says in words what shows it.
 */
export type Accountable = {
  readonly role: 'owner' | 'sponsor'
  readonly key: IdentityKey
  readonly confidence: 'stated' | 'derived' | 'weak'
  readonly evidence: string
}

export type Credential = {
  readonly kind:
    | 'access-key'
    | 'client-secret'
    | 'certificate'
    | 'private-key'
    | 'deploy-key'
    | 'token'
    | 'password'
    | 'federated'
  readonly id: string
  readonly createdAt?: string
  readonly expiresAt?: string
  readonly lastUsedAt?: string
  readonly active?: boolean
}

export type InventoryGrant = {
  readonly action: string
  readonly resource?: string
  /** Who agreed to it: an administrator for everybody, one person for themselves. */
  readonly consent?: 'admin' | 'person'
}

/** `kind` says in which space the name is unique: two items that share one are the same identity. */
export type IdentityAlias = {
  readonly kind:
    | 'arn'
    | 'aws-unique-id'
    | 'entra-object-id'
    | 'entra-app-id'
    | 'oauth-client-id'
    | 'oidc-subject'
    | 'email'
    | 'spiffe-id'
    | 'github-id'
    | 'kubernetes-name'
    | 'agent-id'
  readonly value: string
}

/** What an importer made of a document. `snapshot` is the policy in it, for those that hold policy. */
export type Imported<Snapshot = unknown> = {
  readonly items: readonly InventoryItem[]
  readonly snapshot?: Snapshot
  /** What could not be read, in words. */
  readonly gaps: readonly string[]
}
