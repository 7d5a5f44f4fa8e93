// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the language under test
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import { parseHcl } from './parse-hcl.ts'
import { terraformSnapshot, terraformStateSnapshot } from './terraform-snapshot.ts'

const takenAt = '2026-03-01T00:00:00Z'

async function snapshotOf(files: Readonly<Record<string, string>>): Promise<AwsSnapshot> {
  const listed = Object.entries(files).map(([path, text]) => ({ path, text }))
  return await terraformSnapshot(listed, parseHcl, takenAt)
}

const find = (snapshot: AwsSnapshot, name: string) => snapshot.principals.find((one) => one.name === name)

test('a policy document is rendered as Terraform renders it, with sources, overrides and policy variables', async () => {
  const snapshot = await snapshotOf({
    'main.tf': `
      data "aws_iam_policy_document" "base" {
        statement {
          sid = "Read"
          actions = ["s3:GetObject"]
          resources = ["arn:aws:s3:::shared/&{aws:username}/*"]
        }
      }
      data "aws_iam_policy_document" "whole" {
        source_policy_documents = [data.aws_iam_policy_document.base.json]
        statement {
          effect = "Deny"
          not_actions = ["s3:*"]
          resources = ["*"]
          condition {
            test = "StringEquals"
            variable = "aws:RequestedRegion"
            values = ["eu-west-1"]
          }
        }
      }
      resource "aws_iam_user" "one" {
        name = "one"
      }
      resource "aws_iam_user_policy" "one" {
        user = aws_iam_user.one.name
        policy = data.aws_iam_policy_document.whole.json
      }`,
  })
  const document = find(snapshot, 'one')?.inline[0]?.document
  assert.deepEqual(document, {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Read',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: ['arn:aws:s3:::shared/${aws:username}/*'],
      },
      {
        Effect: 'Deny',
        NotAction: ['s3:*'],
        Resource: ['*'],
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
      },
    ],
  })
})

test('count, for_each, dynamic blocks and modules make what Terraform would make', async () => {
  const snapshot = await snapshotOf({
    'main.tf': `
      variable "teams" { default = ["red", "blue"] }
      resource "aws_iam_group" "team" {
        for_each = toset(var.teams)
        name = "team-\${each.key}"
      }
      resource "aws_iam_user" "numbered" {
        count = 2
        name = "user-\${count.index}"
      }
      resource "aws_iam_user_group_membership" "all" {
        user = aws_iam_user.numbered[1].name
        groups = [for group in aws_iam_group.team : group.name]
      }
      module "worker" {
        source = "./worker"
        label = "night"
      }
      resource "aws_lambda_function" "f" {
        function_name = "f"
        role = module.worker.arn
      }`,
    'worker/main.tf': `
      variable "label" {}
      resource "aws_iam_role" "this" {
        name = "worker-\${var.label}"
        assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
          { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }
        ] })
      }
      output "arn" { value = aws_iam_role.this.arn }`,
  })
  assert.deepEqual(
    find(snapshot, 'user-1')
      ?.groups.map((arn) => arn.split('/').at(-1))
      .toSorted(),
    ['team-blue', 'team-red'],
  )
  const role = find(snapshot, 'worker-night')
  assert.equal(snapshot.resources.find(({ name }) => name === 'f')?.runsAs, role?.arn)
})

test('an account that is only a variable is one account, and the snapshot says so', async () => {
  const snapshot = await snapshotOf({
    'main.tf': `
      variable "account_id" {}
      resource "aws_iam_role" "deploy" {
        name = "deploy"
        assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::\${var.account_id}:root" } }] })
      }
      resource "aws_iam_user_policy" "u" {
        user = "someone"
        policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::\${var.account_id}:role/deploy" }] })
      }`,
  })
  const account = find(snapshot, 'deploy')?.accountId ?? ''
  assert.ok(JSON.stringify(find(snapshot, 'someone')).includes(`arn:aws:iam::${account}:role/deploy`))
  assert.ok(snapshot.gaps.some((gap) => gap.includes('<var.account_id> is taken to be')))
  assert.ok(snapshot.gaps.some((gap) => gap.includes('someone is named by')))
})

test('a policy that cannot be worked out grants nothing and is a gap', async () => {
  const snapshot = await snapshotOf({
    'main.tf': `
      data "http" "policy" { url = "https://policy.example" }
      resource "aws_iam_user" "one" { name = "one" }
      resource "aws_iam_user_policy" "one" {
        user = aws_iam_user.one.name
        policy = data.http.policy.response_body
      }`,
  })
  assert.deepEqual(find(snapshot, 'one')?.inline, [])
  assert.ok(snapshot.gaps.some((gap) => gap.includes('aws_iam_user_policy.one: policy cannot be worked out')))
})

test('what is unknown in one folder is not what is unknown in another', async () => {
  const folder = 'variable "suffix" {}\nresource "aws_iam_user" "one" {\n name = "one-${var.suffix}"\n}'
  const { principals } = await snapshotOf({ 'dev/main.tf': folder, 'prod/main.tf': folder })
  assert.deepEqual(
    principals.map(({ name }) => name),
    ['one-<var.suffix-in-dev>', 'one-<var.suffix-in-prod>'],
  )
  assert.equal(new Set(principals.map(({ accountId }) => accountId)).size, 2)
})

test('a file that is no HCL is named, and the others are read', async () => {
  const snapshot = await snapshotOf({
    'bad.tf': 'resource {{{',
    'good.tf': 'resource "aws_iam_user" "one" {\n name = "one"\n}',
  })
  assert.ok(find(snapshot, 'one') !== undefined)
  assert.ok(snapshot.gaps.some((gap) => gap.startsWith('bad.tf cannot be read')))
})

test('references in a circle, and expressions that feed on each other, come to an end', async () => {
  const doubling = Array.from(
    { length: 40 },
    (_, index) => `  l${index + 1} = concat(local.l${index}, local.l${index})`,
  )
  const snapshot = await snapshotOf({
    'main.tf': `
      locals {
        a = local.b
        b = local.a
        t0 = "text"
        n0 = []
        l0 = [1]
      ${doubling.join('\n')}
      }
      resource "aws_iam_user" "one" {
        name = "one-\${local.a}-\${length([for x in local.l14 : [for y in local.l14 : x]])}"
        tags = { text = local.t40, nested = jsonencode(local.n40), flat = length(flatten(local.n40)), list = length(local.l40) }
      }`,
  })
  assert.equal(snapshot.kind, 'aws')
})

test('any JSON in place of blocks is a snapshot, whatever it holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.json({ maxDepth: 4 }),
      fc.constantFrom('resource', 'data', 'locals', 'module', 'provider', 'variable'),
      async (json, kind) => {
        const snapshot = await terraformSnapshot(
          [{ path: 'main.tf.json', text: `{"${kind}": {"aws_iam_role": ${json}}}` }],
          parseHcl,
          takenAt,
        )
        assert.ok(Array.isArray(snapshot.gaps))
      },
    ),
    { numRuns: 100 },
  )
})

test('a state tells what Terraform has worked out', () => {
  const arn = 'arn:aws:iam::111122223333:user/one'
  const resource = {
    mode: 'managed',
    type: 'aws_iam_user',
    name: 'one',
    address: 'aws_iam_user.one',
    values: { name: 'one', arn },
  }
  const snapshot = terraformStateSnapshot({ values: { root_module: { resources: [resource] } } }, takenAt)
  assert.deepEqual(
    snapshot?.principals.map((one) => [one.arn, one.accountId]),
    [[arn, '111122223333']],
  )
  assert.equal(terraformStateSnapshot({ hello: 1 }, takenAt), undefined)
})
