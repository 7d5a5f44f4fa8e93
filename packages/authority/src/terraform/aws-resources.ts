import { parseArn } from '../aws/arn.ts'
import type { AwsPolicy, AwsPrincipal, AwsResource } from '../aws/aws-snapshot.ts'
import { listedStatements } from '../aws/policy-document.ts'
import type { ResourceInstance } from './instance.ts'
import { tagsOf } from './provider-account.ts'
import { documentIn, type Reader } from './reader.ts'
import { isList, isMap, memberOf, type TfValue, textOf } from './tf-value.ts'

/** CloudFormation type of what a Terraform resource declares, and the attributes that may name the role it runs as. */
type Kind = { readonly type: string; readonly role?: readonly string[]; readonly name?: string }

const kinds: Readonly<Record<string, Kind>> = {
  aws_lambda_function: { type: 'AWS::Lambda::Function', role: ['role'], name: 'function_name' },
  aws_instance: { type: 'AWS::EC2::Instance', role: ['iam_instance_profile'] },
  aws_launch_template: {
    type: 'AWS::EC2::LaunchTemplate',
    role: ['iam_instance_profile.arn', 'iam_instance_profile.name'],
  },
  aws_iam_instance_profile: { type: 'AWS::IAM::InstanceProfile', role: ['role'] },
  aws_ecs_cluster: { type: 'AWS::ECS::Cluster' },
  aws_ecs_task_definition: { type: 'AWS::ECS::TaskDefinition', role: ['task_role_arn'], name: 'family' },
  aws_ecs_service: { type: 'AWS::ECS::Service', role: ['task_definition'] },
  aws_codebuild_project: { type: 'AWS::CodeBuild::Project', role: ['service_role'] },
  aws_glue_job: { type: 'AWS::Glue::Job', role: ['role_arn'] },
  aws_glue_dev_endpoint: { type: 'AWS::Glue::DevEndpoint', role: ['role_arn'] },
  aws_sagemaker_notebook_instance: { type: 'AWS::SageMaker::NotebookInstance', role: ['role_arn'] },
  aws_cloudformation_stack: { type: 'AWS::CloudFormation::Stack', role: ['iam_role_arn'] },
  aws_cloudformation_stack_set: {
    type: 'AWS::CloudFormation::StackSet',
    role: ['execution_role_name', 'administration_role_arn'],
  },
  aws_apprunner_service: {
    type: 'AWS::AppRunner::Service',
    role: ['instance_configuration.instance_role_arn'],
    name: 'service_name',
  },
  aws_bedrockagentcore_code_interpreter: {
    type: 'AWS::BedrockAgentCore::CodeInterpreterCustom',
    role: ['execution_role_arn'],
  },
  aws_datapipeline_pipeline: { type: 'AWS::DataPipeline::Pipeline' },
  aws_sfn_state_machine: { type: 'AWS::StepFunctions::StateMachine', role: ['role_arn'] },
  aws_s3_bucket: { type: 'AWS::S3::Bucket', name: 'bucket' },
  aws_secretsmanager_secret: { type: 'AWS::SecretsManager::Secret' },
  aws_ssm_parameter: { type: 'AWS::SSM::Parameter' },
  aws_kms_key: { type: 'AWS::KMS::Key' },
  aws_dynamodb_table: { type: 'AWS::DynamoDB::Table' },
  aws_db_instance: { type: 'AWS::RDS::DBInstance', name: 'identifier' },
  aws_rds_cluster: { type: 'AWS::RDS::DBCluster', name: 'cluster_identifier' },
  aws_sqs_queue: { type: 'AWS::SQS::Queue' },
  aws_sns_topic: { type: 'AWS::SNS::Topic' },
  aws_kinesis_stream: { type: 'AWS::Kinesis::Stream' },
  aws_ecr_repository: { type: 'AWS::ECR::Repository' },
  aws_iam_openid_connect_provider: { type: 'AWS::IAM::OIDCProvider', name: 'url' },
  aws_iam_saml_provider: { type: 'AWS::IAM::SAMLProvider' },
}

/** Where a resource's own policy is declared apart from it: what names the resource, and what holds the policy. */
const policyTypes: Readonly<Record<string, readonly [of: string, policy: string]>> = {
  aws_s3_bucket_policy: ['bucket', 'policy'],
  aws_secretsmanager_secret_policy: ['secret_arn', 'policy'],
  aws_kms_key_policy: ['key_id', 'policy'],
  aws_sqs_queue_policy: ['queue_url', 'policy'],
  aws_sns_topic_policy: ['arn', 'policy'],
}

/** Everything that runs code or holds data, with the role it runs as and its own policy. */
export function resourcesOf(
  instances: readonly ResourceInstance[],
  principals: readonly AwsPrincipal[],
  reader: Reader,
): readonly AwsResource[] {
  const roles = roleIndex(instances, principals, reader)
  const policies = policyIndex(instances, reader)
  return instances.flatMap((instance) => {
    const kind = kinds[instance.type]
    const arn = reader.text(instance, 'arn')
    if (kind === undefined || arn === undefined) return []
    const runsAs = roleOf(instance, kind, roles)
    const policy =
      policies.get(arn) ?? policies.get(reader.text(instance, 'id') ?? arn) ?? ownPolicy(instance, reader)
    return [
      {
        arn,
        accountId: instance.provider.accountId,
        type: kind.type,
        name: reader.text(instance, kind.name ?? 'name') ?? instance.address,
        ...(runsAs === undefined ? {} : { runsAs }),
        ...(policy === undefined ? {} : { policy }),
        tags: tagsOf(memberOf(instance.attributes, 'tags')),
      },
    ]
  })
}

function ownPolicy(instance: ResourceInstance, reader: Reader): AwsPolicy | undefined {
  const document = instance.type.startsWith('aws_iam_') ? undefined : documentIn(instance, 'policy', reader)
  return document === undefined ? undefined : { name: 'policy', document }
}

/** A role's ARN under every way to name it: by ARN, by name, by an instance profile, by a task definition. */
type RoleIndex = (accountId: string, name: string) => string | undefined

function roleIndex(
  instances: readonly ResourceInstance[],
  principals: readonly AwsPrincipal[],
  { text }: Reader,
): RoleIndex {
  const direct = new Map<string, string>()
  for (const { kind, arn, accountId, name } of principals) {
    if (kind !== 'role') continue
    direct.set(arn, arn)
    direct.set(`${accountId} ${name}`, arn)
  }
  const find: RoleIndex = (accountId, name) => direct.get(name) ?? direct.get(`${accountId} ${name}`)
  const indirect = [
    ['aws_iam_instance_profile', 'role', 'name'],
    ['aws_ecs_task_definition', 'task_role_arn', 'family'],
  ] as const
  for (const instance of instances)
    for (const [type, roleAttribute, nameAttribute] of indirect) {
      if (instance.type !== type) continue
      const { accountId } = instance.provider
      const role = find(accountId, text(instance, roleAttribute) ?? '')
      if (role === undefined) continue
      const name = text(instance, nameAttribute) ?? ''
      direct.set(text(instance, 'arn') ?? '', role)
      // A profile often bears the name of another role: the role found by its own name stays.
      if (!direct.has(`${accountId} ${name}`)) direct.set(`${accountId} ${name}`, role)
      direct.set(`${accountId} ${type} ${name}`, role)
    }
  return find
}

function roleOf(instance: ResourceInstance, { role = [] }: Kind, find: RoleIndex): string | undefined {
  for (const path of role) {
    const named = at(instance.attributes, path)
    if (named === undefined) continue
    const { accountId } = instance.provider
    const through = path.startsWith('iam_instance_profile') ? 'aws_iam_instance_profile ' : ''
    const found = find(accountId, `${through}${named}`) ?? find(accountId, named)
    if (found !== undefined) return found
    if (parseArn(named)?.resource.startsWith('role/') === true) return named
  }
  return undefined
}

/** `iam_instance_profile.name` in blocks that stand as an object or as a list of one. */
function at(attributes: ResourceInstance['attributes'], path: string): string | undefined {
  let value: TfValue | undefined = attributes
  for (const part of path.split('.')) {
    const [first]: readonly (TfValue | undefined)[] = isList(value) ? value : [value]
    value = isMap(first) ? memberOf(first, part) : undefined
  }
  return value === undefined || value === null || value === '' ? undefined : textOf(value)
}

function policyIndex(instances: readonly ResourceInstance[], reader: Reader): ReadonlyMap<string, AwsPolicy> {
  const found = new Map<string, AwsPolicy>()
  for (const instance of instances) {
    const named = policyTypes[instance.type]
    if (named !== undefined) {
      const of = reader.text(instance, named[0])
      const document = documentIn(instance, named[1], reader)
      if (of !== undefined && document !== undefined) found.set(of, { name: 'policy', document })
    }
    if (instance.type === 'aws_lambda_permission') addPermission(found, instance, reader)
  }
  return found
}

/** Each `aws_lambda_permission` is one statement of the function's policy. */
function addPermission(found: Map<string, AwsPolicy>, instance: ResourceInstance, { text }: Reader): void {
  const of = text(instance, 'function_name')
  const principal = text(instance, 'principal')
  if (of === undefined || principal === undefined) return
  const isService = /\.amazonaws\.com(?:\.cn)?$/.test(principal)
  const statement = {
    Sid: text(instance, 'statement_id') ?? instance.address,
    Effect: 'Allow',
    Principal: isService ? { Service: principal } : { AWS: principal },
    Action: text(instance, 'action') ?? 'lambda:InvokeFunction',
    Resource: '*',
  }
  const statements = listedStatements(found.get(of)?.document)
  found.set(of, {
    name: 'policy',
    document: { Version: '2012-10-17', Statement: [...statements, statement] },
  })
}
