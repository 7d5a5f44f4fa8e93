import { isObject, listOf, objectOf, textOf } from '../fields.ts'
import type { Json, JsonObject } from '../record.ts'

/** Request parameters that name what a call acts on, most telling first. Source: AWS API references of the services. */
const parameters = [
  'roleArn',
  'secretId',
  'functionName',
  'roleName',
  'userName',
  'groupName',
  'instanceId',
  'keyId',
  'tableName',
  'dBSnapshotIdentifier',
  'dBInstanceIdentifier',
  'snapshotId',
  'imageId',
  'volumeId',
  'groupId',
  'clusterName',
  'repositoryName',
  'topicArn',
  'queueUrl',
  'stackName',
  'projectName',
  'notebookInstanceName',
  'targetPrincipal',
  'logGroupName',
  'trailName',
  'documentName',
  'modelId',
  'resourceArn',
  'policyArn',
  'target',
  'name',
] as const

/** Parameters whose value becomes an ARN of IAM once the account is known. */
const iamKinds: ReadonlyMap<string, string> = new Map([
  ['roleName', 'role'],
  ['userName', 'user'],
  ['groupName', 'group'],
])

/** The main thing a call acts on: an ARN where the record gives one, otherwise the most telling request parameter. */
export function awsResource(fields: JsonObject, account: string | undefined): string | undefined {
  const stated = statedResource(fields.resources)
  if (stated !== undefined) return stated
  const request = fields.requestParameters
  if (isObject(request)) return bucketObject(request) ?? parameterResource(request, fields, account)
  return textOf(objectOf(objectOf(fields.responseElements).user).arn)
}

/** The record's own list; an S3 call names the object and its bucket, and the object is the more specific. */
function statedResource(resources: Json | undefined): string | undefined {
  let best: string | undefined
  for (const resource of listOf(resources)) {
    const arn = textOf(objectOf(resource).ARN) ?? textOf(objectOf(resource).arn)
    if (arn !== undefined && (best === undefined || arn.startsWith(`${best}/`))) best = arn
  }
  return best
}

function bucketObject(request: JsonObject): string | undefined {
  const bucket = textOf(request.bucketName)
  if (bucket === undefined) return undefined
  const key = textOf(request.key)
  return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`
}

function parameterResource(
  request: JsonObject,
  fields: JsonObject,
  account: string | undefined,
): string | undefined {
  for (const name of parameters) {
    const value = textOf(request[name])
    if (value === undefined) continue
    const iamKind = fields.eventSource === 'iam.amazonaws.com' ? iamKinds.get(name) : undefined
    return iamKind !== undefined && account !== undefined && !value.startsWith('arn:')
      ? `arn:aws:iam::${account}:${iamKind}/${value}`
      : value
  }
  return firstInstance(request) ?? firstArn(request)
}

/** EC2 calls on several instances: `instancesSet.items[].instanceId`. */
function firstInstance(request: JsonObject): string | undefined {
  return textOf(objectOf(listOf(objectOf(request.instancesSet).items)[0]).instanceId)
}

function firstArn(request: JsonObject): string | undefined {
  for (const name in request) {
    const value = request[name]
    if (typeof value === 'string' && value.startsWith('arn:')) return value
  }
  return undefined
}
