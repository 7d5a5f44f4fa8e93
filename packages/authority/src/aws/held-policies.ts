import type { PolicyType } from '@countersign/explanation/explanation'
import { type AwsCaller, type AwsRequest, resourceOwner } from './aws-request.ts'
import type { AwsOrganizationPolicy, AwsPrincipal, AwsSnapshot } from './aws-snapshot.ts'
import { isAwsManaged, type ManagedPolicyTexts } from './managed-policies.ts'
import { serviceLinkedRole } from './service-linked-role.ts'
import { snapshotIndex } from './snapshot-index.ts'

/** A policy whose text is held, in the part it plays for one request. */
export type HeldPolicy = {
  readonly policyType: PolicyType
  readonly policyId: string
  readonly document: unknown
}

/** A policy, or a set of them, that exists and could not be read: it may allow, and it may forbid. */
export type Unread = { readonly unread: string }

/**
 * Every policy that bears on a request. What is known to exist and cannot be read is `Unread`. What nobody knows to exist
 * (service control policies that were not imported) is taken to be AWS's default, and said in `assumptions`.
 */
export type HeldPolicies = {
  readonly identity: readonly HeldPolicy[]
  readonly unreadIdentity: readonly string[]
  readonly boundary?: HeldPolicy | Unread
  readonly session?: readonly HeldPolicy[] | Unread
  readonly scps: readonly OrganizationLevel[]
  readonly rcps: readonly OrganizationLevel[]
  readonly resource?: HeldPolicy | Unread
  readonly assumptions: readonly string[]
  /** Policies of AWS's own of which the text of that time is one of several, in words. */
  readonly undated: readonly string[]
}

export type OrganizationLevel = { readonly level: number; readonly policies: readonly HeldPolicy[] }

export function isUnread(value: object | undefined): value is Unread {
  return value !== undefined && 'unread' in value
}

export function heldPolicies(
  snapshot: AwsSnapshot,
  request: AwsRequest,
  texts: ManagedPolicyTexts,
): HeldPolicies {
  const notes: Notes = { assumptions: [], undated: [] }
  const identity = identityPolicies(snapshot, request, texts, notes)
  const session = sessionPolicies(snapshot, request, texts, notes)
  const organization = organizationPolicies(snapshot, request, notes)
  const resource = resourcePolicy(snapshot, request, notes)
  return {
    ...identity,
    ...organization,
    ...(session === undefined ? {} : { session }),
    ...(resource === undefined ? {} : { resource }),
    ...notes,
  }
}

/** What is taken for granted on the way. */
type Notes = { readonly assumptions: string[]; readonly undated: string[] }

type IdentityPart = Pick<HeldPolicies, 'identity' | 'unreadIdentity' | 'boundary'>

function identityPolicies(
  snapshot: AwsSnapshot,
  request: AwsRequest,
  texts: ManagedPolicyTexts,
  notes: Notes,
): IdentityPart {
  const arn = principalArn(request.caller)
  if (arn === undefined) return { identity: [], unreadIdentity: namelessReasons(request.caller) }
  const principal = snapshotIndex(snapshot).principals.get(arn) ?? serviceLinkedRole(arn)
  if (principal === undefined)
    return { identity: [], unreadIdentity: [`the policies of ${arn} are not held`] }
  const unreadIdentity: string[] = []
  const identity: HeldPolicy[] = []
  for (const holder of [principal, ...groupsOf(snapshot, principal, unreadIdentity)]) {
    if (holder.incomplete !== undefined)
      unreadIdentity.push(`${holder.arn} may have further policies: ${holder.incomplete}`)
    identity.push(...inlineOf(holder))
    for (const attached of holder.attached) {
      const held = managedPolicy(snapshot, attached, 'identity', request.at, texts, notes)
      if (isUnread(held)) unreadIdentity.push(held.unread)
      else identity.push(held)
    }
  }
  if (principal.boundary === undefined) return { identity, unreadIdentity }
  const boundary = managedPolicy(snapshot, principal.boundary, 'boundary', request.at, texts, notes)
  return { identity, unreadIdentity, boundary }
}

function namelessReasons({ kind }: AwsCaller): readonly string[] {
  return kind === 'federated-user' ? ['which user the federated session acts for is not known'] : []
}

/** The ARN under which the snapshot holds the caller's own policies. */
export function principalArn(caller: AwsCaller): string | undefined {
  if (caller.kind === 'user' || caller.kind === 'role') return caller.arn
  return caller.kind === 'federated-user' ? caller.issuerArn : undefined
}

function groupsOf(snapshot: AwsSnapshot, principal: AwsPrincipal, unread: string[]): readonly AwsPrincipal[] {
  return principal.groups.flatMap((arn) => {
    const group = snapshotIndex(snapshot).principals.get(arn)
    if (group === undefined) unread.push(`the policies of the group ${arn} are not held`)
    return group === undefined ? [] : [group]
  })
}

function inlineOf({ arn, inline }: AwsPrincipal): readonly HeldPolicy[] {
  return inline.map(({ name, document }) => ({
    policyType: 'identity' as const,
    policyId: `${arn}/${name}`,
    document,
  }))
}

/** The customer's own copy in the snapshot first, then AWS's text of that time. */
function managedPolicy(
  snapshot: AwsSnapshot,
  arn: string,
  policyType: PolicyType,
  at: string,
  texts: ManagedPolicyTexts,
  notes: Notes,
): HeldPolicy | Unread {
  const own = snapshotIndex(snapshot).managed.get(arn)
  if (own !== undefined) return { policyType, policyId: arn, document: own.document }
  const text = isAwsManaged(arn) ? texts(arn, at) : undefined
  if (text === undefined) return { unread: `the text of the policy ${arn} is not held` }
  if (text.knownUntil !== undefined)
    notes.assumptions.push(
      `the text of ${arn} is known until ${text.knownUntil.slice(0, 10)}; taken as unchanged`,
    )
  if (text.latest !== undefined)
    notes.undated.push(`${arn} was at ${text.versionId} or later, up to ${text.latest.versionId}`)
  return { policyType, policyId: arn, document: text.document }
}

function sessionPolicies(
  snapshot: AwsSnapshot,
  { caller, sessionPolicies: known, at }: AwsRequest,
  texts: ManagedPolicyTexts,
  notes: Notes,
): readonly HeldPolicy[] | Unread | undefined {
  const isSession =
    caller.kind === 'federated-user' || (caller.kind === 'role' && caller.sessionArn !== undefined)
  if (!isSession) return undefined
  if (known === undefined) {
    // GetFederationToken without a session policy gives a session that may do nothing: so there is one to be read.
    if (caller.kind === 'federated-user')
      return { unread: 'the session policy given to GetFederationToken is not held' }
    notes.assumptions.push('the call that issued the session is not held: taken to carry no session policy')
    return undefined
  }
  if (known.length === 0) return caller.kind === 'federated-user' ? [] : undefined
  const held: HeldPolicy[] = []
  for (const policy of known) {
    if (policy.kind === 'unread') return { unread: policy.reason }
    if (policy.kind === 'inline')
      held.push({ policyType: 'session', policyId: 'session-policy', document: policy.document })
    else {
      const managed = managedPolicy(snapshot, policy.arn, 'session', at, texts, notes)
      if (isUnread(managed)) return managed
      held.push(managed)
    }
  }
  return held
}

function organizationPolicies(
  snapshot: AwsSnapshot,
  request: AwsRequest,
  notes: Notes,
): Pick<HeldPolicies, 'scps' | 'rcps'> {
  const account = 'accountId' in request.caller ? request.caller.accountId : undefined
  if (snapshot.organization === undefined) {
    notes.assumptions.push('no policies of an AWS Organization are held: taken to forbid nothing')
    return { scps: [], rcps: [] }
  }
  const { scps, rcps } = snapshot.organization
  return { scps: levelsOf(scps, 'scp', account), rcps: levelsOf(rcps, 'rcp', resourceOwner(request)) }
}

function levelsOf(
  policies: readonly AwsOrganizationPolicy[],
  policyType: PolicyType,
  account: string | undefined,
): readonly OrganizationLevel[] {
  if (account === undefined) return []
  const levels = new Map<number, HeldPolicy[]>()
  for (const { accountIds, level, arn, document } of policies) {
    if (!accountIds.includes(account)) continue
    levels.set(level, [...(levels.get(level) ?? []), { policyType, policyId: arn, document }])
  }
  return [...levels]
    .sort(([left], [right]) => left - right)
    .map(([level, held]) => ({ level, policies: held }))
}

/** Services whose resources carry a policy of their own (IAM User Guide, "AWS services that work with IAM"). */
const withResourcePolicies: ReadonlySet<string> = new Set(
  `acm-pca backup bedrock-agentcore codeartifact codebuild dynamodb ecr elasticfilesystem es events execute-api glacier
   glue iot kinesis kms lambda logs mediastore network-firewall redshift-serverless rekognition s3 s3-outposts s3express
   s3tables schemas secretsmanager serverlessrepo ses signer sns sqs ssm-contacts ssm-incidents vpc-lattice`.split(
    /\s+/,
  ),
)

function resourcePolicy(
  snapshot: AwsSnapshot,
  request: AwsRequest,
  notes: Notes,
): HeldPolicy | Unread | undefined {
  const { action, resource, caller } = request
  if (/^sts:(AssumeRole|TagSession|SetSourceIdentity)/i.test(action)) return trustPolicy(snapshot, resource)
  const service = action.slice(0, action.indexOf(':')).toLowerCase()
  if (service === 'kms' && resource === '*')
    return { unread: 'which key it was, and its key policy, are not held' }
  if (resource === '*') return undefined
  const owner = resourceOwner(request)
  const isForeign = owner !== undefined && 'accountId' in caller && owner !== caller.accountId
  if (!withResourcePolicies.has(service))
    return isForeign ? { unread: `what lets this account use ${resource} of another is not held` } : undefined
  const held = snapshotIndex(snapshot).resourceFor(resource)
  if (held?.policy !== undefined)
    return {
      policyType: 'resource',
      policyId: `${held.arn}/${held.policy.name}`,
      document: held.policy.document,
    }
  if (held !== undefined && service !== 'kms') return undefined
  // A KMS key always has a policy, and another account's resource needs one to let anybody in.
  if (service === 'kms' && resource.includes(':key/'))
    return { unread: `the key policy of ${resource} is not held` }
  if (isForeign) return { unread: `the resource policy of ${resource} is not held` }
  notes.assumptions.push(`no policy of the resource ${resource} is held: taken to add nothing`)
  return letsOthersIn.test(action)
    ? { unread: `the policy of ${resource} is not held, and may let it in` }
    : undefined
}

/**
 * What resources often let in whom no policy of its own allows it: readers of buckets, by policy and by access control
 * list, and everybody in the account by the policy that each topic starts with.
 */
const letsOthersIn = /^(s3:(GetObject|ListBucket)|sns:)/i

function trustPolicy(snapshot: AwsSnapshot, resource: string): HeldPolicy | Unread {
  const role = snapshotIndex(snapshot).principals.get(resource)
  if (role?.trust === undefined) return { unread: `the trust policy of ${resource} is not held` }
  return { policyType: 'trust', policyId: `${role.arn}/${role.trust.name}`, document: role.trust.document }
}
