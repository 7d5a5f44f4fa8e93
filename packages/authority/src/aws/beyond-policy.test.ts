import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { account, allow, policyOf, requestBy, roleOf, snapshotOf, userOf } from './aws-fixture.ts'
import { roleRecord } from './cloudtrail-fixture.ts'
import { decide } from './decide.ts'
import { decideRecord } from './decide-record.ts'
import { policyHistory } from './log-snapshot.ts'
import type { ManagedPolicyTexts } from './managed-policies.ts'

const all = { inline: [{ name: 'all', document: policyOf(allow('*')) }] }

describe('what policy alone does not settle', () => {
  it('leaves open whether an account may ask for its organization, or sees its billing', async () => {
    const snapshot = snapshotOf({ principals: [roleOf('clerk', all)] })
    for (const action of ['organizations:ListAccounts', 'ce:GetCostAndUsage']) {
      const decision = await decide(snapshot, requestBy('clerk', action, '*'))
      assert.equal(decision.result, 'undetermined', action)
    }
    const open = await decide(snapshot, requestBy('clerk', 'organizations:DescribeOrganization', '*'))
    assert.equal(open.result, 'allowed')
  })

  it('leaves open whether users may change their own passwords', async () => {
    const bob = userOf('bob')
    const request = requestBy('clerk', 'iam:ChangePassword', bob.arn)
    const caller = { kind: 'user', arn: bob.arn, accountId: account } as const
    const decision = await decide(snapshotOf({ principals: [bob] }), { ...request, caller })
    assert.equal(decision.result, 'undetermined')
    assert.match(decision.missing.join(), /own password/)
  })

  it('knows what a service-linked role is allowed, and does not say what it is not', async () => {
    const record = (source: string, name: string) =>
      roleRecord('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling', source, name, {})
    const { decision } = await decideRecord(
      record('ec2.amazonaws.com', 'DescribeInstances'),
      policyHistory([]),
    )
    assert.equal(decision.result, 'allowed')
    const other = await decideRecord(record('iam.amazonaws.com', 'ListUsers'), policyHistory([]))
    assert.equal(other.decision.result, 'undetermined')
  })
})

describe("a policy of AWS's own whose versions nobody dated", () => {
  const arn = 'arn:aws:iam::aws:policy/Example'
  const texts: ManagedPolicyTexts = () => ({
    arn,
    name: 'Example',
    versionId: 'v1',
    document: policyOf(allow('ec2:*')),
    latest: { versionId: 'v3', document: policyOf(allow(['ec2:*', 'sqs:*'])) },
  })
  const snapshot = snapshotOf({ principals: [roleOf('clerk', { attached: [arn] })] })

  it('decides where the earliest and the latest text agree', async () => {
    const yes = await decide(snapshot, requestBy('clerk', 'ec2:DescribeInstances', '*'), texts)
    assert.equal(yes.result, 'allowed')
    assert.match(yes.missing.join(), /v1 or later, up to v3/)
    const no = await decide(snapshot, requestBy('clerk', 'iam:ListUsers', '*'), texts)
    assert.equal(no.result, 'denied')
  })

  it('is undetermined where they do not', async () => {
    const decision = await decide(snapshot, requestBy('clerk', 'sqs:ListQueues', '*'), texts)
    assert.equal(decision.result, 'undetermined')
  })
})
