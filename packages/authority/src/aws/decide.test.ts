import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { account, allow, bucketOf, deny, policyOf, requestBy, roleOf, snapshotOf } from './aws-fixture.ts'
import { decide } from './decide.ts'

const object = 'arn:aws:s3:::ledger/2026/march.csv'
const reader = policyOf({ Sid: 'Read', ...allow('s3:GetObject', 'arn:aws:s3:::ledger/*') })
const bucket = bucketOf('ledger')

function world(part: Parameters<typeof roleOf>[1], more: Parameters<typeof snapshotOf>[0] = {}) {
  return snapshotOf({ principals: [roleOf('clerk', part)], resources: [bucket], ...more })
}

describe('a decision on AWS policy', () => {
  it('names the statement that allows, with the hash of its policy', async () => {
    const snapshot = world({ inline: [{ name: 'read', document: reader }] })
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.result, 'allowed')
    assert.deepEqual(decision.missing, [])
    const [statement] = decision.deciding
    assert.equal(statement?.statementId, 'Read')
    assert.equal(statement?.policyId, `arn:aws:iam::${account}:role/clerk/read`)
    assert.match(statement?.version ?? '', /^[0-9a-f]{64}$/)
  })

  it('is an implicit denial when no statement speaks of the action', async () => {
    const snapshot = world({ inline: [{ name: 'read', document: reader }] })
    const decision = await decide(snapshot, requestBy('clerk', 's3:PutObject', object))
    assert.equal(decision.result, 'denied')
    assert.equal(decision.denial, 'implicit')
  })

  it('names the statement that forbids, and keeps its place among its siblings', async () => {
    const document = policyOf(allow('ec2:*'), allow('s3:*'), deny('s3:Get*', 'arn:aws:s3:::ledger/*'))
    const decision = await decide(
      world({ inline: [{ name: 'mixed', document }] }),
      requestBy('clerk', 's3:GetObject', object),
    )
    assert.equal(decision.denial, 'explicit')
    assert.deepEqual(
      decision.deciding.map(({ index, effect }) => ({ index, effect })),
      [{ index: 2, effect: 'deny' }],
    )
  })

  it('says that a boundary stood in the way', async () => {
    const arn = `arn:aws:iam::${account}:policy/fence`
    const snapshot = world(
      { inline: [{ name: 'all', document: policyOf(allow('*')) }], boundary: arn },
      { managedPolicies: [{ arn, name: 'fence', document: policyOf(allow('ec2:*')) }] },
    )
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.denial, 'implicit')
    assert.match(decision.because ?? '', /boundary/)
    const other = await decide(snapshot, requestBy('clerk', 'ec2:DescribeInstances', '*'))
    assert.deepEqual(other.notBlockedBy, [{ policyType: 'boundary', policyId: arn }])
  })

  it('is undetermined where a boundary exists that nobody can read', async () => {
    const snapshot = world({
      inline: [{ name: 'read', document: reader }],
      boundary: `arn:aws:iam::${account}:policy/fence`,
    })
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.result, 'undetermined')
    assert.match(decision.missing.join(), /policy\/fence is not held/)
  })

  it('is undetermined where an attached policy that is not held may allow', async () => {
    const snapshot = world({ attached: [`arn:aws:iam::${account}:policy/lost`] })
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.result, 'undetermined')
  })

  it('is denied all the same where something forbids', async () => {
    const snapshot = world({
      attached: [`arn:aws:iam::${account}:policy/lost`],
      inline: [{ name: 'no', document: policyOf(deny('s3:*')) }],
    })
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.denial, 'explicit')
  })

  it('is undetermined where a condition asks for what nobody knows', async () => {
    const document = policyOf(
      allow('s3:GetObject', '*', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
    )
    const snapshot = world({ inline: [{ name: 'here', document }] })
    const unknown = await decide(snapshot, requestBy('clerk', 's3:GetObject', object, { absent: [] }))
    assert.equal(unknown.result, 'undetermined')
    assert.match(unknown.missing.join(), /aws:SourceVpc/)
    assert.equal(unknown.conditions[0]?.holds, 'unknown')
    const there = await decide(
      snapshot,
      requestBy('clerk', 's3:GetObject', object, { context: { 'aws:sourcevpc': ['vpc-1'] } }),
    )
    assert.equal(there.result, 'allowed')
    assert.deepEqual(there.conditions[0]?.value, ['vpc-1'])
    const absent = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(absent.result, 'denied')
    assert.equal(absent.conditions[0]?.holds, 'no')
  })

  it('takes AWS’s own policy in the text it had that day', async () => {
    const snapshot = world({ attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] })
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.result, 'allowed')
    assert.equal(decision.deciding[0]?.policyId, 'arn:aws:iam::aws:policy/AdministratorAccess')
  })

  it('lets the session policy narrow the role', async () => {
    const snapshot = world({ inline: [{ name: 'all', document: policyOf(allow('s3:*')) }] })
    const narrowed = { sessionPolicies: [{ kind: 'inline', document: policyOf(allow('s3:List*')) }] } as const
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object, narrowed))
    assert.equal(decision.result, 'denied')
    assert.match(decision.because ?? '', /session policy/)
  })

  it('says what it took for granted when no organization policy was imported', async () => {
    const { organization: _, ...bare } = world({ inline: [{ name: 'read', document: reader }] })
    const decision = await decide(bare, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.result, 'allowed')
    assert.match(decision.missing.join(), /Organization/)
  })

  it('asks every level of the organization', async () => {
    const policy = (name: string, level: number, ...statements: object[]) => ({
      arn: `arn:aws:organizations::${account}:policy/o-1/service_control_policy/${name}`,
      name,
      document: policyOf(...statements),
      accountIds: [account],
      level,
    })
    const scps = [policy('root', 0, allow('*')), policy('unit', 1, allow('ec2:*'))]
    const snapshot = world(
      { inline: [{ name: 'read', document: reader }] },
      { organization: { scps, rcps: [] } },
    )
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.denial, 'implicit')
    assert.match(decision.because ?? '', /service control policy/)
  })

  it('needs the trust policy and the caller’s own policy to assume a role of another account', async () => {
    const target = roleOf('target', {
      arn: 'arn:aws:iam::444455556666:role/target',
      accountId: '444455556666',
      trust: {
        name: 'trust',
        document: policyOf({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'sts:AssumeRole',
        }),
      },
    })
    const mayAssume = { inline: [{ name: 'hop', document: policyOf(allow('sts:AssumeRole', target.arn)) }] }
    const with_ = snapshotOf({ principals: [roleOf('clerk', mayAssume), target] })
    const without = snapshotOf({ principals: [roleOf('clerk'), target] })
    const request = requestBy('clerk', 'sts:AssumeRole', target.arn)
    assert.equal((await decide(with_, request)).result, 'allowed')
    assert.equal((await decide(without, request)).result, 'denied')
    assert.equal(
      (await decide(snapshotOf({ principals: [roleOf('clerk', mayAssume)] }), request)).result,
      'undetermined',
    )
  })

  it('does not say yes to “some object of the bucket” when a policy names one prefix', async () => {
    const document = policyOf(allow('s3:GetObject', 'arn:aws:s3:::ledger/public/*'))
    const snapshot = world({ inline: [{ name: 'part', document }] })
    const some = await decide(snapshot, requestBy('clerk', 's3:GetObject', 'arn:aws:s3:::ledger/*'))
    assert.equal(some.result, 'undetermined')
    const inside = await decide(
      snapshot,
      requestBy('clerk', 's3:GetObject', 'arn:aws:s3:::ledger/public/a/*'),
    )
    assert.equal(inside.result, 'allowed')
  })

  it('lets every signed-in caller ask who it is', async () => {
    const snapshot = world({ inline: [{ name: 'no', document: policyOf(deny('*')) }] })
    const decision = await decide(snapshot, requestBy('clerk', 'sts:GetCallerIdentity', '*'))
    assert.equal(decision.result, 'allowed')
    assert.match(decision.because ?? '', /every signed-in caller/)
  })

  it('lets a bucket policy of the same account let somebody in', async () => {
    const document = policyOf({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/clerk` },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::ledger/*',
    })
    const snapshot = snapshotOf({
      principals: [roleOf('clerk')],
      resources: [bucketOf('ledger', { policy: { name: 'bucket-policy', document } })],
    })
    const decision = await decide(snapshot, requestBy('clerk', 's3:GetObject', object))
    assert.equal(decision.result, 'allowed')
    assert.equal(decision.deciding[0]?.policyType, 'resource')
  })
})
