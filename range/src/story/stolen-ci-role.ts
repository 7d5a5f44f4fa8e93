import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, assumeRoleWithWebIdentity, cloudTrail } from '../record/cloudtrail.ts'
import { gitHubAudit } from '../record/github.ts'
import type { Story } from '../simulated-tenant.ts'
import { fernworks, runnerIp } from '../tenant/fernworks.ts'

/** A poisoned build step sends its session out; the thief reads secrets and builds a way back in. */
export const stolenCiRole: Story = {
  id: 'stolen-ci-role',
  title: 'A CI role is stolen from a build and used from outside',
  techniques: [
    'T1195.002',
    'T1078.004',
    'T1087.004',
    'T1555.006',
    'T1136.003',
    'T1098.001',
    'T1098.003',
    'T1562.008',
    'T1530',
  ],
  identities: [
    `aws:${fernworks.aws.account}:assumed-role/ci-deploy`,
    `aws:${fernworks.aws.account}:user/svc-backup-sync`,
  ],
  trace: (random) => {
    const keyId = `ASIA${random.token(16)}`
    const runId = random.integer(10_000_000, 99_999_999)
    return [...poisonedBuild(random, keyId, runId), ...useOfTheStolenSession(random, keyId, runId)]
  },
}

function poisonedBuild(random: Random, keyId: string, runId: number): Trace {
  const sourceIp = runnerIp(random)
  return [
    {
      afterMs: 0,
      source: 'github',
      step: 'protection is lifted',
      line: gitHubAudit(random, {
        org: fernworks.org,
        action: 'protected_branch.policy_override',
        actor: 'stefan',
        repo: 'billing',
        sourceIp: '198.51.100.23',
        more: { branch: 'main' },
      }),
    },
    {
      afterMs: 61_000,
      source: 'github',
      step: 'a changed workflow runs',
      line: gitHubAudit(random, {
        org: fernworks.org,
        action: 'workflows.created_workflow_run',
        actor: 'stefan',
        repo: 'billing',
        sourceIp: '198.51.100.23',
        more: { event: 'push', workflow_run_id: runId, name: 'deploy', head_branch: 'main' },
      }),
    },
    {
      afterMs: 104_000,
      source: 'cloudtrail',
      step: 'the job receives its role',
      line: assumeRoleWithWebIdentity(random, {
        ...fernworks.aws,
        role: 'ci-deploy',
        session: `gha-${runId}`,
        keyId,
        provider: 'token.actions.githubusercontent.com',
        subject: `repo:${fernworks.org}/billing:ref:refs/heads/main`,
        sourceIp,
      }),
    },
  ]
}

function useOfTheStolenSession(random: Random, keyId: string, runId: number): Trace {
  const by: AwsPrincipal = {
    kind: 'role',
    role: 'ci-deploy',
    session: `gha-${runId}`,
    keyId,
    federatedFrom: 'token.actions.githubusercontent.com',
  }
  const denied = (operation: string) => ({
    code: 'AccessDenied',
    message: `User: arn:aws:sts::${fernworks.aws.account}:assumed-role/ci-deploy/gha-${runId} is not authorized to perform: ${operation}`,
  })
  const call = (name: string, request: object, more: object = {}) =>
    cloudTrail(random, {
      ...fernworks.aws,
      call: name,
      by,
      sourceIp: '198.51.100.77',
      userAgent: 'Boto3/1.40.31 md/Botocore#1.40.31 ua/2.1 os/linux#6.8.0-kali',
      request,
      ...more,
    })
  const newUser = { userName: 'svc-backup-sync' }
  const secrets = [
    'prod/billing/db',
    'prod/billing/stripe',
    'prod/api/jwt',
    'prod/mail',
    'prod/okta-scim',
    'ci/npm-publish',
  ]
  return [
    { afterMs: 190_000, source: 'cloudtrail', step: 'who am I', line: call('sts.GetCallerIdentity', {}) },
    { afterMs: 204_000, source: 'cloudtrail', step: 'what is here', line: call('s3.ListBuckets', {}) },
    {
      afterMs: 215_000,
      source: 'cloudtrail',
      step: 'what is here',
      line: call('iam.ListUsers', {}, { error: denied('iam:ListUsers') }),
    },
    {
      afterMs: 226_000,
      source: 'cloudtrail',
      step: 'what is here',
      line: call('secretsmanager.ListSecrets', {}),
    },
    ...secrets.map((secretId, at) => ({
      afterMs: 240_000 + at * 3100,
      source: 'cloudtrail',
      step: 'secrets are read',
      line: call('secretsmanager.GetSecretValue', { secretId }),
    })),
    {
      afterMs: 310_000,
      source: 'cloudtrail',
      step: 'a way back in',
      line: call('iam.CreateUser', newUser, {
        response: { user: { ...newUser, arn: `arn:aws:iam::${fernworks.aws.account}:user/svc-backup-sync` } },
      }),
    },
    {
      afterMs: 318_000,
      source: 'cloudtrail',
      step: 'a way back in',
      line: call('iam.AttachUserPolicy', {
        ...newUser,
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    },
    {
      afterMs: 325_000,
      source: 'cloudtrail',
      step: 'a way back in',
      line: call('iam.CreateAccessKey', newUser, {
        response: { accessKey: { ...newUser, accessKeyId: `AKIA${random.token(16)}`, status: 'Active' } },
      }),
    },
    {
      afterMs: 360_000,
      source: 'cloudtrail',
      step: 'tracks are covered',
      line: call(
        'cloudtrail.StopLogging',
        { name: 'org-trail' },
        { error: denied('cloudtrail:StopLogging') },
      ),
    },
    ...['customers-2025.csv.gz', 'customers-2026.csv.gz', 'payouts.parquet'].map((key, at) => ({
      afterMs: 400_000 + at * 5200,
      source: 'cloudtrail',
      step: 'data is taken',
      line: call('s3.GetObject', { bucketName: 'fernworks-exports', key }),
    })),
  ]
}
