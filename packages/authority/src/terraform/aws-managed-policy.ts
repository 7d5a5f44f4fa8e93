import type { AwsManagedPolicy } from '../aws/aws-snapshot.ts'

type Grant = readonly [
  actions: readonly string[],
  resources?: readonly string[],
  passedTo?: readonly string[],
]

/**
 * What some of AWS's own managed policies grant, where it matters to who can become whom: Terraform names them and does
 * not hold their text. Facts of the published policies, shortened to the services this project reasons about; a policy
 * that is not here is a gap that the snapshot states.
 */
const grants: Readonly<Record<string, readonly Grant[]>> = {
  AdministratorAccess: [[['*']]],
  IAMFullAccess: [[['iam:*', 'organizations:DescribeAccount', 'organizations:ListPolicies']]],
  AmazonS3FullAccess: [[['s3:*', 's3-object-lambda:*']]],
  AmazonS3ReadOnlyAccess: [[['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*']]],
  AmazonEC2FullAccess: [[['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*']]],
  AmazonEC2ReadOnlyAccess: [[['ec2:Describe*', 'elasticloadbalancing:Describe*', 'cloudwatch:Describe*']]],
  AmazonDynamoDBFullAccess: [[['dynamodb:*', 'dax:*']]],
  AmazonSSMFullAccess: [[['ssm:*', 'ssmmessages:*', 'ec2messages:*', 'ec2:DescribeInstanceStatus']]],
  AmazonSSMReadOnlyAccess: [[['ssm:Describe*', 'ssm:Get*', 'ssm:List*']]],
  SecretsManagerReadWrite: [[['secretsmanager:*', 'kms:DescribeKey', 'kms:ListKeys']]],
  AWSLambda_FullAccess: [
    [['lambda:*', 'iam:ListRoles', 'logs:FilterLogEvents']],
    [['iam:PassRole'], ['*'], ['lambda.amazonaws.com']],
  ],
  AWSLambda_ReadOnlyAccess: [[['lambda:Get*', 'lambda:List*']]],
  AmazonSageMakerFullAccess: [
    [['sagemaker:*']],
    [
      ['iam:PassRole'],
      ['arn:aws:iam::*:role/*'],
      ['glue.amazonaws.com', 'robomaker.amazonaws.com', 'states.amazonaws.com', 'sagemaker.amazonaws.com'],
    ],
  ],
  AWSCloudFormationFullAccess: [[['cloudformation:*']]],
  AWSCodeBuildAdminAccess: [[['codebuild:*']]],
  AWSGlueConsoleFullAccess: [
    [['glue:*']],
    [['iam:PassRole'], ['arn:aws:iam::*:role/AWSGlueServiceRole*'], ['glue.amazonaws.com']],
  ],
  AmazonECS_FullAccess: [[['ecs:*']], [['iam:PassRole'], ['*'], ['ecs-tasks.amazonaws.com']]],
  AmazonSSMManagedInstanceCore: [
    [
      [
        'ssm:UpdateInstanceInformation',
        'ssm:GetDocument',
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssmmessages:*',
        'ec2messages:*',
      ],
    ],
  ],
  CloudWatchAgentServerPolicy: [
    [
      [
        'cloudwatch:PutMetricData',
        'logs:PutLogEvents',
        'logs:CreateLogStream',
        'logs:CreateLogGroup',
        'ec2:DescribeTags',
      ],
    ],
    [['ssm:GetParameter'], ['arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*']],
  ],
  'service-role/AWSLambdaBasicExecutionRole': [
    [['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']],
  ],
  'service-role/AWSLambdaVPCAccessExecutionRole': [
    [
      [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DeleteNetworkInterface',
      ],
    ],
  ],
  'service-role/AmazonECSTaskExecutionRolePolicy': [
    [
      [
        'ecr:GetAuthorizationToken',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ],
    ],
  ],
  'service-role/AmazonEC2ContainerServiceforEC2Role': [
    [
      [
        'ecs:CreateCluster',
        'ecs:DeregisterContainerInstance',
        'ecs:DiscoverPollEndpoint',
        'ecs:Poll',
        'ecs:RegisterContainerInstance',
        'ecs:StartTelemetrySession',
        'ecs:Submit*',
        'ecr:BatchGetImage',
        'logs:PutLogEvents',
      ],
    ],
  ],
  'service-role/AWSGlueServiceRole': [
    [['glue:*', 's3:ListBucket', 's3:ListAllMyBuckets', 'iam:ListRolePolicies', 'iam:GetRole']],
    [
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      ['arn:aws:s3:::aws-glue-*/*', 'arn:aws:s3:::*/*aws-glue-*/*'],
    ],
  ],
}

const powerUser = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    { Effect: 'Allow', Action: ['iam:CreateServiceLinkedRole', 'iam:ListRoles'], Resource: '*' },
  ],
}

/** The policy behind an ARN of AWS's own, or undefined when it is not known here. */
export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  const name = /^arn:aws[\w-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1]
  if (name === undefined) return undefined
  if (name === 'PowerUserAccess') return { arn, name, document: powerUser }
  const known = Object.hasOwn(grants, name) ? grants[name] : undefined
  return known === undefined ? undefined : { arn, name, document: documentOf(known) }
}

function documentOf(known: readonly Grant[]): unknown {
  const statements = known.map(([actions, resources = ['*'], passedTo]) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(passedTo === undefined ? {} : { Condition: { StringEquals: { 'iam:PassedToService': passedTo } } }),
  }))
  return { Version: '2012-10-17', Statement: statements }
}
