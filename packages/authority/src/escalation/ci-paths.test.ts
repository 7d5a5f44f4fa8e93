import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policyOf, roleOf } from '../aws/aws-fixture.ts'
import { type CiSnapshot, type CiWorkflow, ciPaths } from './ci-paths.ts'
import { iamArn, worldWith } from './escalation-fixture.ts'

const issuer = 'token.actions.githubusercontent.com'

function awsTrusting(subject: string | undefined) {
  const condition = subject === undefined ? {} : { Condition: { StringLike: { [`${issuer}:sub`]: subject } } }
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: iamArn(`oidc-provider/${issuer}`) },
    ...condition,
  }
  return worldWith({
    principals: [roleOf('deploy', { trust: { name: 'trust', document: policyOf(statement) } })],
  })
}

const workflow: CiWorkflow = {
  repository: 'acme/shop',
  isPublic: true,
  path: '.github/workflows/deploy.yml',
  triggers: ['push'],
  hasIdToken: true,
  checksOutPullRequest: false,
  isSelfHosted: false,
}
const nothing: CiSnapshot = { workflows: [], writers: [] }
const ids = (ci: CiSnapshot, subject: string | undefined) =>
  ciPaths(ci, awsTrusting(subject)).map(({ id }) => id)

test('trust without a subject, or for any owner, is open; for a whole organisation it is wide', () => {
  assert.deepEqual(ids(nothing, undefined), ['ci-trust-open'])
  assert.deepEqual(ids(nothing, 'repo:acme*'), ['ci-trust-open'])
  assert.deepEqual(ids(nothing, 'repo:acme/*'), ['ci-trust-wide'])
  assert.deepEqual(ids(nothing, 'repo:acme/shop:ref:refs/heads/main'), [])
})

test('a workflow that runs a pull request’s code with the base’s rights gives its role away', () => {
  const ci = (part: Partial<CiWorkflow>): CiSnapshot => ({
    ...nothing,
    workflows: [{ ...workflow, ...part }],
  })
  const subject = 'repo:acme/shop:*'
  const risky = { triggers: ['pull_request_target'], checksOutPullRequest: true }
  assert.deepEqual(ids(ci(risky), subject), ['ci-pull-request-target'])
  assert.deepEqual(ids(ci({ ...risky, checksOutPullRequest: false }), subject), [])
  assert.deepEqual(ids(ci({ ...risky, hasIdToken: false }), subject), [])
})

test('a machine of one’s own is given away only where strangers open pull requests', () => {
  const ci = (part: Partial<CiWorkflow>): CiSnapshot => ({
    ...nothing,
    workflows: [{ ...workflow, isSelfHosted: true, triggers: ['pull_request'], ...part }],
  })
  assert.deepEqual(ids(ci({}), 'repo:other/x:*'), ['ci-self-hosted-public'])
  assert.deepEqual(ids(ci({ isPublic: false }), 'repo:other/x:*'), [])
})

test('whoever writes a workflow holds the role that trusts its subject', () => {
  const ci = { workflows: [workflow], writers: [{ repository: 'acme/shop', who: 'ann' }] }
  assert.deepEqual(ids(ci, 'repo:acme/shop:ref:refs/heads/main'), ['ci-workflow-write'])
  assert.deepEqual(ids(ci, 'repo:acme/other:*'), [])
})
