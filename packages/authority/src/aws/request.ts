import { listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { parseArn } from './arn.ts'
import type { AwsCaller, AwsRequest, SessionPolicy } from './aws-request.ts'
import { actionsOfRecord, exists } from './cloudtrail-action.ts'
import { callerOfRecord } from './cloudtrail-caller.ts'
import { contextOfRecord } from './cloudtrail-context.ts'
import { observedOf } from './observed.ts'
import { type ArnFacts, resourcesFor } from './resource-arn.ts'

/** Every permission that a call needed: all of them have to be allowed. */
export type RecordRequests =
  | { readonly kind: 'requests'; readonly requests: readonly AwsRequest[] }
  | { readonly kind: 'none'; readonly reason: string }

/** The session policies of a session, by the access key it was issued with; undefined when nobody saw that. */
export type SessionPolicies = (accessKeyId: string) => readonly SessionPolicy[] | undefined

/** What a CloudTrail record asked AWS for. The record is under its own field names. */
export async function requestsOfRecord(
  record: JsonObject,
  sessionPolicies: SessionPolicies = () => undefined,
): Promise<RecordRequests> {
  if (record.eventType === 'AwsServiceEvent')
    return { kind: 'none', reason: 'it is an event of the service itself: nobody asked for it' }
  const caller = callerOfRecord(record)
  const found = await actionsOfRecord(record)
  const refused = observedOf(record).refused
  if (found.kind === 'none' && refused === undefined) return found
  const wanted = await permissions(record, found.kind === 'none' ? [] : found.actions, refused)
  if (wanted.length === 0) return { kind: 'none', reason: 'which permission the call needed is not known' }
  const frame = frameOf(record, caller, sessionPolicies)
  return {
    kind: 'requests',
    requests: wanted.map(({ action, resource, passedTo }) => ({
      ...frame,
      ...(passedTo === undefined ? {} : { context: { ...frame.context, 'iam:PassedToService': [passedTo] } }),
      action,
      resource,
    })),
  }
}

type Wanted = { readonly action: string; readonly resource: string; readonly passedTo?: string }

/** A denial names the permission that was missing: that one was asked for last, and nothing after it. */
async function permissions(
  record: JsonObject,
  actions: readonly string[],
  refused: { readonly action: string; readonly resource?: string } | undefined,
): Promise<readonly Wanted[]> {
  const facts = factsOf(record)
  if (refused !== undefined && (await exists(refused.action))) {
    if (refused.resource !== undefined) return [{ action: refused.action, resource: refused.resource }]
    return (await resourcesFor(refused.action, facts)).map((resource) => ({
      action: refused.action,
      resource,
    }))
  }
  const wanted: Wanted[] = []
  for (const action of actions) {
    for (const resource of await resourcesFor(action, facts)) wanted.push({ action, resource })
    wanted.push(...passedRoles(action, record, facts))
  }
  return wanted
}

/** Services whose own name is what they pass a role to. */
const passedToItself: ReadonlySet<string> = new Set(
  'bedrock cloudformation codebuild ec2 glue lambda sagemaker states'.split(' '),
)

/** Calls that start or change something, and so hand it the role that their parameters name. */
const handsOver = /^(Add|Associate|Create|Modify|Put|Register|Run|Start|Update)/

/** A role handed to a service needs `iam:PassRole` on it (IAM User Guide, "Grant a user permissions to pass a role"). */
function passedRoles(action: string, record: JsonObject, facts: ArnFacts): readonly Wanted[] {
  const [service = '', name = ''] = action.split(':')
  if (service === 'iam' || service === 'sts' || !handsOver.test(name)) return []
  const passedTo = passedToItself.has(service) ? { passedTo: `${service}.amazonaws.com` } : {}
  return rolesIn(record, facts).map((resource) => ({ action: 'iam:PassRole', resource, ...passedTo }))
}

/** Parameters like `role`, `roleArn`, `executionRoleArn`; elsewhere a role's ARN only names whom a call is about. */
const roleParameter = /"\w*role(?:arn)?":"(arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+)"/gi

function rolesIn({ requestParameters }: JsonObject, { partition, accountId }: ArnFacts): readonly string[] {
  const text = JSON.stringify(requestParameters ?? {})
  const roles = [...text.matchAll(roleParameter)].map(([, arn = '']) => arn)
  // An instance profile holds a role; which one, the call does not say.
  const profile = text.includes('"iamInstanceProfile":{') ? [`arn:${partition}:iam::${accountId}:role/*`] : []
  return [...new Set([...roles, ...profile])]
}

function factsOf(record: JsonObject): ArnFacts {
  const region = textOf(record.awsRegion) ?? '*'
  const identity = objectOf(record.userIdentity)
  const { partition = partitionOf(region) } = parseArn(textOf(identity.arn) ?? '') ?? {}
  return {
    partition,
    region,
    accountId: textOf(record.recipientAccountId) ?? textOf(identity.accountId) ?? '*',
    parameters: withOwnName(record, namedBuckets(objectOf(record.requestParameters))),
    stated: listOf(record.resources).flatMap((item) => {
      const { ARN, arn } = objectOf(item)
      const text = textOf(ARN) ?? textOf(arn)
      return text === undefined ? [] : [text]
    }),
  }
}

function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** Some S3 records carry the bucket under its older name only. */
function namedBuckets(parameters: JsonObject): JsonObject {
  return parameters.bucketName === undefined && typeof parameters.bucket === 'string'
    ? { ...parameters, bucketName: parameters.bucket }
    : parameters
}

/** Calls that mean the calling user where they name none (IAM API Reference). */
const meansOwnUser =
  /^(ChangePassword|GetUser|(Create|Delete|Get)LoginProfile|(Create|Delete|List|Update)(AccessKey|SSHPublicKey|SigningCertificate)s?|ListMFADevices)$/

function withOwnName({ userIdentity, eventName }: JsonObject, parameters: JsonObject): JsonObject {
  const arn = textOf(objectOf(userIdentity).arn)
  const own = arn?.split(':user/')[1]
  const isOwn =
    own !== undefined && parameters.userName === undefined && meansOwnUser.test(textOf(eventName) ?? '')
  return isOwn ? { ...parameters, userName: own } : parameters
}

function frameOf(
  record: JsonObject,
  caller: AwsCaller,
  sessionPolicies: SessionPolicies,
): Omit<AwsRequest, 'action' | 'resource'> {
  const { context, absent } = contextOfRecord(record, caller)
  const key = textOf(objectOf(record.userIdentity).accessKeyId)
  const policies = key === undefined ? undefined : sessionPolicies(key)
  const owner = ownerOf(record)
  return {
    caller,
    context,
    absent,
    at: textOf(record.eventTime) ?? '',
    ...(policies === undefined ? {} : { sessionPolicies: policies }),
    ...(owner === undefined ? {} : { resourceAccountId: owner }),
  }
}

function ownerOf(record: JsonObject): string | undefined {
  const stated = listOf(record.resources).map((item) => textOf(objectOf(item).accountId))
  return stated.find((account) => account !== undefined) ?? textOf(record.recipientAccountId)
}
