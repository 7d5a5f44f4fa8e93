import { listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { AwsResource } from './aws-snapshot.ts'
import { documentIn } from './policy-changes-iam.ts'
import type { PolicyCall, PolicyChange, PolicyDraft } from './policy-draft.ts'

function resourceIn(draft: PolicyDraft, arn: string, type: string, { accountId }: PolicyCall): AwsResource {
  const name = arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1)
  return draft.resources.get(arn) ?? { arn, accountId, type, name, tags: {} }
}

function bucketArn({ parameters, partition }: PolicyCall): string | undefined {
  const name = textOf(parameters.bucketName)
  return name === undefined ? undefined : `arn:${partition}:s3:::${name}`
}

function functionArn({ parameters, response, partition, region, accountId }: PolicyCall): string | undefined {
  const answered = textOf(response.functionArn)
  if (answered !== undefined) return answered
  const name = textOf(parameters.functionName)
  if (name === undefined || name.startsWith('arn:')) return name
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`
}

function keyArn({ parameters, response, partition, region, accountId }: PolicyCall): string | undefined {
  const answered = textOf(objectOf(response.keyMetadata).arn)
  const id = textOf(parameters.keyId)
  if (answered !== undefined) return answered
  if (id === undefined || id.startsWith('arn:')) return id
  return `arn:${partition}:kms:${region}:${accountId}:key/${id}`
}

type ArnOf = (call: PolicyCall) => string | undefined

function created(type: string, arnOf: ArnOf): PolicyChange {
  return (draft, call) => {
    const arn = arnOf(call)
    if (arn !== undefined) draft.resources.set(arn, resourceIn(draft, arn, type, call))
  }
}

function deleted(arnOf: ArnOf): PolicyChange {
  return (draft, call) => {
    draft.resources.delete(arnOf(call) ?? '')
  }
}

/** Sets the resource's whole policy, from whichever of the parameters holds it. */
function policySet(type: string, name: string, parameter: string, arnOf: ArnOf): PolicyChange {
  return (draft, call) => {
    const arn = arnOf(call)
    const document = documentIn(call.parameters, parameter)
    if (arn === undefined || document === undefined) return
    draft.resources.set(arn, { ...resourceIn(draft, arn, type, call), policy: { name, document } })
  }
}

function policyDropped(type: string, arnOf: ArnOf): PolicyChange {
  return (draft, call) => {
    const arn = arnOf(call)
    if (arn === undefined) return
    const { policy: _, ...rest } = resourceIn(draft, arn, type, call)
    draft.resources.set(arn, rest)
  }
}

function runsAs(type: string, arnOf: ArnOf): PolicyChange {
  return (draft, call) => {
    const arn = arnOf(call)
    const role = textOf(call.parameters.role)
    if (arn === undefined) return
    const resource = resourceIn(draft, arn, type, call)
    draft.resources.set(arn, role === undefined ? resource : { ...resource, runsAs: role })
  }
}

const runInstances: PolicyChange = (draft, call) => {
  const profile = objectOf(call.parameters.iamInstanceProfile)
  const name = textOf(profile.name) ?? textOf(profile.arn)?.split('/').at(-1)
  const role = name === undefined ? undefined : draft.profiles.get(`${call.accountId}/${name}`)
  for (const item of listOf(objectOf(call.response.instancesSet).items)) {
    const id = textOf(objectOf(item).instanceId)
    if (id === undefined) continue
    const arn = `arn:${call.partition}:ec2:${call.region}:${call.accountId}:instance/${id}`
    const instance = resourceIn(draft, arn, 'AWS::EC2::Instance', call)
    draft.resources.set(arn, role === undefined ? instance : { ...instance, runsAs: role })
  }
}

/** `AddPermission` adds one statement; `RemovePermission` takes it out again (Lambda API Reference). */
const addPermission: PolicyChange = (draft, call) => {
  const arn = functionArn(call)
  const { statementId, action, principal, sourceArn, sourceAccount } = call.parameters
  if (arn === undefined || textOf(principal) === undefined) return
  const conditions = {
    ...(textOf(sourceArn) === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
    ...(textOf(sourceAccount) === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
  }
  const statement = {
    Sid: textOf(statementId) ?? '',
    Effect: 'Allow',
    Principal: principalElement(textOf(principal) ?? ''),
    Action: textOf(action) ?? 'lambda:InvokeFunction',
    Resource: arn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  }
  setFunctionStatements(draft, call, arn, (before) => [...before, statement])
}

const removePermission: PolicyChange = (draft, call) => {
  const arn = functionArn(call)
  const gone = call.parameters.statementId
  if (arn !== undefined)
    setFunctionStatements(draft, call, arn, (before) => before.filter((one) => one.Sid !== gone))
}

type FunctionStatement = { readonly Sid?: unknown }

/** A function that was there before the log began may have statements nobody saw: its policy stays unknown. */
function setFunctionStatements(
  draft: PolicyDraft,
  call: PolicyCall,
  arn: string,
  change: (before: readonly FunctionStatement[]) => readonly FunctionStatement[],
): void {
  const known = draft.resources.get(arn)
  if (known === undefined) return
  const document = known.policy?.document as { readonly Statement?: readonly FunctionStatement[] } | undefined
  const Statement = change(document?.Statement ?? [])
  const policy = { name: 'function-policy', document: { Version: '2012-10-17', Statement } }
  draft.resources.set(arn, { ...resourceIn(draft, arn, lambda, call), policy })
}

function principalElement(principal: string): object | '*' {
  if (principal === '*') return '*'
  return principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal }
}

function repositoryArn({ parameters, partition, region, accountId }: PolicyCall): string | undefined {
  const name = textOf(parameters.repositoryName)
  return name === undefined ? undefined : `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`
}

/** A key that is made without a policy gets this one (KMS Developer Guide, "Default key policy"). */
const createKey: PolicyChange = (draft, call) => {
  const given = textOf(call.parameters.policy)
  if (given !== undefined && given !== '') return policySet(key, 'key-policy', 'policy', keyArn)(draft, call)
  const arn = keyArn(call)
  if (arn === undefined) return
  const account = { AWS: `arn:${call.partition}:iam::${call.accountId}:root` }
  const Statement = [{ Effect: 'Allow', Principal: account, Action: 'kms:*', Resource: '*' }]
  const policy = { name: 'key-policy', document: { Version: '2012-10-17', Statement } }
  draft.resources.set(arn, { ...resourceIn(draft, arn, key, call), policy })
}

const bucket = 'AWS::S3::Bucket'
const lambda = 'AWS::Lambda::Function'
const key = 'AWS::KMS::Key'
const secret = 'AWS::SecretsManager::Secret'

function secretArn({ parameters, response }: PolicyCall): string | undefined {
  const answered = textOf(response.arn) ?? textOf(response.aRN)
  const id = textOf(parameters.secretId)
  return answered ?? (id?.startsWith('arn:') ? id : undefined)
}

/** By event source and operation; versions of a service's API are cut off the operation's name. */
export const resourceChanges: Readonly<Record<string, PolicyChange>> = {
  's3:CreateBucket': created(bucket, bucketArn),
  's3:DeleteBucket': deleted(bucketArn),
  's3:PutBucketPolicy': policySet(bucket, 'bucket-policy', 'bucketPolicy', bucketArn),
  's3:DeleteBucketPolicy': policyDropped(bucket, bucketArn),
  'lambda:CreateFunction': runsAs(lambda, functionArn),
  'lambda:UpdateFunctionConfiguration': runsAs(lambda, functionArn),
  'lambda:AddPermission': addPermission,
  'lambda:RemovePermission': removePermission,
  'lambda:DeleteFunction': deleted(functionArn),
  'kms:CreateKey': createKey,
  // A grant lets in whom no policy names: what is known of the key no longer says who may use it.
  'kms:CreateGrant': deleted(keyArn),
  'kms:PutKeyPolicy': policySet(key, 'key-policy', 'policy', keyArn),
  'secretsmanager:CreateSecret': created(secret, secretArn),
  'secretsmanager:PutResourcePolicy': policySet(secret, 'resource-policy', 'resourcePolicy', secretArn),
  'secretsmanager:DeleteResourcePolicy': policyDropped(secret, secretArn),
  'ecr:CreateRepository': created('AWS::ECR::Repository', repositoryArn),
  'ecr:SetRepositoryPolicy': policySet(
    'AWS::ECR::Repository',
    'repository-policy',
    'policyText',
    repositoryArn,
  ),
  'ecr:DeleteRepositoryPolicy': policyDropped('AWS::ECR::Repository', repositoryArn),
  'ec2:RunInstances': runInstances,
}
