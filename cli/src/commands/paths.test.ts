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
