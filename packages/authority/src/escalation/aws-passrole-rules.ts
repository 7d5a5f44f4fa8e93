import type { EscalationRule, NeedPlace, RuleNeed } from './escalation-rule.ts'

const passRole: RuleNeed = { action: 'iam:PassRole', on: 'target' }

function onNew(pattern: string, ...actions: readonly string[]): readonly RuleNeed[] {
  return actions.map((action) => ({ action, on: { made: pattern } }))
}

function onExisting(existing: string, pattern: string, ...actions: readonly string[]): readonly RuleNeed[] {
  const on: NeedPlace = { existing, pattern }
  return actions.map((action) => ({ action, on }))
}

type Passing = {
  readonly services: readonly string[]
  readonly made: string
  readonly needsInstanceProfile?: true
  readonly throughAdministrationRole?: true
  readonly ofExisting?: string
}

function passing(
  id: string,
  title: string,
  passed: Passing,
  needs: readonly RuleNeed[],
  assumes?: string,
): EscalationRule {
  return {
    id,
    category: 'new-passrole',
    title,
    target: { kind: 'passed-role', ...passed },
    needs: [passRole, ...needs],
    ...(assumes === undefined ? {} : { assumes }),
  }
}

const lambda = { services: ['lambda.amazonaws.com'], made: 'AWS::Lambda::Function' }
const functions = 'lambda:*:ACCOUNT:function:*'
const ec2 = {
  services: ['ec2.amazonaws.com'],
  made: 'AWS::EC2::Instance',
  needsInstanceProfile: true,
} as const
const task = { services: ['ecs-tasks.amazonaws.com'], made: 'AWS::ECS::Task' }
const clusters = 'ecs:*:ACCOUNT:cluster/*'
const definitions = 'ecs:*:ACCOUNT:task-definition/*'
const glueJob = { services: ['glue.amazonaws.com'], made: 'AWS::Glue::Job' }
const jobs = 'glue:*:ACCOUNT:job/*'
const triggers = 'glue:*:ACCOUNT:trigger/*'
const build = { services: ['codebuild.amazonaws.com'], made: 'AWS::CodeBuild::Project' }
const projects = 'codebuild:*:ACCOUNT:project/*'
const stack = { services: ['cloudformation.amazonaws.com'], made: 'AWS::CloudFormation::Stack' }
const stackSet = {
  services: ['cloudformation.amazonaws.com'],
  made: 'AWS::CloudFormation::StackSet',
  throughAdministrationRole: true,
} as const
const stackSets = 'cloudformation:*:ACCOUNT:stackset/*'
const pipelines = 'datapipeline:*:ACCOUNT:pipeline/*'
const interpreters = 'bedrock-agentcore:*:ACCOUNT:code-interpreter*'
const sagemaker = ['sagemaker.amazonaws.com']

const existingDefinition: NeedPlace = {
  existing: 'AWS::ECS::TaskDefinition',
  pattern: definitions,
  mustBeKnown: true,
}

/** A role is handed to a service, which then runs what the caller wants under it. */
export const awsPassRoleRules: readonly EscalationRule[] = [
  passing(
    'lambda-001',
    'makes a function that runs as the role, and calls it',
    lambda,
    onNew(functions, 'lambda:CreateFunction', 'lambda:InvokeFunction'),
  ),
  passing(
    'lambda-002',
    'makes a function that runs as the role, and has a stream or queue call it',
    lambda,
    [
      ...onNew(functions, 'lambda:CreateFunction'),
      ...onNew('lambda:*:ACCOUNT:event-source-mapping:*', 'lambda:CreateEventSourceMapping'),
    ],
    'a stream or queue that the role may read',
  ),
  passing(
    'lambda-006',
    'makes a function that runs as the role, and lets somebody else call it',
    lambda,
    onNew(functions, 'lambda:CreateFunction', 'lambda:AddPermission'),
  ),
  passing(
    'ec2-001',
    'starts a machine with the role',
    ec2,
    onNew('ec2:*:ACCOUNT:instance/*', 'ec2:RunInstances'),
  ),
  passing(
    'ec2-003',
    'asks for a spot machine with the role',
    ec2,
    onNew('ec2:*:ACCOUNT:*', 'ec2:RequestSpotInstances'),
  ),
  passing(
    'ecs-001',
    'makes a cluster, describes a task with the role and keeps it running as a service',
    task,
    [
      ...onNew(clusters, 'ecs:CreateCluster'),
      ...onNew(definitions, 'ecs:RegisterTaskDefinition'),
      ...onNew('ecs:*:ACCOUNT:service/*', 'ecs:CreateService'),
    ],
  ),
  passing('ecs-002', 'makes a cluster, describes a task with the role and runs it', task, [
    ...onNew(clusters, 'ecs:CreateCluster'),
    ...onNew(definitions, 'ecs:RegisterTaskDefinition', 'ecs:RunTask'),
  ]),
  passing(
    'ecs-003',
    'describes a task with the role and keeps it running in a cluster that exists',
    task,
    [
      ...onNew(definitions, 'ecs:RegisterTaskDefinition'),
      ...onNew('ecs:*:ACCOUNT:service/*', 'ecs:CreateService'),
    ],
    'a cluster',
  ),
  passing(
    'ecs-004',
    'describes a task with the role and runs it in a cluster that exists',
    task,
    [...onNew(definitions, 'ecs:RegisterTaskDefinition', 'ecs:RunTask')],
    'a cluster',
  ),
  passing(
    'ecs-005',
    'describes a task with the role and starts it on a machine of a cluster',
    task,
    [...onNew(definitions, 'ecs:RegisterTaskDefinition', 'ecs:StartTask')],
    'a cluster with machines of its own',
  ),
  passing(
    'ecs-007',
    'joins a machine to a cluster, and starts a task that exists on it with the role in place of its own',
    task,
    [
      { action: 'ecs:StartTask', on: existingDefinition },
      ...onNew(clusters, 'ecs:RegisterContainerInstance'),
    ],
    'a cluster, and a machine to join to it',
  ),
  passing('ecs-008', 'runs a task that exists with the role in place of its own', task, [
    { action: 'ecs:RunTask', on: existingDefinition },
  ]),
  passing(
    'ecs-009',
    'starts a task that exists on a machine of its cluster, with the role in place of its own',
    task,
    [{ action: 'ecs:StartTask', on: existingDefinition }],
    'a cluster with machines of its own',
  ),
  passing(
    'glue-001',
    'makes a development endpoint with the role, and logs in to it',
    { ...glueJob, made: 'AWS::Glue::DevEndpoint' },
    onNew('glue:*:ACCOUNT:devEndpoint/*', 'glue:CreateDevEndpoint'),
  ),
  passing(
    'glue-003',
    'makes a job that runs as the role, and starts it',
    glueJob,
    onNew(jobs, 'glue:CreateJob', 'glue:StartJobRun'),
  ),
  passing('glue-004', 'makes a job that runs as the role, and a trigger that starts it', glueJob, [
    ...onNew(jobs, 'glue:CreateJob'),
    ...onNew(triggers, 'glue:CreateTrigger'),
  ]),
  passing(
    'glue-005',
    'rewrites a job to run as the role, and starts it',
    glueJob,
    onExisting('AWS::Glue::Job', jobs, 'glue:UpdateJob', 'glue:StartJobRun'),
    'a job',
  ),
  passing(
    'glue-006',
    'rewrites a job to run as the role, and makes a trigger that starts it',
    glueJob,
    [...onExisting('AWS::Glue::Job', jobs, 'glue:UpdateJob'), ...onNew(triggers, 'glue:CreateTrigger')],
    'a job',
  ),
  passing(
    'codebuild-001',
    'makes a build project with the role, and builds',
    build,
    onNew(projects, 'codebuild:CreateProject', 'codebuild:StartBuild'),
  ),
  passing(
    'codebuild-004',
    'makes a build project with the role, and builds in batch',
    build,
    onNew(projects, 'codebuild:CreateProject', 'codebuild:StartBuildBatch'),
  ),
  passing(
    'cloudformation-001',
    'has a new stack set up whatever the role may',
    stack,
    onNew('cloudformation:*:ACCOUNT:stack/*', 'cloudformation:CreateStack'),
  ),
  passing(
    'cloudformation-003',
    'has a new stack set deploy whatever its execution role may',
    stackSet,
    onNew(stackSets, 'cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'),
  ),
  passing(
    'cloudformation-004',
    'has a stack set that exists deploy whatever its execution role may',
    { ...stackSet, ofExisting: 'AWS::CloudFormation::StackSet' },
    onExisting('AWS::CloudFormation::StackSet', stackSets, 'cloudformation:UpdateStackSet'),
    'a stack set with instances',
  ),
  passing(
    'datapipeline-001',
    'defines a pipeline that runs as the role, and activates it',
    {
      services: ['datapipeline.amazonaws.com', 'elasticmapreduce.amazonaws.com'],
      made: 'AWS::DataPipeline::Pipeline',
    },
    onNew(
      pipelines,
      'datapipeline:CreatePipeline',
      'datapipeline:PutPipelineDefinition',
      'datapipeline:ActivatePipeline',
    ),
  ),
  passing(
    'apprunner-001',
    'makes a service whose start command runs as the role',
    { services: ['tasks.apprunner.amazonaws.com'], made: 'AWS::AppRunner::Service' },
    onNew('apprunner:*:ACCOUNT:service/*', 'apprunner:CreateService'),
  ),
  passing(
    'bedrock-001',
    'makes a code interpreter with the role, and runs code in it',
    { services: ['bedrock-agentcore.amazonaws.com'], made: 'AWS::BedrockAgentCore::CodeInterpreterCustom' },
    onNew(
      interpreters,
      'bedrock-agentcore:CreateCodeInterpreter',
      'bedrock-agentcore:StartCodeInterpreterSession',
      'bedrock-agentcore:InvokeCodeInterpreter',
    ),
  ),
  passing(
    'sagemaker-001',
    'makes a notebook with the role, and opens it',
    { services: sagemaker, made: 'AWS::SageMaker::NotebookInstance' },
    onNew('sagemaker:*:ACCOUNT:notebook-instance/*', 'sagemaker:CreateNotebookInstance'),
  ),
  passing(
    'sagemaker-002',
    'has a training job run code as the role',
    { services: sagemaker, made: 'AWS::SageMaker::TrainingJob' },
    onNew('sagemaker:*:ACCOUNT:training-job/*', 'sagemaker:CreateTrainingJob'),
    'a bucket for input and output',
  ),
  passing(
    'sagemaker-003',
    'has a processing job run code as the role',
    { services: sagemaker, made: 'AWS::SageMaker::ProcessingJob' },
    onNew('sagemaker:*:ACCOUNT:processing-job/*', 'sagemaker:CreateProcessingJob'),
    'a bucket for input and output',
  ),
]
