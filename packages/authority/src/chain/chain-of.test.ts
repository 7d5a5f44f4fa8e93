import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuthorityHop } from '@countersign/explanation/explanation'
import {
  account,
  assumeRole,
  at,
  call,
  eventOf,
  indexOf,
  type Raw,
  roleIdentity,
  userIdentity,
} from './chain-fixture.ts'
import { chainOf } from './chain-of.ts'

const bob = userIdentity('bob', 'AKIAEXAMPLEEXAMPLE12')
const deploy = roleIdentity('deploy', 'run-7', 'ASIAEXAMPLEEXAMPLE34')
const getSecret = call('use', 'secretsmanager', 'GetSecretValue', { eventTime: at(5), userIdentity: deploy })

function line({ role, actor, certainty, event }: AuthorityHop): string {
  return `${role} ${actor} ${certainty}${event === undefined ? '' : ` ${event}`}`
}

async function linesOf(use: Raw, others: readonly Raw[]): Promise<readonly string[]> {
  const { chain } = await chainOf(eventOf(use), indexOf([use, ...others]))
  return chain.map(line)
}

test('a role session is joined to the call that shows its key, and to who made and opened the role', async () => {
  const created = call('made', 'iam', 'CreateRole', {
    userIdentity: userIdentity('alice', 'AKIAEXAMPLEEXAMPLE56'),
    requestParameters: { roleName: 'deploy', assumeRolePolicyDocument: '{}' },
  })
  const assumed = assumeRole('issue', bob, 'deploy', 'run-7', 'ASIAEXAMPLEEXAMPLE34')
  assert.deepEqual(await linesOf(getSecret, [created, assumed]), [
    'human unknown unknown',
    `identity aws:${account}:user/bob proven issue`,
    `creator aws:${account}:user/alice proven made`,
    `trust aws:${account}:user/alice proven made`,
    `session aws:${account}:assumed-role/deploy proven issue`,
    `tool aws:${account}:assumed-role/deploy proven use`,
  ])
})

test('roles that assume roles are followed to the first', async () => {
  const first = assumeRole('issue-1', bob, 'entry', 's', 'ASIAEXAMPLEEXAMPLE00', { eventTime: at(0) })
  const second = assumeRole(
    'issue-2',
    roleIdentity('entry', 's', 'ASIAEXAMPLEEXAMPLE00'),
    'deploy',
    'run-7',
    'ASIAEXAMPLEEXAMPLE34',
  )
  const lines = await linesOf(getSecret, [second, first])
  assert.deepEqual(
    lines.filter((one) => /^(?:identity|session)/.test(one)),
    [
      `identity aws:${account}:user/bob proven issue-1`,
      `session aws:${account}:assumed-role/entry proven issue-1`,
      `session aws:${account}:assumed-role/deploy proven issue-2`,
    ],
  )
})

test('a call that shows another key is not the origin, however well role and session name fit', async () => {
  const other = assumeRole('issue', bob, 'deploy', 'run-7', 'ASIAOTHEROTHEROTHER1')
  const lines = await linesOf(getSecret, [other])
  assert.equal(lines[0], 'session unknown unknown')
  assert.ok(!lines.some((one) => one.includes('bob')))
})

test('a call whose key is left out is joined by role, session name and second, and called inferred', async () => {
  const redacted = assumeRole('issue', bob, 'deploy', 'run-7', undefined)
  const lines = await linesOf(getSecret, [redacted])
  assert.ok(lines.includes(`session aws:${account}:assumed-role/deploy inferred issue`), lines.join('\n'))
})

test('two callers that fit equally are nobody', async () => {
  const eve = userIdentity('eve', 'AKIAEXAMPLEEXAMPLE78')
  const both = [
    assumeRole('issue-1', bob, 'deploy', 'run-7', undefined),
    assumeRole('issue-2', eve, 'deploy', 'run-7', undefined),
  ]
  const lines = await linesOf(getSecret, both)
  assert.equal(lines[0], 'session unknown unknown')
})

test('a key that was issued after it was used, or to another role, joins nothing', async () => {
  const later = assumeRole('issue', bob, 'deploy', 'run-7', 'ASIAEXAMPLEEXAMPLE34', { eventTime: at(9) })
  assert.equal((await linesOf(getSecret, [later]))[0], 'session unknown unknown')
  const elsewhere = assumeRole('issue', bob, 'other', 'run-7', 'ASIAEXAMPLEEXAMPLE34')
  assert.equal((await linesOf(getSecret, [elsewhere]))[0], 'session unknown unknown')
})

test('a source identity is whom the caller of AssumeRole named, so it is inferred; a service in between is named', async () => {
  const stated = {
    ...roleIdentity('deploy', 'run-7', 'ASIAEXAMPLEEXAMPLE34', { sourceIdentity: 'alice' }),
    invokedBy: 'cloudformation.amazonaws.com',
  }
  const use = call('use', 's3', 'GetObject', { eventTime: at(5), userIdentity: stated })
  const lines = await linesOf(use, [assumeRole('issue', bob, 'deploy', 'run-7', 'ASIAEXAMPLEEXAMPLE34')])
  assert.ok(lines.includes(`human aws:${account}:source-identity/alice inferred use`), lines.join('\n'))
  assert.ok(lines.includes('identity aws:service/cloudformation.amazonaws.com proven use'))
  assert.ok(lines.includes(`identity aws:${account}:user/bob proven issue`))
})

test('an instance role leads on to whoever started the instance', async () => {
  const service: Raw = { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }
  const started = call('run', 'ec2', 'RunInstances', {
    userIdentity: bob,
    requestParameters: { iamInstanceProfile: { name: 'web' } },
    responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
  })
  const assumed = assumeRole('issue', service, 'web', 'i-0123456789abcdef0', 'ASIAEXAMPLEEXAMPLE34')
  const delivered = roleIdentity('web', 'i-0123456789abcdef0', 'ASIAEXAMPLEEXAMPLE34', {
    ec2RoleDelivery: '2.0',
  })
  const use = call('use', 's3', 'GetObject', { eventTime: at(5), userIdentity: delivered })
  const lines = await linesOf(use, [started, assumed])
  assert.ok(lines.includes(`creator aws:${account}:user/bob proven run`), lines.join('\n'))
  assert.ok(!lines.some((one) => one.includes('autonomous')))
})

test('a session named after an instance proves nothing by itself', async () => {
  const started = call('run', 'ec2', 'RunInstances', {
    userIdentity: bob,
    responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
  })
  const use = call('use', 's3', 'GetObject', {
    eventTime: at(5),
    userIdentity: roleIdentity('web', 'i-0123456789abcdef0', 'ASIAEXAMPLEEXAMPLE34'),
  })
  const lines = await linesOf(use, [started])
  assert.ok(lines.includes(`creator aws:${account}:user/bob inferred run`), lines.join('\n'))
})

test('a function’s session leads to whoever made the function and handed it the role', async () => {
  const made = call('make', 'lambda', 'CreateFunction20150331', {
    userIdentity: bob,
    requestParameters: { functionName: 'resize', role: `arn:aws:iam::${account}:role/worker` },
    responseElements: { functionName: 'resize' },
  })
  const use = call('use', 's3', 'PutObject', {
    eventTime: at(5),
    userIdentity: roleIdentity('worker', 'resize', 'ASIAEXAMPLEEXAMPLE34'),
  })
  assert.ok((await linesOf(use, [made])).includes(`creator aws:${account}:user/bob inferred make`))
  const other = call('use', 's3', 'PutObject', {
    eventTime: at(5),
    userIdentity: roleIdentity('other', 'resize', 'ASIAEXAMPLEEXAMPLE34'),
  })
  assert.ok(!(await linesOf(other, [made])).some((one) => one.includes('bob')))
})

test('a role that only AWS can use is autonomous, which is not the same as unknown', async () => {
  const own = roleIdentity('AWSServiceRoleForAutoScaling', 'AutoScaling', 'ASIAEXAMPLEEXAMPLE34', {
    sessionIssuer: {
      arn: `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    },
  })
  const lines = await linesOf(call('use', 'ec2', 'RunInstances', { userIdentity: own }), [])
  assert.equal(lines[0], 'human autonomous proven use')
})

test('a long-lived key leads to whoever made it', async () => {
  const made = call('key', 'iam', 'CreateAccessKey', {
    userIdentity: userIdentity('alice', 'AKIAEXAMPLEEXAMPLE56'),
    requestParameters: { userName: 'bob' },
    responseElements: {
      accessKey: { accessKeyId: 'AKIAEXAMPLEEXAMPLE12', userName: 'bob', status: 'Active' },
    },
  })
  const lines = await linesOf(call('use', 's3', 'ListBuckets', { eventTime: at(5), userIdentity: bob }), [
    made,
  ])
  assert.ok(lines.includes(`creator aws:${account}:user/alice proven key`))
})

test('a console session belongs to the sign-in of the same minute', async () => {
  const session = { attributes: { creationDate: at(1), mfaAuthenticated: 'true' } }
  const alice = { ...userIdentity('alice', 'ASIAEXAMPLEEXAMPLE90'), sessionContext: session }
  const signedIn = call('in', 'signin', 'ConsoleLogin', {
    eventTime: at(1, 1),
    eventType: 'AwsConsoleSignIn',
    userIdentity: {
      type: 'IAMUser',
      userName: 'alice',
      arn: `arn:aws:iam::${account}:user/alice`,
      accountId: account,
    },
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes' },
  })
  const use = call('use', 'iam', 'CreateUser', {
    eventTime: at(5),
    userIdentity: alice,
    requestParameters: { userName: 'x' },
  })
  assert.equal((await linesOf(use, [signedIn]))[0], `human aws:${account}:user/alice inferred in`)
  assert.equal((await linesOf(use, []))[0], 'session unknown unknown')
})

test('a workflow’s role session leads through GitHub’s token to whoever set the run off', async () => {
  const web: Raw = {
    type: 'WebIdentityUser',
    principalId: 'token.actions.githubusercontent.com:sts.amazonaws.com:repo:acme/app:ref:refs/heads/main',
    userName: 'repo:acme/app:ref:refs/heads/main',
    identityProvider: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
  }
  const assumed = {
    ...assumeRole('issue', web, 'deploy', 'GitHubActions', 'ASIAEXAMPLEEXAMPLE34'),
    eventName: 'AssumeRoleWithWebIdentity',
  }
  const run = (id: string, actor: string, branch: string): Raw => ({
    '@timestamp': Date.UTC(2026, 2, 4, 10, 0),
    action: 'workflows.created_workflow_run',
    _document_id: id,
    actor,
    org: 'acme',
    repo: 'acme/app',
    event: 'push',
    head_branch: branch,
    workflow_run_id: 7,
  })
  const lines = await linesOf(getSecret, [
    assumed,
    run('run', 'alice', 'main'),
    run('other', 'eve', 'feature'),
  ])
  assert.equal(lines[0], 'human github:acme/alice inferred run')
  assert.equal(lines[1], 'identity github:acme/app/ref:refs/heads/main proven issue')
  const two = await linesOf(getSecret, [assumed, run('run', 'alice', 'main'), run('other', 'eve', 'main')])
  assert.equal(two[0], 'human unknown unknown')
})

test('a failed sign-in names its target, and nobody is said to have acted as it', async () => {
  const failed = call('no', 'signin', 'ConsoleLogin', {
    eventType: 'AwsConsoleSignIn',
    userIdentity: { type: 'IAMUser', userName: 'alice', accountId: account },
    responseElements: { ConsoleLogin: 'Failure' },
  })
  assert.deepEqual(await linesOf(failed, []), ['human unknown unknown', 'tool unknown proven no'])
})
