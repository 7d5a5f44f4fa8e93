/**
 * What AWS policy said at one moment: as `iam get-account-authorization-details` prints it, as Terraform declares it, or
 * as the management calls of a log built it up. One snapshot may hold several accounts.
 */
export type AwsSnapshot = {
  readonly kind: 'aws'
  readonly origin: 'authorization-details' | 'terraform' | 'log'
  /** ISO 8601, UTC. */
  readonly takenAt: string
  readonly principals: readonly AwsPrincipal[]
  readonly managedPolicies: readonly AwsManagedPolicy[]
  readonly resources: readonly AwsResource[]
  readonly organization?: AwsOrganization
  /** What the snapshot cannot tell, in words: a policy whose text it does not hold, an expression nobody could resolve. */
  readonly gaps: readonly string[]
}

export type AwsPrincipal = {
  readonly kind: 'user' | 'role' | 'group'
  readonly arn: string
  readonly accountId: string
  readonly name: string
  readonly inline: readonly AwsPolicy[]
  /** ARNs of managed policies. */
  readonly attached: readonly string[]
  /** ARN of the permissions boundary. */
  readonly boundary?: string
  /** ARNs of groups that a user is in. */
  readonly groups: readonly string[]
  /** Who may assume a role. */
  readonly trust?: AwsPolicy
  readonly tags: Readonly<Record<string, string>>
  /** ISO 8601, UTC. */
  readonly createdAt?: string
  readonly lastUsedAt?: string
  /**
   * Why there may be policies that the snapshot does not hold: it was there before the log began. Without it, what is
   * listed is all there is.
   */
  readonly incomplete?: string
  /** A user that can sign in to the console, and its long-lived keys, as far as the source tells. */
  readonly hasLoginProfile?: boolean
  readonly accessKeys?: readonly AwsAccessKey[]
}

export type AwsAccessKey = {
  readonly id: string
  readonly createdAt?: string
  readonly lastUsedAt?: string
  readonly active?: boolean
}

/** `document` is the policy as JSON, with the case of AWS's own grammar (`Statement`, `Effect`, …). */
export type AwsPolicy = {
  /** Its name within the principal or resource: an inline policy's name, `trust`, `bucket-policy`. */
  readonly name: string
  readonly document: unknown
}

export type AwsManagedPolicy = {
  readonly arn: string
  readonly name: string
  readonly versionId?: string
  readonly document: unknown
}

/**
 * Something that runs code or holds data. `runsAs` is the ARN of the role whose credentials what runs there can use.
 * `type` is the CloudFormation resource type (`AWS::Lambda::Function`).
 */
export type AwsResource = {
  readonly arn: string
  readonly accountId: string
  readonly type: string
  readonly name: string
  readonly runsAs?: string
  readonly policy?: AwsPolicy
  readonly tags: Readonly<Record<string, string>>
}

/** Policies of an AWS Organization that bound every principal or resource of the accounts beneath their targets. */
export type AwsOrganization = {
  readonly scps: readonly AwsOrganizationPolicy[]
  readonly rcps: readonly AwsOrganizationPolicy[]
}

/** Levels are decided one after the other, from the root to the account: every one of them has to allow. */
export type AwsOrganizationPolicy = AwsManagedPolicy & {
  /** Account ids it applies to. */
  readonly accountIds: readonly string[]
  /** Distance from the root: 0 the root, 1 a unit under it, … */
  readonly level: number
}
