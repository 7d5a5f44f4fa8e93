import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  account,
  allow,
  at,
  bucketOf,
  deny,
  policyOf,
  roleOf,
  snapshotOf,
  userOf,
} from '../aws/aws-fixture.ts'
import { decide } from '../aws/decide.ts'
import { callerOf, type WhoCanQuestion, whoCan } from './who-can.ts'

const question: WhoCanQuestion = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::ledger/march.csv',
  context: {},
  absent: 'everything-else',
  at,
}

const actions = fc.constantFrom('s3:GetObject', 's3:*', '*', 's3:Put*', 'ec2:*', 's3:Get?bject')
const resources = fc.constantFrom(
  '*',
  'arn:aws:s3:::ledger/*',
  'arn:aws:s3:::other/*',
  'arn:aws:s3:::ledger/march.csv',
)
const conditions = fc.constantFrom(
  {},
  { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'books' } } },
  { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
)
const statement = fc
  .tuple(fc.constantFrom(allow, allow, deny), actions, resources, conditions)
  .map(([make, action, resource, rest]) => make(action, resource, rest))
const policy = fc.array(statement, { minLength: 1, maxLength: 3 }).map((list) => policyOf(...list))
const fenceArn = `arn:aws:iam::${account}:policy/fence`
const principal = fc
  .record({
    name: fc.uuid(),
    inline: fc.array(policy, { maxLength: 2 }),
    fenced: fc.boolean(),
    lost: fc.boolean(),
  })
  .map(({ name, inline, fenced, lost }) => {
    const part = {
      inline: inline.map((document, index) => ({ name: `p${index}`, document })),
      attached: lost ? [`arn:aws:iam::${account}:policy/lost`] : [],
      tags: { team: name < '8' ? 'books' : 'ships' },
      ...(fenced ? { boundary: fenceArn } : {}),
    }
    return name < 'a' ? roleOf(name, part) : userOf(name, part)
  })
const world = fc
  .record({ principals: fc.array(principal, { maxLength: 4 }), fence: policy })
  .map(({ principals, fence }) =>
    snapshotOf({
      principals,
      resources: [bucketOf('ledger')],
      managedPolicies: [{ arn: fenceArn, name: 'fence', document: fence }],
    }),
  )

describe('who can', () => {
  it('names those who may, with the statement that lets them, and those of whom nobody can tell', async () => {
    const reader = policyOf({ Sid: 'Read', ...allow('s3:GetObject', 'arn:aws:s3:::ledger/*') })
    const snapshot = snapshotOf({
      principals: [
        roleOf('clerk', { inline: [{ name: 'read', document: reader }] }),
        roleOf('guard', { inline: [{ name: 'read', document: policyOf(allow('ec2:*')) }] }),
        userOf('ada', { attached: [`arn:aws:iam::${account}:policy/lost`] }),
      ],
      resources: [bucketOf('ledger')],
    })
    const { allowed, undetermined, asked } = await whoCan(snapshot, question)
    assert.deepEqual(
      allowed.map((one) => [one.principal, one.decision.deciding[0]?.statementId]),
      [[`arn:aws:iam::${account}:role/clerk`, 'Read']],
    )
    assert.deepEqual(
      undetermined.map((one) => one.principal),
      [`arn:aws:iam::${account}:user/ada`],
    )
    assert.equal(asked, 3)
  })

  it('gives every principal the answer that deciding it alone gives', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (snapshot) => {
        const { allowed, undetermined } = await whoCan(snapshot, question)
        for (const one of snapshot.principals) {
          const { result } = await decide(snapshot, {
            ...question,
            caller: callerOf(one),
            sessionPolicies: [],
          })
          assert.equal(
            allowed.some((found) => found.principal === one.arn),
            result === 'allowed',
          )
          assert.equal(
            undetermined.some((found) => found.principal === one.arn),
            result === 'undetermined',
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  it('lets nobody in by one more deny, and by a boundary', async () => {
    await fc.assert(
      fc.asyncProperty(world, statement, async (snapshot, extra) => {
        const before = new Set((await whoCan(snapshot, question)).allowed.map((one) => one.principal))
        const denied = {
          ...snapshot,
          principals: snapshot.principals.map((one) => ({
            ...one,
            inline: [...one.inline, { name: 'more', document: policyOf({ ...extra, Effect: 'Deny' }) }],
          })),
        }
        const fenced = {
          ...snapshot,
          principals: snapshot.principals.map((one) => ({ ...one, boundary: fenceArn })),
        }
        for (const changed of [denied, fenced])
          for (const one of (await whoCan(changed, question)).allowed) assert.ok(before.has(one.principal))
      }),
      { numRuns: 60 },
    )
  })
})
