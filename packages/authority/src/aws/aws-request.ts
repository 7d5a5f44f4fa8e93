import { accountOfArn } from './arn.ts'

/**
 * One thing that AWS is asked for: who, what, on what, under which circumstances. Built from a CloudTrail record, or by
 * hand for "may this principal do X on Y".
 */
export type AwsRequest = {
  readonly caller: AwsCaller
  /** `s3:GetObject` */
  readonly action: string
  /** An ARN, or `*` for an action that knows no resources. With wildcards it means one resource that is not known exactly. */
  readonly resource: string
  /** The account that owns the resource, where its ARN does not say; the caller's own when left out. */
  readonly resourceAccountId?: string
  /** Condition keys and their values; names compare without case. */
  readonly context: Readonly<Record<string, readonly string[]>>
  /**
   * Condition keys that the request is known not to carry; a trailing `*` stands for any ending. Any key in neither list
   * is unknown. `everything-else` for a question that says all there is to say.
   */
  readonly absent: readonly string[] | 'everything-else'
  /** Session policies of the caller's session; left out when nobody saw the session being issued. */
  readonly sessionPolicies?: readonly SessionPolicy[]
  /** ISO 8601, UTC. */
  readonly at: string
}

/** Its text, or the ARN of a managed policy; `unread` where one was given whose text nobody holds. */
export type SessionPolicy =
  | { readonly kind: 'inline'; readonly document: unknown }
  | { readonly kind: 'managed'; readonly arn: string }
  | { readonly kind: 'unread'; readonly reason: string }

export type AwsCaller =
  | { readonly kind: 'user'; readonly arn: string; readonly accountId: string }
  /** `sessionArn` is left out when the question is about the role, not about one of its sessions. */
  | { readonly kind: 'role'; readonly arn: string; readonly accountId: string; readonly sessionArn?: string }
  /** A session of GetFederationToken; `issuerArn` is the user who asked for it. */
  | {
      readonly kind: 'federated-user'
      readonly arn: string
      readonly accountId: string
      readonly issuerArn?: string
    }
  | { readonly kind: 'root'; readonly arn: string; readonly accountId: string }
  | { readonly kind: 'service'; readonly name: string }
  /** Somebody whom only a role's trust policy knows: a web identity, a SAML user. */
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** The account that owns the resource: the ARN says it, or the request does, or it is the caller's own. */
export function resourceOwner({ resource, resourceAccountId, caller }: AwsRequest): string | undefined {
  return accountOfArn(resource) ?? resourceAccountId ?? ('accountId' in caller ? caller.accountId : undefined)
}
