import type { AwsProvider } from './instance.ts'
import { memberOf, ownMap, placeholder, type TfValue, textOf } from './tf-value.ts'

type Attributes = { readonly [name: string]: TfValue }
type Arn = (named: (attribute: string) => string, provider: AwsProvider, address: string) => string

const global =
  (service: string, resource: (named: (attribute: string) => string) => string): Arn =>
  (named, { partition, accountId }) =>
    `arn:${partition}:${service}::${accountId}:${resource(named)}`

const regional =
  (service: string, resource: (named: (attribute: string) => string, address: string) => string): Arn =>
  (named, { partition, accountId, region }, address) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource(named, address)}`

const withPath = (kind: string) => (named: (attribute: string) => string) =>
  `${kind}${named('path') || '/'}${named('name')}`

/** An id that only AWS gives. */
const given = (address: string) => placeholder(`${address}.id`)

/** How the ARN of a resource follows from its arguments. */
const arns: Readonly<Record<string, Arn>> = {
  aws_iam_user: global('iam', withPath('user')),
  aws_iam_role: global('iam', withPath('role')),
  aws_iam_group: global('iam', withPath('group')),
  aws_iam_policy: global('iam', withPath('policy')),
  aws_iam_instance_profile: global('iam', withPath('instance-profile')),
  aws_iam_openid_connect_provider: global(
    'iam',
    (named) => `oidc-provider/${named('url').replace(/^https:\/\//, '')}`,
  ),
  aws_iam_saml_provider: global('iam', (named) => `saml-provider/${named('name')}`),
  aws_s3_bucket: (named, { partition }) => `arn:${partition}:s3:::${named('bucket')}`,
  aws_lambda_function: regional('lambda', (named) => `function:${named('function_name')}`),
  aws_ssm_parameter: regional('ssm', (named) => `parameter/${named('name').replace(/^\//, '')}`),
  // AWS adds a hyphen and six characters; the placeholder has six, so that `-??????` matches.
  aws_secretsmanager_secret: regional('secretsmanager', (named) => `secret:${named('name')}-<rand>`),
  aws_dynamodb_table: regional('dynamodb', (named) => `table/${named('name')}`),
  aws_sqs_queue: regional('sqs', (named) => named('name')),
  aws_sns_topic: regional('sns', (named) => named('name')),
  aws_kms_key: regional('kms', (_, address) => `key/${given(address)}`),
  aws_kinesis_stream: regional('kinesis', (named) => `stream/${named('name')}`),
  aws_instance: regional('ec2', (_, address) => `instance/${given(address)}`),
  aws_launch_template: regional('ec2', (_, address) => `launch-template/${given(address)}`),
  aws_ecs_cluster: regional('ecs', (named) => `cluster/${named('name')}`),
  aws_ecs_service: regional('ecs', (named) => `service/${lastPart(named('cluster'))}/${named('name')}`),
  aws_ecs_task_definition: regional('ecs', (named) => `task-definition/${named('family')}:1`),
  aws_codebuild_project: regional('codebuild', (named) => `project/${named('name')}`),
  aws_glue_job: regional('glue', (named) => `job/${named('name')}`),
  aws_glue_dev_endpoint: regional('glue', (named) => `devEndpoint/${named('name')}`),
  aws_sagemaker_notebook_instance: regional('sagemaker', (named) => `notebook-instance/${named('name')}`),
  aws_cloudformation_stack: regional(
    'cloudformation',
    (named, address) => `stack/${named('name')}/${given(address)}`,
  ),
  aws_cloudformation_stack_set: regional(
    'cloudformation',
    (named, address) => `stackset/${named('name')}:${given(address)}`,
  ),
  aws_apprunner_service: regional(
    'apprunner',
    (named, address) => `service/${named('service_name')}/${given(address)}`,
  ),
  aws_bedrockagentcore_code_interpreter: regional(
    'bedrock-agentcore',
    (_, address) => `code-interpreter-custom/${given(address)}`,
  ),
  aws_datapipeline_pipeline: regional('datapipeline', (_, address) => `pipeline/${given(address)}`),
  aws_cloudwatch_log_group: regional('logs', (named) => `log-group:${named('name')}`),
  aws_db_instance: regional('rds', (named) => `db:${named('identifier')}`),
  aws_rds_cluster: regional('rds', (named) => `cluster:${named('cluster_identifier')}`),
  aws_sfn_state_machine: regional('states', (named) => `stateMachine:${named('name')}`),
  aws_ecr_repository: regional('ecr', (named) => `repository/${named('name')}`),
  aws_organizations_policy: global('organizations', (named) => `policy/${named('name')}`),
}

/** Arguments that serve as the id; for others the id is the ARN or only AWS knows it. */
const ids: Readonly<Record<string, string>> = {
  aws_iam_user: 'name',
  aws_iam_role: 'name',
  aws_iam_group: 'name',
  aws_iam_instance_profile: 'name',
  aws_s3_bucket: 'bucket',
  aws_lambda_function: 'function_name',
  aws_ssm_parameter: 'name',
  aws_dynamodb_table: 'name',
  aws_glue_job: 'name',
  aws_glue_dev_endpoint: 'name',
  aws_sagemaker_notebook_instance: 'name',
  aws_launch_template: '',
  aws_instance: '',
  aws_kms_key: '',
  aws_organizations_policy: '',
}

/** Arguments a resource names itself by; where it leaves them out, AWS or a prefix chooses. */
const names: readonly string[] = ['name', 'bucket', 'function_name', 'service_name', 'family', 'identifier']

/** The arguments of a resource with what its provider would add: names left out, `arn`, `id`. */
export function withComputed(
  type: string,
  attributes: Attributes,
  provider: AwsProvider,
  address: string,
): Attributes {
  const arnOf = arns[type]
  if (arnOf === undefined) return attributes
  const named = (attribute: string): string => {
    const value = memberOf(attributes, attribute)
    if (value !== undefined && value !== null) return textOf(value)
    return names.includes(attribute) ? placeholder(`${address}.${attribute}`) : ''
  }
  const known = memberOf(attributes, 'arn')
  const arn = typeof known === 'string' && known !== '' ? known : arnOf(named, provider, address)
  const idFrom = ids[type]
  const knownId = memberOf(attributes, 'id')
  const id =
    typeof knownId === 'string' && knownId !== ''
      ? knownId
      : idFrom === undefined
        ? arn
        : idFrom === ''
          ? given(address)
          : named(idFrom)
  const missing = names
    .filter((name) => arn.includes(placeholder(`${address}.${name}`)))
    .map((name) => [name, named(name)] as const)
  return ownMap([...Object.entries(attributes), ...missing, ['arn', arn], ['id', id]])
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn
}
