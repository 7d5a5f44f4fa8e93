import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allow, deny, roleOf, userOf } from '../aws/aws-fixture.ts'
import type { AwsPrincipal } from '../aws/aws-snapshot.ts'
import { iamArn, inline, trusting, worldWith } from './escalation-fixture.ts'
import { escalationGraph } from './escalation-graph.ts'
import { escalationPaths } from './escalation-path.ts'
import { type Standing, standingKey } from './standing.ts'

const actions = fc.constantFrom(
  'iam:PassRole',
  'lambda:CreateFunction',
  'lambda:InvokeFunction',
  'iam:CreateAccessKey',
  'iam:PutUserPolicy',
  'iam:UpdateAssumeRolePolicy',
  'sts:AssumeRole',
  'iam:*',
  '*',
)
const resources = fc.constantFrom('*', iamArn('role/*'), iamArn('user/b'), iamArn('role/r1'))
const statement = fc.tuple(fc.array(actions, { minLength: 1, maxLength: 4 }), resources)
const statements = fc.array(statement, { maxLength: 3 })
const service = fc.constantFrom<object>(
  { Service: 'lambda.amazonaws.com' },
  { AWS: iamArn('root') },
  { AWS: iamArn('user/a') },
)

type Statement = readonly [readonly string[], string]
const allows = (all: readonly Statement[]) => all.map(([names, resource]) => allow(names, resource))

const world = fc
  .tuple(statements, statements, statements, statements, service, service)
  .map(([a, b, r1, r2, trust1, trust2]): readonly AwsPrincipal[] => [
    userOf('a', inline(...allows(a))),
    userOf('b', inline(...allows(b))),
    roleOf('r1', { ...inline(...allows(r1)), ...trusting(trust1) }),
    roleOf('r2', { ...inline(...allows(r2)), ...trusting(trust2) }),
  ])

/** Everyone that can be become from `a` without any doubt. */
function reached(principals: readonly AwsPrincipal[]): ReadonlySet<string> {
  const graph = escalationGraph(worldWith({ principals }))
  const start: Standing = { principal: iamArn('user/a') }
  const found = new Map([[standingKey(start), start]])
  for (const standing of found.values())
    for (const { to, unsure } of graph.edgesFrom(standing))
      if (unsure.length === 0 && !found.has(standingKey(to))) found.set(standingKey(to), to)
  return new Set([...found.values()].map(({ principal }) => principal))
}

test('a deny never puts anybody within reach', () => {
  fc.assert(
    fc.property(world, statement, fc.nat(3), (principals, [names, resource], at) => {
      const denied = principals.map((one, index) =>
        index === at
          ? {
              ...one,
              inline: [...one.inline, { name: 'no', document: { Statement: deny(names, resource) } }],
            }
          : one,
      )
      assert.ok(reached(denied).isSubsetOf(reached(principals)))
    }),
    { numRuns: 150 },
  )
})

test('the order of the input never shows', () => {
  fc.assert(
    fc.property(world, (principals) => {
      const forward = escalationPaths(worldWith({ principals }))
      const backward = escalationPaths(worldWith({ principals: principals.toReversed() }))
      assert.deepEqual(backward, forward)
    }),
    { numRuns: 60 },
  )
})
