/**
 * What runs as a role: the service that takes the role, and how its ARNs read. Used where a source knows of roles only,
 * and for the name of what a caller makes.
 */
export type RunnableType = { readonly service: string; readonly pattern: string; readonly noun: string }

export const runnableTypes: Readonly<Record<string, RunnableType>> = {
  'AWS::Lambda::Function': {
    service: 'lambda.amazonaws.com',
    pattern: 'lambda:*:ACCOUNT:function:*',
    noun: 'function',
  },
  'AWS::EC2::Instance': {
    service: 'ec2.amazonaws.com',
    pattern: 'ec2:*:ACCOUNT:instance/*',
    noun: 'machine',
  },
  'AWS::EC2::LaunchTemplate': {
    service: 'ec2.amazonaws.com',
    pattern: 'ec2:*:ACCOUNT:launch-template/*',
    noun: 'launch template',
  },
  'AWS::ECS::Service': {
    service: 'ecs-tasks.amazonaws.com',
    pattern: 'ecs:*:ACCOUNT:*',
    noun: 'container service',
  },
  'AWS::CodeBuild::Project': {
    service: 'codebuild.amazonaws.com',
    pattern: 'codebuild:*:ACCOUNT:project/*',
    noun: 'build project',
  },
  'AWS::CloudFormation::Stack': {
    service: 'cloudformation.amazonaws.com',
    pattern: 'cloudformation:*:ACCOUNT:stack/*',
    noun: 'stack',
  },
  'AWS::AppRunner::Service': {
    service: 'tasks.apprunner.amazonaws.com',
    pattern: 'apprunner:*:ACCOUNT:service/*',
    noun: 'App Runner service',
  },
  'AWS::BedrockAgentCore::CodeInterpreterCustom': {
    service: 'bedrock-agentcore.amazonaws.com',
    pattern: 'bedrock-agentcore:*:ACCOUNT:code-interpreter*',
    noun: 'code interpreter',
  },
  'AWS::Glue::DevEndpoint': {
    service: 'glue.amazonaws.com',
    pattern: 'glue:*:ACCOUNT:devEndpoint/*',
    noun: 'development endpoint',
  },
  'AWS::SageMaker::NotebookInstance': {
    service: 'sagemaker.amazonaws.com',
    pattern: 'sagemaker:*:ACCOUNT:notebook-instance/*',
    noun: 'notebook',
  },
}

/** `lambda:*:ACCOUNT:function:*` as a pattern of ARNs in one account; `*` stays as it is. */
export function arnPattern(pattern: string, partition: string, accountId: string): string {
  return pattern === '*' ? pattern : `arn:${partition}:${pattern.replace('ACCOUNT', accountId)}`
}
