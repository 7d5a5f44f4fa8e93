import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Explanation } from '@countersign/explanation/explanation'
import { countersign, folderWith } from '../test-terminal.ts'

const account = '111122223333'
const key = 'ASIAEXAMPLEEXAMPLE34'
const web = {
  type: 'WebIdentityUser',
  principalId: 'token.actions.githubusercontent.com:sts.amazonaws.com:repo:acme/app:ref:refs/heads/main',
  userName: 'repo:acme/app:ref:refs/heads/main',
  identityProvider: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
}
const deploy = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEEXAMPLE123:GitHubActions',
  arn: `arn:aws:sts::${account}:assumed-role/deploy/GitHubActions`,
  accountId: account,
  accessKeyId: key,
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/deploy`, userName: 'deploy' },
    attributes: { creationDate: '2026-03-04T10:01:00Z', mfaAuthenticated: 'false' },
  },
}

function call(eventID: string, eventTime: string, source: string, eventName: string, more: object): object {
  return {
    eventVersion: '1.11',
    eventTime,
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31.11',
    eventID,
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    ...more,
  }
}

const assumed = call(
  '1f6c0f52-0000-4000-a000-000000000001',
  '2026-03-04T10:01:00Z',
  'sts',
  'AssumeRoleWithWebIdentity',
  {
    userIdentity: web,
    requestParameters: { roleArn: `arn:aws:iam::${account}:role/deploy`, roleSessionName: 'GitHubActions' },
    responseElements: { credentials: { accessKeyId: key }, assumedRoleUser: { arn: deploy.arn } },
  },
)
const useId = '1f6c0f52-0000-4000-a000-000000000002'
const used = call(useId, '2026-03-04T10:05:00Z', 's3', 'GetObject', {
  userIdentity: deploy,
  readOnly: true,
  managementEvent: false,
  requestParameters: { bucketName: 'ledger', key: 'q1.csv' },
  resources: [
    { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::ledger/q1.csv' },
    { accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::ledger' },
  ],
})
const run = {
  '@timestamp': Date.UTC(2026, 2, 4, 10, 0),
  action: 'workflows.created_workflow_run',
  _document_id: 'run-1',
  actor: 'alice',
  org: 'acme',
  repo: 'acme/app',
  event: 'push',
  head_branch: 'main',
  workflow_run_id: 7,
}
const details = {
  UserDetailList: [],
  GroupDetailList: [],
  RoleDetailList: [
    {
      RoleName: 'deploy',
      Arn: `arn:aws:iam::${account}:role/deploy`,
      Path: '/',
      RoleId: 'AROAEXAMPLEEXAMPLE123',
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
      RolePolicyList: [
        {
          PolicyName: 'ledger',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'ReadLedger',
                Effect: 'Allow',
                Action: 's3:GetObject',
                Resource: 'arn:aws:s3:::ledger/*',
              },
            ],
          },
        },
      ],
      AttachedManagedPolicies: [],
      InstanceProfileList: [],
    },
  ],
  Policies: [],
}

function folder(context: TestContext): string {
  return folderWith(context, {
    'aws/trail.json.gz': gzipSync(JSON.stringify({ Records: [assumed, used] })),
    'github.log': `${JSON.stringify(run)}\n`,
    'policies/details.json': JSON.stringify(details),
  })
}

async function explained(...argv: readonly string[]): Promise<Explanation> {
  const { code, out, error } = await countersign(['explain', '--json', ...argv])
  assert.equal(code, 0, error)
  return JSON.parse(out) as Explanation
}

test('the real program follows a chain across files, and decides on the policies given', async (t) => {
  const root = folder(t)
  const binary = new URL('../../bin/countersign.js', import.meta.url).pathname
  const argv = [
    'explain',
    '--event',
    useId,
    '--events',
    `${root}/aws`,
    `${root}/github.log`,
    '--policies',
    `${root}/policies/details.json`,
    '--json',
  ]
  const { stdout } = await promisify(execFile)(process.execPath, [binary, ...argv])
  const { authority, actions } = JSON.parse(stdout) as Explanation
  assert.deepEqual(
    authority?.chain.map(({ role, actor, certainty }) => `${role} ${actor} ${certainty}`),
    [
      'human github:acme/alice inferred',
      'identity github:acme/app/ref:refs/heads/main proven',
      `session aws:${account}:assumed-role/deploy proven`,
      `tool aws:${account}:assumed-role/deploy proven`,
    ],
  )
  assert.equal(authority?.decision?.result, 'allowed')
  assert.equal(authority?.decision?.deciding[0]?.statementId, 'ReadLedger')
  assert.deepEqual(
    [...new Set(actions?.map((action) => action.revokes))],
    ['session', 'trust', 'credential', 'policy'],
  )
})

test('without policies the decision is undetermined and says what is missing', async (t) => {
  const { authority, claims } = await explained('--event', useId, '--events', folder(t))
  assert.equal(authority?.decision?.result, 'undetermined')
  assert.match(authority?.decision?.missing.join('\n') ?? '', /policies of .*role\/deploy are not held/)
  assert.ok(claims.length <= 5)
})

test('the same files in another order give the same explanation', async (t) => {
  const root = folder(t)
  const one = await explained('--event', useId, '--events', `${root}/aws`, `${root}/github.log`)
  const other = await explained('--event', useId, '--events', `${root}/github.log`, `${root}/aws`)
  assert.deepEqual(other, one)
})

test('a cluster’s own reason decides, and RBAC manifests do where it wrote none', async (t) => {
  const audit = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: 'audit-1',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/secrets/s',
    verb: 'get',
    user: { username: 'alice', groups: [] },
    objectRef: { resource: 'secrets', namespace: 'shop', name: 's', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-03-04T10:00:00Z',
    stageTimestamp: '2026-03-04T10:00:00Z',
  }
  const root = folderWith(t, {
    'audit.log': JSON.stringify(audit),
    'rbac/all.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: User, name: alice, apiGroup: rbac.authorization.k8s.io}]
`,
  })
  const { authority, actions } = await explained(
    '--event',
    'audit-1',
    '--events',
    `${root}/audit.log`,
    '--policies',
    `${root}/rbac`,
  )
  assert.equal(authority?.decision?.result, 'allowed')
  assert.ok(
    actions?.some(({ command }) => command === 'kubectl delete clusterrolebinding readers'),
    JSON.stringify(actions),
  )
})

test('a person reads the chain from top to bottom, and no escape sequence of a log', async (t) => {
  const hostile = call('hostile', '2026-03-04T10:05:00Z', 's3', 'GetObject', {
    userIdentity: { ...deploy, arn: `arn:aws:sts::${account}:assumed-role/deploy/\u001b[2Jx` },
    requestParameters: { bucketName: 'led\u001b[31mger\u202e' },
  })
  const root = folderWith(t, { 'trail.json': JSON.stringify({ Records: [assumed, hostile] }) })
  const { code, out } = await countersign(['explain', '--event', 'hostile', '--events', root])
  assert.equal(code, 0)
  assert.match(out, /Who authorised it/)
  assert.match(out, /○ unknown {2}human/)
  assert.ok(!out.includes('\u001b') && !out.includes('\u202e'))
})

test('an id that no event has is answered with the nearest and how to list them', async (t) => {
  const root = folder(t)
  const { code, error } = await countersign([
    'explain',
    '--event',
    `${useId.slice(0, -1)}9`,
    '--events',
    root,
  ])
  assert.equal(code, 1)
  assert.match(error, new RegExp(useId))
  assert.match(error, /countersign explain --events/)
})

test('without an id the events are listed with theirs', async (t) => {
  const { out } = await countersign(['explain', '--events', folder(t)])
  assert.match(out, new RegExp(`${useId} {2}2026-03-04T10:05:00.000Z {2}GetObject`))
  assert.match(out, /run-1/)
})

test('policy files that are none are refused with what is wanted', async (t) => {
  const root = folderWith(t, {
    'trail.json': JSON.stringify({ Records: [assumed, used] }),
    'notes.json': '{"a":1}',
  })
  const { code, error } = await countersign([
    'explain',
    '--event',
    useId,
    '--events',
    `${root}/trail.json`,
    '--policies',
    `${root}/notes.json`,
  ])
  assert.equal(code, 2)
  assert.match(error, /get-account-authorization-details/)
})
