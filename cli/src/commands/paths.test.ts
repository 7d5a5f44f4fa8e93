import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countersign, folderWith } from '../test-terminal.ts'

type Path = {
  readonly principal: string
  readonly path: string
  readonly escalatesTo: string
  readonly steps: readonly object[]
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

const terraform = (actions: string) => `
resource "aws_iam_user" "ci" {
  name = "ci"
}
resource "aws_iam_user_policy" "ci" {
  user = aws_iam_user.ci.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "Deploy", Effect = "Allow", Action = [${actions}], Resource = "*" },
  ] })
}
resource "aws_iam_role" "power" {
  name = "power"
  assume_role_policy = ${JSON.stringify(trust)}
}
resource "aws_iam_role_policy_attachment" "power" {
  role = aws_iam_role.power.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`
const passAndMake = '"iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"'

function principal(kind: 'User' | 'Role', name: string, statement: object, more: object = {}): object {
  return {
    [`${kind}Name`]: name,
    Arn: `arn:aws:iam::111122223333:${kind.toLowerCase()}/${name}`,
    Path: '/',
    [`${kind}PolicyList`]: [
      { PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
    ],
    AttachedManagedPolicies: [],
    GroupList: [],
    ...more,
  }
}

const allow = (action: string | readonly string[]) => ({ Effect: 'Allow', Action: action, Resource: '*' })
const details = JSON.stringify({
  UserDetailList: [
    principal('User', 'ann', allow('iam:PutUserPolicy')),
    principal('User', 'bob', allow('s3:ListAllMyBuckets')),
  ],
  GroupDetailList: [],
  RoleDetailList: [principal('Role', 'owner', allow('*'), { AssumeRolePolicyDocument: JSON.parse(trust) })],
  Policies: [],
})

test('a Terraform folder gives its paths as JSON, each with the statements that allow it', async (t) => {
  const folder = folderWith(t, { 'main.tf': terraform(passAndMake) })
  const { code, out } = await countersign(['paths', folder, '--json'])
  const paths = JSON.parse(out) as readonly Path[]
  assert.equal(code, 0)
  assert.deepEqual(
    paths.map(({ path }) => path),
    ['lambda-001'],
  )
  assert.ok(paths[0]?.principal.endsWith(':user/ci'))
  assert.ok(paths[0]?.escalatesTo.endsWith(':role/power'))
  assert.equal(paths[0]?.steps.length, 3)
  assert.ok(out.includes('"Deploy"'))
})

test('a folder without a path gives an empty array', async (t) => {
  const folder = folderWith(t, { 'main.tf': terraform('"lambda:CreateFunction"') })
  assert.deepEqual(JSON.parse((await countersign(['paths', folder, '--json'])).out), [])
})

test('account authorization details are read, and people get the same in words', async (t) => {
  const folder = folderWith(t, { 'details.json': details })
  const { code, out } = await countersign(['paths', `${folder}/details.json`])
  assert.equal(code, 0)
  assert.match(out, /^1 escalation path open to 1 principal\. 3 users and roles looked at\./)
  assert.match(out, /iam-007 {2}runs the account as user\/ann/)
  assert.ok(!out.includes('bob'))
})

test('names from a configuration cannot steer a terminal', async (t) => {
  const hostile = terraform(passAndMake)
    .replaceAll('"ci"', '"c\\u001b[2Ji"')
    .replace('"aws_iam_user" "c\\u001b[2Ji"', '"aws_iam_user" "ci"')
    .replace('"aws_iam_user_policy" "c\\u001b[2Ji"', '"aws_iam_user_policy" "ci"')
  const folder = folderWith(t, { 'main.tf': hostile })
  const { out } = await countersign(['paths', folder])
  assert.ok(!out.includes('\u001b'))
  assert.ok(out.includes('lambda-001'))
})

test('what cannot be read says what to give instead', async (t) => {
  const folder = folderWith(t, { 'notes.txt': 'hello', 'bad.json': '{', 'other.json': '{"a":1}' })
  const missing = await countersign(['paths', `${folder}/none`])
  assert.deepEqual([missing.code, missing.error.split('\n')[0]], [2, `There is no ${folder}/none.`])
  const bad = await countersign(['paths', `${folder}/bad.json`])
  assert.match(bad.error, /is no JSON/)
  const other = await countersign(['paths', `${folder}/other.json`])
  assert.match(other.error, /holds neither/)
  assert.equal((await countersign(['paths'])).code, 2)
})

const rbac = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: keeper, namespace: kube-system }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: all }
rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: keeper-all }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all }
subjects: [{ kind: ServiceAccount, name: keeper, namespace: kube-system }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: deployer, namespace: kube-system }
rules: [{ apiGroups: [""], resources: [pods], verbs: [create] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ann-deploys, namespace: kube-system }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer }
subjects: [{ kind: User, name: ann }]
`

test('a cluster’s RBAC gives the way of each subject to running it', async (t) => {
  const folder = folderWith(t, { 'rbac.yaml': rbac })
  const asked = ['paths', '--kubernetes', folder, '--cluster', 'shop']
  const paths = JSON.parse((await countersign([...asked, '--json'])).out) as readonly Path[]
  assert.deepEqual(
    paths.map(({ principal, path, escalatesTo, steps }) => ({ principal, path, escalatesTo, steps })),
    [
      {
        principal: 'User ann',
        path: 'k8s-create-pods',
        escalatesTo: 'cluster shop',
        steps: [
          {
            action: 'create pods',
            resource: 'namespace kube-system',
            by: [{ policy: 'ann-deploys', holder: 'User ann', statement: 'binding' }],
          },
        ],
      },
    ],
  )
  const { out } = await countersign(asked)
  assert.match(out, /^1 escalation path open to 1 principal\. 2 other subjects looked at\./)
  assert.match(out, /k8s-create-pods {2}runs the cluster shop/)
})

const oidc = `
resource "aws_iam_role" "release" {
  name = "release"
  assume_role_policy = ${JSON.stringify(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: {
            Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
          },
          Condition: {
            StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:fernworks/app:*' },
          },
        },
      ],
    }),
  )}
}
`
const review = `
on:
  pull_request_target:
permissions: { id-token: write }
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
`
const apps = [
  {
    id: 7,
    app_id: 70,
    app_slug: 'bump-bot',
    account: { login: 'fernworks' },
    repository_selection: 'all',
    permissions: { contents: 'write', workflows: 'write' },
  },
]
const repositories = [{ full_name: 'fernworks/app', private: false, default_branch: 'trunk' }]

test('workflows and apps give the ways from GitHub into a role that trusts it', async (t) => {
  const folder = folderWith(t, {
    'aws/main.tf': oidc,
    'fernworks/app/.github/workflows/review.yml': review,
    'fernworks/installations.json': JSON.stringify({ installations: apps }),
    'fernworks/repos.json': JSON.stringify(repositories),
  })
  const asked = ['paths', `${folder}/aws`, '--github', `${folder}/fernworks`, '--github-org', 'fernworks']
  const paths = JSON.parse((await countersign([...asked, '--json'])).out) as readonly Path[]
  assert.deepEqual(
    paths.map(({ principal, path }) => [principal, path]),
    [
      ['anybody with a GitHub account', 'ci-pull-request-target'],
      ['app bump-bot', 'ci-workflow-write'],
    ],
  )
  assert.ok(paths.every(({ escalatesTo }) => escalatesTo.endsWith(':role/release')))
  assert.match((await countersign(asked)).out, /ci-pull-request-target {2}takes the role\/release/)
})

test('without AWS policy, and without a list of repositories, it says what is not known', async (t) => {
  const folder = folderWith(t, { 'fernworks/app/.github/workflows/review.yml': review })
  const { code, out } = await countersign(['paths', '--github', folder])
  assert.equal(code, 0)
  assert.match(out, /No escalation path/)
  assert.match(out, /No AWS policy was given/)
  assert.match(out, /Whether fernworks\/app is public is not known/)
})

test('a folder without roles, or without workflows, says what to give instead', async (t) => {
  const folder = folderWith(t, { 'notes.yaml': 'a: 1' })
  assert.match((await countersign(['paths', '--kubernetes', folder])).error, /holds no RBAC/)
  assert.match((await countersign(['paths', '--github', folder])).error, /holds no workflow/)
  assert.match((await countersign(['paths', '--github', `${folder}/none`])).error, /There is no/)
})
