import { addressOf, isObject, listOf, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import type { AwsCaller, AwsRequest } from './aws-request.ts'

/** The condition keys that a CloudTrail record tells, and those it tells are not there. */
export type RecordContext = Pick<AwsRequest, 'context'> & { readonly absent: readonly string[] }

type Draft = { readonly context: Record<string, readonly string[]>; readonly absent: string[] }

/** Source: IAM User Guide, "AWS global condition context keys", and the services' own keys. */
export function contextOfRecord(record: JsonObject, caller: AwsCaller): RecordContext {
  const draft: Draft = { context: {}, absent: [] }
  const parameters = objectOf(record.requestParameters)
  callerKeys(draft, record, caller)
  networkKeys(draft, record)
  stated(draft, 'aws:RequestedRegion', textOf(record.awsRegion))
  stated(draft, 'ec2:Region', textOf(record.awsRegion))
  stated(draft, 'aws:UserAgent', textOf(record.userAgent))
  if (isObject(record.tlsDetails)) draft.context['aws:SecureTransport'] = ['true']
  tagKeys(draft, parameters)
  for (const [key, names] of parameterKeys) either(draft, key, firstText(parameters, names))
  encryptionContext(draft, parameters)
  return draft
}

/** Keys that are one request parameter: not there when the parameter is not. */
const parameterKeys: readonly (readonly [string, readonly string[]])[] = [
  ['sts:ExternalId', ['externalId']],
  ['sts:RoleSessionName', ['roleSessionName']],
  ['sts:SourceIdentity', ['sourceIdentity']],
  ['iam:PolicyARN', ['policyArn']],
  ['iam:PermissionsBoundary', ['permissionsBoundary']],
  ['iam:AWSServiceName', ['aWSServiceName']],
  ['s3:prefix', ['prefix']],
  ['s3:delimiter', ['delimiter']],
  ['s3:max-keys', ['max-keys']],
  ['s3:VersionId', ['versionId']],
  ['s3:x-amz-acl', ['x-amz-acl']],
  ['s3:x-amz-server-side-encryption', ['x-amz-server-side-encryption']],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', ['x-amz-server-side-encryption-aws-kms-key-id']],
  ['s3:x-amz-copy-source', ['x-amz-copy-source']],
  ['ec2:InstanceType', ['instanceType']],
  ['secretsmanager:VersionStage', ['versionStage']],
  ['secretsmanager:VersionId', ['versionId']],
]

function firstText(parameters: JsonObject, names: readonly string[]): string | undefined {
  return names.map((name) => textOf(parameters[name])).find((text) => text !== undefined)
}

function stated(draft: Draft, key: string, value: string | undefined): void {
  if (value !== undefined) draft.context[key] = [value]
}

function either(draft: Draft, key: string, value: string | undefined): void {
  if (value === undefined) draft.absent.push(key)
  else draft.context[key] = [value]
}

function callerKeys(draft: Draft, record: JsonObject, caller: AwsCaller): void {
  const identity = objectOf(record.userIdentity)
  const session = objectOf(identity.sessionContext)
  const attributes = objectOf(session.attributes)
  const isSession = isObject(identity.sessionContext)
  stated(draft, 'aws:userid', textOf(identity.principalId))
  either(draft, 'aws:TokenIssueTime', textOf(attributes.creationDate))
  either(draft, 'aws:SourceIdentity', textOf(session.sourceIdentity) ?? textOf(identity.sourceIdentity))
  either(draft, 'aws:FederatedProvider', textOf(objectOf(session.webIdFederationData).federatedProvider))
  // A long-term access key carries no word on MFA at all, which is not the same as "false".
  const mfa = textOf(attributes.mfaAuthenticated)
  if (!isSession || mfa !== undefined) either(draft, 'aws:MultiFactorAuthPresent', mfa)
  if (mfa !== 'true') draft.absent.push('aws:MultiFactorAuthAge')
  const via = textOf(identity.invokedBy)
  draft.context['aws:ViaAWSService'] = [via !== undefined && caller.kind !== 'service' ? 'true' : 'false']
  for (const key of ['aws:CalledVia', 'aws:CalledViaFirst', 'aws:CalledViaLast', 'kms:ViaService'])
    either(draft, key, via)
  if (caller.kind !== 'service') draft.absent.push('aws:SourceArn', 'aws:SourceAccount', 'aws:SourceOrgID')
  if (caller.kind === 'federated') webIdentityKeys(draft, identity, caller.provider)
}

/** `principalId` is `provider:aud:sub` for web identities, and `userName` the subject again. */
function webIdentityKeys(draft: Draft, identity: JsonObject, provider: string): void {
  const host = provider.includes(':oidc-provider/') ? (provider.split(':oidc-provider/')[1] ?? '') : provider
  const subject = textOf(identity.userName)
  stated(draft, `${host}:sub`, subject)
  const principal = textOf(identity.principalId) ?? ''
  const before =
    subject !== undefined && principal.endsWith(`:${subject}`) ? principal.slice(0, -subject.length - 1) : ''
  const audience = before.startsWith(`${provider}:`)
    ? before.slice(provider.length + 1)
    : before.split(':').at(-1)
  stated(draft, `${host}:aud`, audience === '' ? undefined : audience)
}

function networkKeys(draft: Draft, record: JsonObject): void {
  const address = addressOf(record.sourceIPAddress)
  const endpoint = textOf(record.vpcEndpointId)
  either(draft, 'aws:SourceVpce', endpoint)
  if (endpoint === undefined) {
    draft.absent.push('aws:SourceVpc', 'aws:VpcSourceIp', 'aws:VpceAccount', 'aws:VpceOrgID')
    either(draft, 'aws:SourceIp', address)
    return
  }
  draft.absent.push('aws:SourceIp')
  stated(draft, 'aws:VpcSourceIp', address)
}

function tagKeys(draft: Draft, parameters: JsonObject): void {
  if (isObject(parameters.tagSpecificationSet)) return
  const tags = isObject(parameters.tags)
    ? Object.entries(parameters.tags).map(([key, value]) => [key, textOf(value)] as const)
    : listOf(parameters.tags).map((tag) => {
        const { key, Key, tagKey, value, Value, tagValue } = objectOf(tag)
        return [textOf(key ?? Key ?? tagKey), textOf(value ?? Value ?? tagValue)] as const
      })
  const named = tags.flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? ''] as const]))
  // CloudTrail blacks out what it takes for secret: then the tags are there and nobody can tell which.
  if (named.some(([key]) => key === 'HIDDEN_DUE_TO_SECURITY_REASONS')) return
  for (const [key, value] of named) draft.context[`aws:RequestTag/${key}`] = [value]
  const keys = [...named.map(([key]) => key), ...textsOf(parameters.tagKeys)]
  if (keys.length > 0) draft.context['aws:TagKeys'] = keys
  else draft.absent.push('aws:TagKeys')
  draft.absent.push('aws:RequestTag/*')
}

function encryptionContext(draft: Draft, parameters: JsonObject): void {
  for (const [key, value] of Object.entries(objectOf(parameters.encryptionContext)))
    stated(draft, `kms:EncryptionContext:${key}`, textOf(value))
  draft.absent.push('kms:EncryptionContext:*')
}
