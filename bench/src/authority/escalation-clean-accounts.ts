import {
  account,
  allow,
  deny,
  policyOf,
  roleOf,
  snapshotOf,
  userOf,
} from '@countersign/authority/aws/aws-fixture'
import type { AwsPrincipal, AwsResource, AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'

/** Accounts as careful people keep them: nobody there can become more than they were made for. */
export type CleanAccount = { readonly name: string; readonly snapshot: AwsSnapshot }

const iam = (resource: string): string => `arn:aws:iam::${account}:${resource}`
const inline = (...statements: readonly object[]): Pick<AwsPrincipal, 'inline'> => ({
  inline: [{ name: 'own', document: policyOf(...statements) }],
})
const everything = inline(allow('*'))

function trusting(principal: object, rest: object = {}): Pick<AwsPrincipal, 'trust'> {
  const action = 'Federated' in principal ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole'
  return {
    trust: {
      name: 'trust',
      document: policyOf({ Effect: 'Allow', Principal: principal, Action: action, ...rest }),
    },
  }
}

const byService = (name: string) => trusting({ Service: name })
const byRoot = (rest: object = {}) => trusting({ AWS: iam('root') }, rest)
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }

function thing(type: string, arn: string, part: Partial<AwsResource> = {}): AwsResource {
  return { arn, accountId: account, type, name: arn.split(/[:/]/).at(-1) ?? arn, tags: {}, ...part }
}

const logs = allow(['logs:CreateLogStream', 'logs:PutLogEvents'])
const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:${account}:function:${name}`
const secret = thing(
  'AWS::SecretsManager::Secret',
  `arn:aws:secretsmanager:eu-west-1:${account}:secret:db-AbCdEf`,
)
const bucket = thing('AWS::S3::Bucket', 'arn:aws:s3:::records')

/** A pipeline that deploys functions, and may hand them only the role made for them. */
const deployPipeline: CleanAccount = {
  name: 'a pipeline with a scoped iam:PassRole',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      roleOf('deploy', {
        ...trusting(
          { Federated: iam('oidc-provider/token.actions.githubusercontent.com') },
          {
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:sub': 'repo:acme/shop:ref:refs/heads/main',
              },
            },
          },
        ),
        ...inline(
          allow(
            ['lambda:CreateFunction', 'lambda:UpdateFunctionCode', 'lambda:InvokeFunction'],
            functionArn('shop-*'),
          ),
          allow('iam:PassRole', iam('role/shop-function'), {
            Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
          }),
        ),
      }),
      roleOf('shop-function', { ...byService('lambda.amazonaws.com'), ...inline(logs) }),
      roleOf('admin-automation', { ...byService('lambda.amazonaws.com'), ...everything }),
    ],
    resources: [
      thing('AWS::Lambda::Function', functionArn('shop-cart'), { runsAs: iam('role/shop-function') }),
      thing('AWS::Lambda::Function', functionArn('rotate'), { runsAs: iam('role/admin-automation') }),
      bucket,
      secret,
    ],
  }),
}

const breakGlass: CleanAccount = {
  name: 'break-glass administration behind MFA',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      userOf('ann', inline(allow('sts:AssumeRole', iam('role/break-glass')))),
      userOf('bob', inline(allow('sts:AssumeRole', iam('role/break-glass')))),
      roleOf('break-glass', { ...byRoot(mfa), ...everything }),
    ],
  }),
}

const auditors: CleanAccount = {
  name: 'auditors who read configuration and no data',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      userOf(
        'auditor',
        inline(
          allow([
            'iam:Get*',
            'iam:List*',
            'ec2:Describe*',
            's3:GetBucket*',
            'lambda:List*',
            'cloudtrail:Lookup*',
          ]),
        ),
      ),
      roleOf('security-audit', {
        ...byRoot(),
        ...inline(allow(['iam:GenerateCredentialReport', 'config:Describe*'])),
      }),
      roleOf('app', {
        ...byService('ec2.amazonaws.com'),
        ...inline(allow('s3:GetObject', 'arn:aws:s3:::records/*')),
      }),
    ],
    resources: [
      bucket,
      secret,
      thing('AWS::EC2::Instance', `arn:aws:ec2:eu-west-1:${account}:instance/i-1`, {
        runsAs: iam('role/app'),
      }),
    ],
  }),
}

/** Developers make roles of their own, but only under a boundary that they cannot take off. */
const boundedDevelopers: CleanAccount = {
  name: 'developers under a permissions boundary',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      roleOf('developer', {
        ...byService('cloud9.amazonaws.com'),
        boundary: iam('policy/developers'),
        ...inline(
          allow(['lambda:*', 'dynamodb:*', 'logs:*']),
          allow(['iam:PutRolePolicy', 'iam:AttachRolePolicy'], iam('role/dev-*'), {
            Condition: { StringEquals: { 'iam:PermissionsBoundary': iam('policy/developers') } },
          }),
          allow('iam:PassRole', iam('role/dev-*')),
        ),
      }),
      roleOf('dev-worker', {
        ...byService('lambda.amazonaws.com'),
        boundary: iam('policy/developers'),
        ...inline(allow('dynamodb:*')),
      }),
      roleOf('ops', { ...byService('lambda.amazonaws.com'), ...everything }),
    ],
    managedPolicies: [
      {
        arn: iam('policy/developers'),
        name: 'developers',
        document: policyOf(
          allow([
            'lambda:*',
            'dynamodb:*',
            'logs:*',
            'iam:PassRole',
            'iam:PutRolePolicy',
            'iam:AttachRolePolicy',
          ]),
        ),
      },
    ],
    resources: [
      thing('AWS::Lambda::Function', functionArn('dev-one'), { runsAs: iam('role/dev-worker') }),
      bucket,
      secret,
    ],
  }),
}

/** Broad power, with everything that changes identities denied. */
const deniedIdentity: CleanAccount = {
  name: 'operators whose identity actions are denied',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      userOf('operator', {
        inline: [
          { name: 'own', document: policyOf(allow(['ec2:*', 'cloudwatch:*', 'autoscaling:*', 'iam:*'])) },
          { name: 'guard', document: policyOf(deny(['iam:*', 'sts:AssumeRole', 'ec2-instance-connect:*'])) },
          {
            name: 'machines',
            document: policyOf(deny(['ec2:ModifyInstanceAttribute', 'ec2:ModifyLaunchTemplate'])),
          },
        ],
      }),
      roleOf('node', { ...byService('ec2.amazonaws.com'), ...everything }),
      userOf('owner', everything),
    ],
    resources: [
      thing('AWS::EC2::Instance', `arn:aws:ec2:eu-west-1:${account}:instance/i-1`, {
        runsAs: iam('role/node'),
      }),
      thing('AWS::IAM::InstanceProfile', iam('instance-profile/node'), { runsAs: iam('role/node') }),
    ],
  }),
}

const fullAccess = {
  arn: 'arn:aws:organizations::aws:policy/p-FullAWSAccess',
  name: 'FullAWSAccess',
  document: policyOf(allow('*')),
}

/** The organisation forbids in every account what a careless policy allows. */
const organisationGuard: CleanAccount = {
  name: 'a careless policy under an organisation policy',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      userOf(
        'careless',
        inline(allow(['iam:CreateAccessKey', 'iam:AttachUserPolicy', 'iam:UpdateLoginProfile'])),
      ),
      userOf('owner', { ...everything, hasLoginProfile: true }),
    ],
    organization: {
      scps: [
        { ...fullAccess, accountIds: [account], level: 0 },
        {
          arn: 'arn:aws:organizations::1:policy/guard',
          name: 'guard',
          document: policyOf(deny(['iam:CreateAccessKey', 'iam:AttachUserPolicy', 'iam:UpdateLoginProfile'])),
          accountIds: [account],
          level: 0,
        },
      ],
      rcps: [],
    },
  }),
}

/** The policy variable for whoever asks. */
const ownName = ['$', '{aws:username}'].join('')

/** People keep their own password and keys in order. */
const selfService: CleanAccount = {
  name: 'users who manage only themselves',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      userOf(
        'carl',
        inline(
          allow(
            ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:UpdateLoginProfile', 'iam:ChangePassword'],
            iam(`user/${ownName}`),
          ),
        ),
      ),
      userOf('root-admin', { ...everything, hasLoginProfile: true, accessKeys: [] }),
    ],
  }),
}

/** Another account is trusted, and nobody here is. */
const trustedVendor: CleanAccount = {
  name: 'a vendor’s account trusted with an external id',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      roleOf('vendor', {
        ...trusting(
          { AWS: 'arn:aws:iam::999988887777:root' },
          { Condition: { StringEquals: { 'sts:ExternalId': 'e-1' } } },
        ),
        ...inline(allow(['ec2:Describe*', 's3:GetObject'])),
      }),
      userOf('dora', inline(allow('sts:AssumeRole'))),
    ],
    resources: [bucket],
  }),
}

/** Machines are reached only by tag, and those that matter do not bear it. */
const taggedSessions: CleanAccount = {
  name: 'sessions on machines by tag',
  snapshot: snapshotOf({
    origin: 'log',
    principals: [
      userOf(
        'support',
        inline(
          allow('ssm:StartSession', '*', {
            Condition: { StringEquals: { 'ssm:resourceTag/team': 'support' } },
          }),
        ),
      ),
      roleOf('plain-node', {
        ...byService('ec2.amazonaws.com'),
        ...inline(allow(['ssm:UpdateInstanceInformation', 'ssmmessages:*'])),
      }),
      roleOf('core-node', { ...byService('ec2.amazonaws.com'), ...everything }),
    ],
    resources: [
      thing('AWS::EC2::Instance', `arn:aws:ec2:eu-west-1:${account}:instance/i-1`, {
        runsAs: iam('role/plain-node'),
        tags: { team: 'support' },
      }),
      thing('AWS::EC2::Instance', `arn:aws:ec2:eu-west-1:${account}:instance/i-2`, {
        runsAs: iam('role/core-node'),
        tags: { team: 'core' },
      }),
    ],
  }),
}

export const cleanAccounts: readonly CleanAccount[] = [
  deployPipeline,
  breakGlass,
  auditors,
  boundedDevelopers,
  deniedIdentity,
  organisationGuard,
  selfService,
  trustedVendor,
  taggedSessions,
]
