import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExplanation } from '@countersign/explanation/citation'
import type { AuthorityDecision } from '@countersign/explanation/explanation'
import { explanationId } from '@countersign/explanation/explanation-hash'
import { isObject } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import fc from 'fast-check'
import {
  assumeRole,
  at,
  call,
  indexOf,
  normalisedOf,
  type Raw,
  roleIdentity,
  userIdentity,
} from '../chain/chain-fixture.ts'
import { UseTally } from '../revoke/uses.ts'
import type { EventDecider } from './event-decider.ts'
import { explainEvent } from './explain-event.ts'

const deploy = roleIdentity('deploy', 'run-7', 'ASIAEXAMPLEEXAMPLE34')
const issue = assumeRole(
  'issue',
  userIdentity('bob', 'AKIAEXAMPLEEXAMPLE12'),
  'deploy',
  'run-7',
  'ASIAEXAMPLEEXAMPLE34',
)
const use = call('use', 's3', 'GetObject', {
  eventTime: at(5),
  userIdentity: deploy,
  requestParameters: { bucketName: 'b' },
})

function explained(event: Raw, others: readonly Raw[], deciders: readonly EventDecider[] = []) {
  const normalised = normalisedOf(event)
  const uses = new UseTally()
  for (const record of [event, ...others]) uses.add(normalisedOf(record))
  const fields: JsonObject = isObject(event) ? (event as JsonObject) : {}
  return explainEvent({
    tenantId: 'acme',
    region: 'eu',
    event: { normalised, fields, ref: { eventId: normalised.event.metadata.uid ?? 'no-id' } },
    lookups: indexOf([event, ...others]),
    uses,
    deciders,
    sources: ['aws-cloudtrail'],
  })
}

const allowed: AuthorityDecision = {
  result: 'allowed',
  deciding: [
    {
      policyType: 'identity',
      policyId: 'arn:aws:iam::111122223333:policy/read',
      version: 'v',
      index: 0,
      effect: 'allow',
      text: '{}',
      statementId: 'Read',
    },
  ],
  notBlockedBy: [],
  conditions: [],
  missing: [],
  observed: 'allowed',
  made: 'reconstructed',
  evaluator: { name: 'test', version: '1' },
}
const decider: EventDecider = { format: 'aws-cloudtrail', decide: () => Promise.resolve(allowed) }

test('an explanation is sealed, cites only what was looked at, and says so in few sentences', async () => {
  const { explanation, known } = await explained(use, [issue], [decider])
  assert.deepEqual(checkExplanation(explanation, known), [])
  assert.equal(explanation.id, explanationId(explanation))
  assert.equal(
    explanation.statement,
    'On 4 March 2026 at 10:05:00 UTC, the role deploy called GetObject on arn:aws:s3:::b; the person behind it is not recorded; policy allowed it.',
  )
  assert.ok(explanation.claims.length <= 5)
  assert.match(
    explanation.claims[1]?.text ?? '',
    /farthest first: the IAM user bob and the role deploy, each link proven/,
  )
  assert.match(explanation.claims[2]?.text ?? '', /^Policy allowed it: statement “Read” of arn/)
  assert.deepEqual(
    explanation.decidedBy.map(({ name }) => name),
    ['authority chain', 'test'],
  )
})

test('a format without a decider is undetermined and says what would be needed', async () => {
  const { explanation } = await explained(use, [])
  assert.equal(explanation.authority?.decision?.result, 'undetermined')
  assert.deepEqual(explanation.authority?.decision?.missing, ['No IAM policies of this account were given.'])
})

test('what was used is known from the logs; mandate and grants are said to be unknown', async () => {
  const { explanation } = await explained(use, [issue])
  const sets = explanation.authority?.sets
  assert.deepEqual(
    sets?.used.known === true ? sets.used.grants.map(({ action, count }) => [action, count]) : [],
    [['s3:GetObject', 1]],
  )
  assert.equal(sets?.mandated.known, false)
  assert.equal(sets?.unused.known, false)
})

test('a user agent or session name that names somebody else changes nothing', async () => {
  const plain = await explained(use, [issue])
  const labelled = await explained({ ...use, userAgent: 'stolen-by-eve' }, [issue])
  assert.deepEqual(labelled.explanation, plain.explanation)
})

test('whatever a record holds, its explanation keeps the rules', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(text, text, text, async (role, bucket, action) => {
      const event = {
        ...use,
        eventName: `A${action}`,
        userIdentity: roleIdentity(role, 's', 'ASIAEXAMPLEEXAMPLE34'),
        requestParameters: { bucketName: bucket },
      }
      const { explanation, known } = await explained(event, [])
      assert.deepEqual(checkExplanation(explanation, known), [])
      for (const { text: said } of explanation.claims) assert.doesNotMatch(said, /[\p{Cc}\p{Cf}]/u)
    }),
    { numRuns: 25 },
  )
})
