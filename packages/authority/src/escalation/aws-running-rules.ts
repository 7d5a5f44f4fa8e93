import type { EscalationRule, RuleNeed } from './escalation-rule.ts'

function running(
  id: string,
  title: string,
  type: string,
  actions: readonly string[],
  more: {
    readonly needs?: readonly RuleNeed[]
    readonly roleMustDo?: string
    readonly assumes?: string
    readonly category?: EscalationRule['category']
  } = {},
): EscalationRule {
  const { needs = [], roleMustDo, assumes, category = 'existing-passrole' } = more
  return {
    id,
    category,
    title,
    target: { kind: 'running', type, ...(roleMustDo === undefined ? {} : { roleMustDo }) },
    needs: [...actions.map((action): RuleNeed => ({ action, on: 'target' })), ...needs],
    ...(assumes === undefined ? {} : { assumes }),
  }
}

const instance = 'AWS::EC2::Instance'
const lambda = 'AWS::Lambda::Function'
const stack = 'AWS::CloudFormation::Stack'
const notebook = 'AWS::SageMaker::NotebookInstance'
/** The agent on the machine reports in under the machine's own role; without that no command arrives. */
const agent = 'ssm:UpdateInstanceInformation'

/** Something runs as a role already, and the caller takes it over. */
export const awsRunningRules: readonly EscalationRule[] = [
  running(
    'lambda-003',
    'replaces the code of a function and waits for its next call',
    lambda,
    ['lambda:UpdateFunctionCode'],
    { assumes: 'that something calls the function' },
  ),
  running('lambda-004', 'replaces the code of a function, and calls it', lambda, [
    'lambda:UpdateFunctionCode',
    'lambda:InvokeFunction',
  ]),
  running('lambda-005', 'replaces the code of a function, and lets somebody else call it', lambda, [
    'lambda:UpdateFunctionCode',
    'lambda:AddPermission',
  ]),
  running('ec2-002', 'stops a machine, gives it a start script, and starts it', instance, [
    'ec2:ModifyInstanceAttribute',
    'ec2:StopInstances',
    'ec2:StartInstances',
  ]),
  running(
    'ec2-004',
    'changes the launch template that machines start from',
    'AWS::EC2::LaunchTemplate',
    ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
    { assumes: 'that machines are started from the template' },
  ),
  running(
    'ec2instanceconnect-003',
    'puts a key of its own on a machine, and logs in',
    instance,
    ['ec2-instance-connect:SendSSHPublicKey'],
    {
      needs: [{ action: 'ec2:DescribeInstances', on: { made: '*' } }],
      assumes: 'that port 22 of the machine can be reached',
    },
  ),
  running('ssm-001', 'opens a session on a machine', instance, ['ssm:StartSession'], {
    roleMustDo: agent,
    assumes: 'that the SSM agent runs on the machine',
  }),
  running('ssm-002', 'sends a command to a machine', instance, ['ssm:SendCommand'], {
    needs: [{ action: 'ssm:SendCommand', on: { made: 'ssm:*:*:document/*' } }],
    roleMustDo: agent,
    assumes: 'that the SSM agent runs on the machine',
  }),
  running('ecs-006', 'runs a command inside a task', 'AWS::ECS::Service', [], {
    needs: [{ action: 'ecs:ExecuteCommand', on: { made: 'ecs:*:ACCOUNT:task/*' } }],
    assumes: 'that commands are enabled for the service',
  }),
  running(
    'codebuild-002',
    'starts a build of a project with commands of its own',
    'AWS::CodeBuild::Project',
    ['codebuild:StartBuild'],
  ),
  running(
    'codebuild-003',
    'starts a batch of builds of a project with commands of its own',
    'AWS::CodeBuild::Project',
    ['codebuild:StartBuildBatch'],
    { assumes: 'that the project allows batches' },
  ),
  running('cloudformation-002', 'updates a stack that works with a role of its own', stack, [
    'cloudformation:UpdateStack',
  ]),
  running(
    'cloudformation-005',
    'prepares and executes a change of a stack that works with a role of its own',
    stack,
    ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
    { category: 'new-passrole' },
  ),
  running('apprunner-002', 'changes the start command of a service', 'AWS::AppRunner::Service', [
    'apprunner:UpdateService',
  ]),
  running(
    'bedrock-002',
    'runs code in a code interpreter that exists',
    'AWS::BedrockAgentCore::CodeInterpreterCustom',
    ['bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'],
  ),
  running(
    'glue-002',
    'puts a key of its own on a development endpoint, and logs in',
    'AWS::Glue::DevEndpoint',
    ['glue:UpdateDevEndpoint'],
  ),
  running('sagemaker-004', 'opens a notebook', notebook, ['sagemaker:CreatePresignedNotebookInstanceUrl'], {
    assumes: 'that the notebook is in service',
  }),
  running(
    'sagemaker-005',
    'gives a notebook a start script, and restarts it',
    notebook,
    ['sagemaker:StopNotebookInstance', 'sagemaker:UpdateNotebookInstance', 'sagemaker:StartNotebookInstance'],
    {
      needs: [
        {
          action: 'sagemaker:CreateNotebookInstanceLifecycleConfig',
          on: { made: 'sagemaker:*:ACCOUNT:notebook-instance-lifecycle-config/*' },
        },
      ],
    },
  ),
]
