import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AuthoritySet, Grant } from '@countersign/explanation/explanation'
import fc from 'fast-check'
import { account, allow, at, bucketOf, deny, policyOf, roleOf, snapshotOf } from '../aws/aws-fixture.ts'
import { decide } from '../aws/decide.ts'
import { coversPattern, matchesAction } from '../aws/pattern.ts'
import { callerOf } from '../who-can/who-can.ts'
import { authoritySets } from './authority-sets.ts'
import { grantedSet } from './granted-set.ts'

const arn = `arn:aws:iam::${account}:role/clerk`
const fence = `arn:aws:iam::${account}:policy/fence`

function world(statements: readonly object[], boundary?: readonly object[]) {
  return snapshotOf({
    principals: [
      roleOf('clerk', {
        inline: [{ name: 'p', document: policyOf(...statements) }],
        ...(boundary === undefined ? {} : { boundary: fence }),
      }),
    ],
    managedPolicies:
      boundary === undefined ? [] : [{ arn: fence, name: 'fence', document: policyOf(...boundary) }],
    resources: [bucketOf('ledger'), bucketOf('other')],
  })
}

async function granted(...parts: Parameters<typeof world>): Promise<readonly Grant[]> {
  const set = await grantedSet(world(...parts), arn, at)
  assert.ok(set.known)
  return set.grants
}

const actionNames = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 'ec2:StopInstances'] as const
const statement = fc
  .tuple(
    fc.constantFrom('s3:GetObject', 's3:*Object', 's3:*', '*', 's3:Put*', 'ec2:*'),
    fc.constantFrom('*', 'arn:aws:s3:::ledger/*', 'arn:aws:s3:::ledger/a', 'arn:aws:s3:::other/*'),
    fc.constantFrom({}, {}, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  )
  .map(([action, resource, rest]) => allow(action, resource, rest))
const statements = fc.array(statement, { minLength: 1, maxLength: 3 })
const deniedStatement = statement.map((one) => ({ ...one, Effect: 'Deny' }))

const isCovered = (grant: Grant, others: readonly Grant[]) =>
  others.some(
    (other) => matchesAction(other.action, grant.action) && coversPattern(other.resource, grant.resource),
  )

describe('what policy grants', () => {
  it('lists actions by name, marks what a condition narrows, and takes out what is denied', async () => {
    const list = await granted([
      allow('s3:*ObjectTagging', 'arn:aws:s3:::ledger/*'),
      allow('sqs:SendMessage', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      deny('s3:Delete*'),
      deny('s3:PutObjectTagging', 'arn:aws:s3:::ledger/closed/*'),
    ])
    assert.deepEqual(list, [
      { action: 's3:GetObjectTagging', resource: 'arn:aws:s3:::ledger/*' },
      {
        action: 's3:PutObjectTagging',
        resource: 'arn:aws:s3:::ledger/*',
        except: [{ action: 's3:PutObjectTagging', resource: 'arn:aws:s3:::ledger/closed/*' }],
      },
      { action: 'sqs:SendMessage', resource: '*', conditional: true },
    ])
  })

  it('is not known where a policy cannot be read', async () => {
    const snapshot = snapshotOf({ principals: [roleOf('clerk', { boundary: fence })] })
    assert.deepEqual(await grantedSet(snapshot, arn, at), {
      known: false,
      reason: `the text of the policy ${fence} is not held`,
    })
  })

  it('never grows by a deny, and a boundary only narrows it', async () => {
    await fc.assert(
      fc.asyncProperty(statements, deniedStatement, statements, async (own, denial, bounds) => {
        const before = await granted(own)
        for (const grant of await granted([...own, denial])) assert.ok(isCovered(grant, before))
        for (const grant of await granted(own, bounds)) assert.ok(isCovered(grant, before))
      }),
      { numRuns: 60 },
    )
  })

  it('agrees with deciding', async () => {
    const cases = fc.tuple(
      fc.array(fc.oneof(statement, deniedStatement), { minLength: 1, maxLength: 4 }),
      fc.option(statements, { nil: undefined }),
      fc.constantFrom(...actionNames.slice(0, 3)),
      fc.constantFrom('arn:aws:s3:::ledger/a', 'arn:aws:s3:::other/b'),
    )
    await fc.assert(
      fc.asyncProperty(cases, async ([own, bounds, action, resource]) => {
        const snapshot = world(own, bounds)
        const list = await granted(own, bounds)
        const [role] = snapshot.principals
        const { result } = await decide(snapshot, {
          caller: callerOf(role as NonNullable<typeof role>),
          action,
          resource,
          context: { 'aws:SecureTransport': ['true'] },
          absent: 'everything-else',
          sessionPolicies: [],
          at,
        })
        const one = { action, resource }
        if (result === 'allowed') assert.ok(isCovered(one, list))
        const plain = list.filter(({ conditional, except }) => conditional !== true && except === undefined)
        if (isCovered(one, plain)) assert.equal(result, 'allowed')
      }),
      { numRuns: 150 },
    )
  })
})

describe('mandated, granted and used', () => {
  const known = (...grants: Grant[]): AuthoritySet => ({ known: true, grants })
  const get = { action: 's3:GetObject', resource: 'arn:aws:s3:::ledger/*' }
  const stop = { action: 'ec2:StopInstances', resource: '*' }
  const key = { action: 'iam:CreateAccessKey', resource: '*' }
  const use = {
    action: 'ec2:StopInstances',
    resource: `arn:aws:ec2:us-east-1:${account}:instance/i-1`,
    count: 3,
    lastAt: at,
  }
  const coverage = { from: at, to: at, sources: ['cloudtrail'], gaps: [], dataEvents: false }

  it('tells excess, unused, and used beyond the mandate', () => {
    const sets = authoritySets({
      granted: known(get, stop, key),
      mandated: known({ action: 's3:Get*', resource: '*' }),
      used: [use],
      coverage: { ...coverage, dataEvents: true },
    })
    assert.deepEqual(sets.excess, known(stop, key))
    assert.deepEqual(sets.unused, known(get, key))
    assert.deepEqual(sets.usedNotMandated, known(use))
  })

  it('calls nothing unused that would have left no trace', () => {
    const sets = authoritySets({ granted: known(get, key), mandated: known(), used: [], coverage })
    assert.deepEqual(sets.unused, { ...known(key), more: 1 })
    assert.match(sets.coverage?.gaps.join() ?? '', /data events were not logged/)
  })

  it('calls nothing unused without logs, nor excess without a mandate', () => {
    const none: AuthoritySet = { known: false, reason: 'nobody gave it a mandate' }
    const sets = authoritySets({ granted: known(get), mandated: none, used: undefined, coverage: undefined })
    assert.deepEqual(sets.excess, none)
    assert.equal(sets.unused.known, false)
  })
})
