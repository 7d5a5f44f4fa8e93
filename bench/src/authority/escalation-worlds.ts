import { account, allow, policyOf, roleOf, snapshotOf, userOf } from '@countersign/authority/aws/aws-fixture'
import type { AwsPrincipal, AwsResource, AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'

/** What the catalogue says of a path, as far as a world is drawn from it. */
export type PublicPath = {
  readonly id: string
  readonly permissions: { readonly required: readonly { readonly permission: string }[] }
}

/** What stands around whoever starts: everything a path needs beyond its permissions. */
type Surroundings = {
  /** Whoever starts is a role, or a user (default). */
  readonly startsAs?: 'role'
  readonly start?: Partial<AwsPrincipal>
  readonly principals?: readonly AwsPrincipal[]
  readonly resources?: readonly AwsResource[]
  /** The permissions stand in a customer-managed policy rather than inline. */
  readonly managed?: true
}

const adminDocument = policyOf(allow('*'))
const admin = { inline: [{ name: 'all', document: adminDocument }] }
const startArn = (surroundings: Surroundings): string =>
  `arn:aws:iam::${account}:${surroundings.startsAs ?? 'user'}/start`

function trusting(principal: object): Pick<AwsPrincipal, 'trust'> {
  const statement = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }
  return { trust: { name: 'trust', document: policyOf(statement) } }
}

const byAccount = trusting({ AWS: `arn:aws:iam::${account}:root` })
const power = (service: string): AwsPrincipal =>
  roleOf('power', { ...admin, ...trusting({ Service: service }) })

function resource(type: string, service: string, name: string, runsAs?: string): AwsResource {
  const arn = `arn:aws:${service}:eu-west-1:${account}:${name}`
  const runs = runsAs === undefined ? {} : { runsAs: `arn:aws:iam::${account}:role/${runsAs}` }
  return { arn, accountId: account, type, name, tags: {}, ...runs }
}

const profile: AwsResource = {
  arn: `arn:aws:iam::${account}:instance-profile/power`,
  accountId: account,
  type: 'AWS::IAM::InstanceProfile',
  name: 'power',
  runsAs: `arn:aws:iam::${account}:role/power`,
  tags: {},
}

const passed = (service: string, ...resources: readonly AwsResource[]): Surroundings => ({
  principals: [power(service)],
  resources,
})

const running = (service: string, type: string, arnService: string, name: string): Surroundings => ({
  principals: [power(service)],
  resources: [resource(type, arnService, name, 'power')],
})

const lambda = 'lambda.amazonaws.com'
const ec2 = 'ec2.amazonaws.com'
const ecs = 'ecs-tasks.amazonaws.com'
const glue = 'glue.amazonaws.com'
const cloudformation = 'cloudformation.amazonaws.com'
const codebuild = 'codebuild.amazonaws.com'
const sagemaker = 'sagemaker.amazonaws.com'
const interpreter = 'bedrock-agentcore.amazonaws.com'

const cluster = resource('AWS::ECS::Cluster', 'ecs', 'cluster/main')
const glueJob = resource('AWS::Glue::Job', 'glue', 'job/nightly')
const machine = running(ec2, 'AWS::EC2::Instance', 'ec2', 'instance/i-0123456789abcdef0')
const fn = running(lambda, 'AWS::Lambda::Function', 'lambda', 'function:worker')
const project = running(codebuild, 'AWS::CodeBuild::Project', 'codebuild', 'project/site')
const stack = running(cloudformation, 'AWS::CloudFormation::Stack', 'cloudformation', 'stack/base/1')
const notebook = running(sagemaker, 'AWS::SageMaker::NotebookInstance', 'sagemaker', 'notebook-instance/lab')

const key = (id: string) => ({ id })
const adminUser = (part: Partial<AwsPrincipal>): Surroundings => ({
  principals: [userOf('target', { ...admin, accessKeys: [], ...part })],
})
const plainUser: Surroundings = { principals: [userOf('target', { accessKeys: [] })] }
const plainRole: Surroundings = { principals: [roleOf('target', byAccount)] }
const targetPolicy = `arn:aws:iam::${account}:policy/of-target`
const roleWithPolicy: Surroundings = {
  principals: [roleOf('target', { ...byAccount, attached: [targetPolicy] })],
}
const service = trusting({ Service: lambda })

const group = (part: Partial<AwsPrincipal> = {}): AwsPrincipal => ({
  ...roleOf('team', part),
  kind: 'group',
  arn: `arn:aws:iam::${account}:group/team`,
})
const inGroup: Surroundings = { start: { groups: [group().arn] }, principals: [group()] }

const surroundings: Readonly<Record<string, Surroundings>> = {
  'apprunner-001': passed('tasks.apprunner.amazonaws.com'),
  'apprunner-002': running(
    'tasks.apprunner.amazonaws.com',
    'AWS::AppRunner::Service',
    'apprunner',
    'service/site/1',
  ),
  'bedrock-001': passed(interpreter),
  'bedrock-002': running(
    interpreter,
    'AWS::BedrockAgentCore::CodeInterpreterCustom',
    'bedrock-agentcore',
    'code-interpreter-custom/one',
  ),
  'cloudformation-001': passed(cloudformation),
  'cloudformation-002': stack,
  'cloudformation-003': passed(cloudformation),
  'cloudformation-004': running(
    cloudformation,
    'AWS::CloudFormation::StackSet',
    'cloudformation',
    'stackset/base:1',
  ),
  'cloudformation-005': stack,
  'codebuild-001': passed(codebuild),
  'codebuild-002': project,
  'codebuild-003': project,
  'codebuild-004': passed(codebuild),
  'datapipeline-001': passed('datapipeline.amazonaws.com'),
  'ec2instanceconnect-003': machine,
  'ec2-001': passed(ec2, profile),
  'ec2-002': machine,
  'ec2-003': passed(ec2, profile),
  'ec2-004': running(ec2, 'AWS::EC2::LaunchTemplate', 'ec2', 'launch-template/lt-1'),
  'ecs-001': passed(ecs),
  'ecs-002': passed(ecs),
  'ecs-003': passed(ecs, cluster),
  'ecs-004': passed(ecs, cluster),
  'ecs-005': passed(ecs, cluster),
  'glue-001': passed(glue),
  'glue-002': running(glue, 'AWS::Glue::DevEndpoint', 'glue', 'devEndpoint/dev'),
  'glue-003': passed(glue),
  'glue-004': passed(glue),
  'glue-005': passed(glue, glueJob),
  'glue-006': passed(glue, glueJob),
  'iam-001': { managed: true },
  'iam-002': adminUser({}),
  'iam-003': adminUser({ accessKeys: [key('AKIA1'), key('AKIA2')] }),
  'iam-004': adminUser({ hasLoginProfile: false }),
  'iam-005': { startsAs: 'role' },
  'iam-006': adminUser({ hasLoginProfile: true }),
  'iam-007': {},
  'iam-008': {},
  'iam-009': { startsAs: 'role' },
  'iam-010': inGroup,
  'iam-011': inGroup,
  'iam-012': { principals: [roleOf('target', { ...admin, ...service })] },
  'iam-013': { principals: [group(admin)] },
  'iam-014': plainRole,
  'iam-015': plainUser,
  'iam-016': roleWithPolicy,
  'iam-017': plainRole,
  'iam-018': plainUser,
  'iam-019': { principals: [roleOf('target', service)] },
  'iam-020': { principals: [roleOf('target', { ...service, attached: [targetPolicy] })] },
  'iam-021': { principals: [roleOf('target', service)] },
  'lambda-001': passed(lambda),
  'lambda-002': passed(lambda),
  'lambda-003': fn,
  'lambda-004': fn,
  'lambda-005': fn,
  'lambda-006': passed(lambda),
  'sagemaker-001': passed(sagemaker),
  'sagemaker-002': passed(sagemaker),
  'sagemaker-003': passed(sagemaker),
  'sagemaker-004': notebook,
  'sagemaker-005': notebook,
  'ssm-001': machine,
  'ssm-002': machine,
  'sts-001': { principals: [roleOf('target', { ...admin, ...byAccount })] },
}

/** The smallest account in which a path is open; `without` takes one permission away. */
export function worldFor(path: PublicPath, without?: string): AwsSnapshot | undefined {
  const around = surroundings[path.id]
  if (around === undefined) return undefined
  const held = path.permissions.required.map(({ permission }) => permission).filter((one) => one !== without)
  const document = policyOf(allow(held.length === 0 ? 'sts:GetCallerIdentity' : held))
  const own = `arn:aws:iam::${account}:policy/own`
  const grants = around.managed === true ? { attached: [own] } : { inline: [{ name: 'own', document }] }
  const make = around.startsAs === 'role' ? roleOf : userOf
  const start = make('start', { ...around.start, ...grants, arn: startArn(around) })
  return snapshotOf({
    origin: 'log',
    principals: [start, ...(around.principals ?? [])],
    resources: around.resources ?? [],
    managedPolicies: [
      { arn: own, name: 'own', document },
      { arn: targetPolicy, name: 'of-target', document: policyOf(allow('logs:PutLogEvents')) },
    ],
  })
}
