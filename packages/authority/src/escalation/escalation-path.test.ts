import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, allow, bucketOf, deny, policyOf, roleOf, userOf } from '../aws/aws-fixture.ts'
import { adminRole, iamArn, inline, pathsOf, starter, told, trusting } from './escalation-fixture.ts'

const passAndMake = ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction']
const byRoot = trusting({ AWS: iamArn('root') })

test('a role handed to a service that it trusts is within reach', () => {
  assert.deepEqual(told(pathsOf({ principals: [starter(allow(passAndMake)), adminRole()] })), [
    'start: lambda-001',
  ])
})

test('a role that does not trust the service is not', () => {
  const principals = [starter(allow(passAndMake)), adminRole('ec2.amazonaws.com')]
  assert.deepEqual(pathsOf({ principals }), [])
})

test('iam:PassedToService decides for which service a role may be passed', () => {
  const only = (service: string) => [
    starter(
      allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
      allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': service } } }),
    ),
    adminRole(),
  ]
  assert.deepEqual(told(pathsOf({ principals: only('lambda.amazonaws.com') })), ['start: lambda-001'])
  assert.deepEqual(pathsOf({ principals: only('ec2.amazonaws.com') }), [])
})

test('making and calling have to be allowed for one and the same name', () => {
  const fn = (name: string): string => `arn:aws:lambda:eu-west-1:${account}:function:${name}`
  const principals = (called: string) => [
    starter(
      allow('iam:PassRole'),
      allow('lambda:CreateFunction', fn('made-*')),
      allow('lambda:InvokeFunction', fn(called)),
    ),
    adminRole(),
  ]
  assert.deepEqual(pathsOf({ principals: principals('other-*') }), [])
  assert.deepEqual(told(pathsOf({ principals: principals('made-here') })), ['start: lambda-001'])
})

test('a deny of some names leaves the others, a deny of all but one leaves that one', () => {
  const fn = (name: string): string => `arn:aws:lambda:eu-west-1:${account}:function:${name}`
  const some = [starter(allow(passAndMake), deny('lambda:*', fn('prod-*'))), adminRole()]
  assert.deepEqual(told(pathsOf({ principals: some })), ['start: lambda-001'])
  const butOne = { Effect: 'Deny', Action: 'lambda:*', NotResource: fn('lab') }
  assert.deepEqual(told(pathsOf({ principals: [starter(allow(passAndMake), butOne), adminRole()] })), [
    'start: lambda-001',
  ])
  const none = [starter(allow(passAndMake), deny('lambda:CreateFunction')), adminRole()]
  assert.deepEqual(pathsOf({ principals: none }), [])
})

test('a boundary and an organisation policy both bound what is reached', () => {
  const principals = [{ ...starter(allow('iam:*')), boundary: iamArn('policy/edge') }]
  const edge = (document: object) => [{ arn: iamArn('policy/edge'), name: 'edge', document }]
  assert.deepEqual(pathsOf({ principals, managedPolicies: edge(policyOf(allow('s3:*'))) }), [])
  // Under a boundary without administration, a policy of one's own choosing adds nothing.
  assert.deepEqual(pathsOf({ principals, managedPolicies: edge(policyOf(allow('iam:PutUserPolicy'))) }), [])
  const scp = (document: object) => ({
    arn: 'arn:scp',
    name: 'scp',
    document,
    accountIds: [account],
    level: 0,
  })
  const organization = { scps: [scp(policyOf(allow('*'), deny('iam:PutUserPolicy')))], rcps: [] }
  const careless = [starter(allow('iam:PutUserPolicy'))]
  assert.deepEqual(pathsOf({ principals: careless, organization }), [])
  assert.deepEqual(told(pathsOf({ principals: careless })), ['start: iam-007'])
})

test('a condition that no snapshot tells makes a path conditional', () => {
  const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
  const principals = [
    starter(allow('sts:AssumeRole')),
    roleOf('glass', { ...inline(allow('*')), ...trusting({ AWS: iamArn('root') }, mfa) }),
  ]
  const [path] = pathsOf({ principals })
  assert.deepEqual(path?.unsure, ['aws:MultiFactorAuthPresent'])
  assert.equal(path?.certainty, 'conditional')
})

test('hops join: a role is assumed, rewrites a user’s keys, and runs the account', () => {
  const principals = [
    starter(allow('sts:AssumeRole', iamArn('role/desk'))),
    roleOf('desk', { ...byRoot, ...inline(allow('iam:CreateAccessKey', iamArn('user/*'))) }),
    userOf('owner', { ...inline(allow('*')), accessKeys: [] }),
  ]
  assert.deepEqual(told(pathsOf({ principals })), ['desk: iam-002', 'start: sts-001 > iam-002'])
})

test('within an account a trust policy that names the caller is enough, through the root it is not', () => {
  const power = (trust: object) => [userOf('start'), roleOf('power', { ...inline(allow('*')), ...trust })]
  assert.deepEqual(told(pathsOf({ principals: power(trusting({ AWS: iamArn('user/start') })) })), [
    'start: sts-001',
  ])
  assert.deepEqual(pathsOf({ principals: power(byRoot) }), [])
})

test('from another account both sides have to agree', () => {
  const far = { accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/far' }
  const role = roleOf('power', { ...inline(allow('*')), ...trusting({ AWS: far.arn }) })
  assert.deepEqual(pathsOf({ principals: [userOf('far', far), role] }), [])
  const both = [userOf('far', { ...far, ...inline(allow('sts:AssumeRole')) }), role]
  assert.deepEqual(told(pathsOf({ principals: both })), ['far: sts-001'])
})

test('a store is told where the principal may not read it itself', () => {
  const reader = roleOf('reader', { ...byRoot, ...inline(allow('s3:GetObject', 'arn:aws:s3:::records/*')) })
  const assume = allow('sts:AssumeRole')
  const resources = [bucketOf('records')]
  const [path] = pathsOf({ principals: [starter(assume), reader], resources })
  assert.deepEqual([path?.outcome, path?.escalatesTo], ['data', 'arn:aws:s3:::records'])
  assert.deepEqual(pathsOf({ principals: [starter(assume, allow('s3:GetObject')), reader], resources }), [])
})

test('whoever runs the account already does not escalate', () => {
  assert.deepEqual(pathsOf({ principals: [userOf('owner', inline(allow('*'))), adminRole()] }), [])
})

test('each call of a path tells the statement that lets it happen', () => {
  const [path] = pathsOf({ principals: [starter({ ...allow(passAndMake), Sid: 'Wide' }), adminRole()] })
  const by = path?.hops[0]?.steps.map((step) => [step.action, step.by[0]?.sid])
  assert.deepEqual(
    by,
    passAndMake.map((action) => [action, 'Wide']),
  )
})
