import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NormalisedEvent } from '../event.ts'
import { objectOf } from '../fields.ts'
import { normalise } from '../normalise.ts'
import { createRecordReader } from '../reader.ts'
import type { Json, JsonObject } from '../record.ts'
import {
  cloudTrailFixture,
  entraAuditFixture,
  entraSignInFixture,
  genAiSpanFixture,
  gitHubFixture,
  kubernetesFixture,
  oktaFixture,
} from '../source-fixtures.ts'

const context = { receivedAtMs: 1_772_615_800_000 }

function readingOf(fields: JsonObject): NormalisedEvent {
  const reading = createRecordReader('auto').read(JSON.stringify(fields))
  assert.ok(reading.kind === 'record')
  const result = normalise(reading.format, reading.record, context)
  assert.ok(result.kind === 'event')
  return result.normalised
}

/** An attribute by its path; tests read deep into events. */
function at(event: NormalisedEvent['event'], path: string): Json | undefined {
  let value = event as unknown as Json | undefined
  for (const name of path.split('.')) value = objectOf(value)[name]
  return value
}

const cloudTrail = (changes: JsonObject): NormalisedEvent => readingOf({ ...cloudTrailFixture, ...changes })

test('CloudTrail: the call decides class and activity', () => {
  const cases: readonly (readonly [source: string, name: string, classUid: number, activity: string])[] = [
    ['ec2', 'RunInstances', 6003, 'Create'],
    ['ec2', 'DescribeInstances', 6003, 'Read'],
    ['s3', 'PutBucketPolicy', 6003, 'Update'],
    ['ec2', 'TerminateInstances', 6003, 'Delete'],
    ['lambda', 'InvokeFunction', 6003, 'InvokeFunction'],
    ['dynamodb', 'BatchGetItem', 6003, 'Read'],
    ['iam', 'CreateUser', 3001, 'Create'],
    ['iam', 'DeactivateMFADevice', 3001, 'MFA Factor Disable'],
    ['iam', 'AddUserToGroup', 3006, 'Add User'],
    ['iam', 'CreateRole', 6003, 'Create'],
    ['sts', 'AssumeRole', 3002, 'Authentication Ticket'],
    ['signin', 'ConsoleLogin', 3002, 'Logon'],
  ]
  for (const [source, eventName, classUid, activity] of cases) {
    const { event, action } = cloudTrail({ eventSource: `${source}.amazonaws.com`, eventName })
    assert.deepEqual([event.class_uid, event.activity_name, action], [classUid, activity, eventName])
  }
})

test('CloudTrail: an error or a failed console sign-in is a failure, everything else success', () => {
  assert.equal(cloudTrail({}).event.status, 'Success')
  const denied = cloudTrail({ errorCode: 'AccessDenied', errorMessage: 'no' }).event
  assert.deepEqual(
    [denied.status, denied.status_code, denied.status_detail],
    ['Failure', 'AccessDenied', 'no'],
  )
  const login = { eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' }
  const failed = cloudTrail({ ...login, responseElements: { ConsoleLogin: 'Failure' } })
  assert.equal(failed.event.status, 'Failure')
  const mfa = cloudTrail({ ...login, additionalEventData: { MFAUsed: 'Yes' } })
  assert.equal(mfa.event.is_mfa, true)
})

test('CloudTrail: the resource is the most specific thing named', () => {
  const bare = { resources: [] as readonly Json[] }
  assert.equal(cloudTrail({}).resource, 'arn:aws:s3:::ledger/2026/03/04.csv')
  assert.equal(cloudTrail({ ...bare }).resource, 'arn:aws:s3:::ledger/2026/03/04.csv')
  const iam = { ...bare, eventSource: 'iam.amazonaws.com', requestParameters: { userName: 'mara' } }
  assert.equal(cloudTrail(iam).resource, 'arn:aws:iam::444455556666:user/mara')
  const instances = { instancesSet: { items: [{ instanceId: 'i-1' }] } }
  assert.equal(cloudTrail({ ...bare, requestParameters: instances }).resource, 'i-1')
  assert.equal(cloudTrail({ ...bare, requestParameters: null }).resource, undefined)
})

test('CloudTrail: a service host in place of the address is no address', () => {
  const { sourceIp, event } = cloudTrail({ sourceIPAddress: 'cloudformation.amazonaws.com' })
  assert.equal(sourceIp, undefined)
  assert.equal(at(event, 'src_endpoint.domain'), 'cloudformation.amazonaws.com')
})

test('Kubernetes: the impersonated user acts, the authenticated one stands behind', () => {
  const { identityKey, chain, host, sessionKey, action, resource } = readingOf({
    ...kubernetesFixture,
    impersonatedUser: { username: 'mara' },
    cluster: 'prod',
  })
  assert.equal(identityKey, 'k8s:prod:user/mara')
  assert.deepEqual(chain, [{ identityKey: 'k8s:prod:ops/debugger', relation: 'impersonation' }])
  assert.deepEqual([host, sessionKey], ['node-4', 'JTI=9'])
  assert.deepEqual([action, resource], ['pods/exec create', 'shop/checkout-0'])
})

test('Kubernetes: EKS names the IAM role behind the user, and the account', () => {
  const user = {
    username: 'deployer',
    extra: { arn: ['arn:aws:sts::444455556666:assumed-role/deploy/run-7'], accessKeyId: ['ASIAEXAMPLE'] },
  }
  const { chain, sessionKey, event } = readingOf({ ...kubernetesFixture, user })
  assert.deepEqual(chain, [{ identityKey: 'aws:444455556666:assumed-role/deploy', relation: 'aws-iam' }])
  assert.equal(sessionKey, 'ASIAEXAMPLE')
  assert.equal(at(event, 'cloud.account.uid'), '444455556666')
})

test('Kubernetes: the decision and the answer are read apart', () => {
  const forbidden = readingOf({
    ...kubernetesFixture,
    responseStatus: { code: 403, reason: 'Forbidden' },
    annotations: { 'authorization.k8s.io/decision': 'forbid' },
  }).event
  assert.deepEqual(
    [forbidden.action, forbidden.status, forbidden.status_detail],
    ['Denied', 'Failure', 'Forbidden'],
  )
})

test('GitHub: a job acts as its workflow, and the person who set it off stands behind', () => {
  const { identityKey, chain } = readingOf({
    ...gitHubFixture,
    actor: 'github-actions[bot]',
    user: 'Mara-Dev',
    workflow: 'deploy',
  })
  assert.equal(identityKey, 'github:fernworks/app/deploy')
  assert.deepEqual(chain, [{ identityKey: 'github:fernworks/mara-dev', relation: 'triggered-by' }])
})

test('GitHub: the action decides the class', () => {
  const classOf = (action: string) => readingOf({ ...gitHubFixture, action }).event.class_uid
  assert.deepEqual(
    ['user.login', 'team.add_member', 'repo.create', 'two_factor_authentication.disabled', 'git.clone'].map(
      classOf,
    ),
    [3002, 3006, 3004, 3001, 6003],
  )
})

test('Okta: outcome, class and session follow the event', () => {
  const { event, sessionKey, sourceIp } = readingOf(oktaFixture)
  assert.deepEqual(
    [event.status, event.status_detail, sessionKey, sourceIp],
    ['Failure', 'INVALID_CREDENTIALS', '102abc', '203.0.113.20'],
  )
  const classOf = (eventType: string) => readingOf({ ...oktaFixture, eventType }).event.class_uid
  assert.deepEqual(
    [
      'user.account.privilege.grant',
      'group.user_membership.add',
      'policy.rule.update',
      'security.threat.detected',
      'system.api_token.create',
    ].map(classOf),
    [3001, 3006, 3004, 2004, 6003],
  )
})

test('Entra: the same sign-in from Graph and from a diagnostic setting', () => {
  const envelope = {
    time: '2026-03-04T09:15:27Z',
    category: 'SignInLogs',
    operationName: 'Sign-in activity',
    tenantId: '0B6D2F58',
    properties: entraSignInFixture,
  }
  const [direct, wrapped] = [readingOf(entraSignInFixture), readingOf(envelope)]
  for (const { identityKey, event, sourceIp } of [direct, wrapped]) {
    assert.equal(identityKey, 'entra:0b6d2f58:user/moreau@lantern.example')
    assert.deepEqual([event.status, event.status_code, event.is_mfa], ['Failure', '50126', true])
    assert.equal(sourceIp, '198.51.100.140')
  }
})

test('Entra: an agent acts, and the person it acts for stands behind', () => {
  const { identityKey, chain } = readingOf({ ...entraSignInFixture, agent: { agentType: 'agentUser' } })
  assert.equal(identityKey, 'entra:0b6d2f58:app/c44b4083')
  assert.deepEqual(chain, [
    { identityKey: 'entra:0b6d2f58:user/moreau@lantern.example', relation: 'on-behalf-of' },
  ])
})

test('Entra: an audit entry names the role that was given', () => {
  const { event } = readingOf(entraAuditFixture)
  assert.deepEqual(event.privileges, ['Global Administrator'])
  const classOf = (activityDisplayName: string) =>
    readingOf({ ...entraAuditFixture, activityDisplayName }).event.class_uid
  assert.deepEqual(
    ['Add member to group', 'Add user', 'Reset password (by admin)', 'Update application'].map(classOf),
    [3006, 3001, 3001, 3004],
  )
})

test('OTel: a tool call is the deed of its agent, for a person, with its tokens', () => {
  const { identityKey, chain, action, resource, event } = readingOf(genAiSpanFixture)
  assert.deepEqual(
    [identityKey, action, resource],
    ['agent:support-triage', 'execute_tool run_shell', 'run_shell'],
  )
  assert.deepEqual(chain, [
    { identityKey: 'user:omar@fernworks.example', relation: 'on-behalf-of' },
    { identityKey: 'k8s:prod:agents/triage', relation: 'runs-as' },
  ])
  assert.equal(at(event, 'message_context.total_tokens'), 42)
  assert.equal(event.duration, 1500)
})

test('VPC flow: who sent, who refused, and whose interface it was', () => {
  const base = {
    interface_id: 'eni-0a1b',
    log_status: 'OK',
    srcaddr: '10.0.0.1',
    dstaddr: '10.0.0.9',
    start: 1772615727,
  }
  const refused = readingOf({ ...base, action: 'REJECT', flow_direction: 'ingress' }).event
  assert.deepEqual([refused.activity_name, refused.status], ['Refuse', 'Failure'])
  assert.equal(at(refused, 'dst_endpoint.interface_uid'), 'eni-0a1b')
  const behindNat = readingOf({ ...base, action: 'ACCEPT', pkt_srcaddr: '203.0.113.4' })
  assert.equal(behindNat.sourceIp, '203.0.113.4')
  assert.deepEqual(at(behindNat.event, 'src_endpoint.intermediate_ips'), ['10.0.0.1'])
})
