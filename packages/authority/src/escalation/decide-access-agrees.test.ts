import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { account, bucketOf, policyOf, requestBy, roleOf, snapshotOf } from '../aws/aws-fixture.ts'
import { decide } from '../aws/decide.ts'
import { decideAccess } from './decide-access.ts'
import { targetOfResource, worldOf } from './world.ts'

const role = `arn:aws:iam::${account}:role/r`
const patterns = fc.subarray(
  ['*', 'arn:aws:s3:::a/*', 'arn:aws:s3:::*', 'arn:aws:s3:::a/x?', 'arn:aws:s3:::b/*'],
  { minLength: 1 },
)
const actions = fc.subarray(['s3:GetObject', 's3:Get*', 's3:*', 'S3:getobject', 's3:PutObject', '*'], {
  minLength: 1,
})
const conditions = fc.constantFrom<object>(
  {},
  { Condition: { StringEquals: { 'aws:PrincipalArn': role } } },
  { Condition: { StringNotLike: { 'aws:PrincipalArn': '*role/q*' } } },
  { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } } },
  { Condition: { StringEquals: { 'aws:PrincipalTag/team': ['red', 'blue'] } } },
  { Condition: { Null: { 'aws:PrincipalTag/none': 'true' } } },
)

function statements(principal: object): fc.Arbitrary<object[]> {
  const one = fc
    .tuple(
      fc.constantFrom('Allow', 'Allow', 'Deny'),
      fc.boolean(),
      actions,
      fc.boolean(),
      patterns,
      conditions,
    )
    .map(([Effect, notAction, names, notResource, resources, condition]) => ({
      Effect,
      [notAction ? 'NotAction' : 'Action']: names,
      [notResource ? 'NotResource' : 'Resource']: resources,
      ...principal,
      ...condition,
    }))
  return fc.array(one, { maxLength: 3 })
}

const worlds = fc.record({
  identity: statements({}),
  boundary: fc.option(statements({})),
  scp: fc.option(statements({})),
  bucket: fc.option(statements({ Principal: { AWS: role } })),
})

test('the engine decides as the simulator does, over identity, boundary, organisation and resource policies', async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.constantFrom('a/x1', 'b/y'),
      async ({ identity, boundary, scp, bucket }, object) => {
        const edge = `arn:aws:iam::${account}:policy/edge`
        const policy = bucket === null ? {} : { policy: { name: 'policy', document: policyOf(...bucket) } }
        const name = object.split('/')[0] ?? ''
        const store = bucketOf(name, policy)
        const snapshot = snapshotOf({
          principals: [
            roleOf('r', {
              inline: [{ name: 'own', document: policyOf(...identity) }],
              tags: { team: 'red' },
              ...(boundary === null ? {} : { boundary: edge }),
            }),
          ],
          resources: [store],
          managedPolicies:
            boundary === null ? [] : [{ arn: edge, name: 'edge', document: policyOf(...boundary) }],
          organization: {
            scps:
              scp === null
                ? []
                : [
                    {
                      arn: 'arn:aws:organizations::1:policy/p',
                      name: 'p',
                      document: policyOf(...scp),
                      accountIds: [account],
                      level: 0,
                    },
                  ],
            rcps: [],
          },
        })
        const arn = `arn:aws:s3:::${object}`
        const { result } = await decide(
          snapshot,
          requestBy('r', 's3:GetObject', arn, { resourceAccountId: account }),
        )
        const world = worldOf(snapshot)
        const authority = world.authorities.get(role)
        assert.ok(authority !== undefined)
        const access = decideAccess(authority, {
          action: 's3:GetObject',
          target: { ...targetOfResource(world, store), arn },
        })
        const own = access === undefined ? 'denied' : access.unsure.length === 0 ? 'allowed' : 'undetermined'
        assert.equal(own, result)
      },
    ),
    { numRuns: 1_000 },
  )
})
