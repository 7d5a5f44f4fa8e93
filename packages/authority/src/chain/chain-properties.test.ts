import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExplanation } from '@countersign/explanation/citation'
import type { AuthorityChain } from '@countersign/explanation/explanation'
import fc from 'fast-check'
import {
  assumeRole,
  at,
  call,
  eventOf,
  indexOf,
  type Raw,
  roleIdentity,
  userIdentity,
} from './chain-fixture.ts'
import { chainOf } from './chain-of.ts'

const keys = ['ASIAEXAMPLEEXAMPLE00', 'ASIAEXAMPLEEXAMPLE01', 'ASIAEXAMPLEEXAMPLE02', 'ASIAEXAMPLEEXAMPLE03']
const key = fc.constantFrom(...keys)
const role = fc.constantFrom('a', 'b', 'c')
const minute = fc.integer({ min: 0, max: 9 })

/** Sessions that assume roles, at random: circles, contradictions and double claims are all among them. */
const issuing = fc
  .record({
    by: key,
    byRole: role,
    role,
    key: fc.option(key, { nil: undefined }),
    minute,
    human: fc.boolean(),
  })
  .map(
    ({ by, byRole, role: to, key: issued, minute: when, human }) =>
      (id: string): Raw =>
        assumeRole(
          id,
          human ? userIdentity('bob', 'AKIAEXAMPLEEXAMPLE12') : roleIdentity(byRole, 's', by),
          to,
          's',
          issued,
          { eventTime: at(when) },
        ),
  )

const log = fc.array(issuing, { maxLength: 12 }).map((made) => made.map((one, index) => one(`call-${index}`)))
const use = fc
  .record({ role, key })
  .map((one) =>
    call('use', 's3', 'GetObject', { eventTime: at(9), userIdentity: roleIdentity(one.role, 's', one.key) }),
  )

function chain(event: Raw, records: readonly Raw[]): Promise<AuthorityChain> {
  return chainOf(eventOf(event), indexOf([event, ...records]))
}

test('a session is joined only to a call that showed its key, or that showed none', async () => {
  await fc.assert(
    fc.asyncProperty(log, use, async (records, event) => {
      const { chain: hops } = await chain(event, records)
      const session = hops.findLast((hop) => hop.role === 'session')
      const issuer = records.find((record) => record.eventID === session?.event)
      if (issuer === undefined) return
      const response = issuer.responseElements as { credentials?: { accessKeyId?: string } }
      const shown = response.credentials?.accessKeyId
      const used = (event.userIdentity as { accessKeyId: string }).accessKeyId
      assert.ok(shown === used || (shown === undefined && session?.certainty === 'inferred'))
    }),
  )
})

test('the order of the records never changes the chain', async () => {
  await fc.assert(
    fc.asyncProperty(log, use, fc.infiniteStream(fc.nat()), async (records, event, random) => {
      const weights = records.map((record) => ({ record, weight: random.next().value as number }))
      const shuffled = weights.toSorted((a, b) => a.weight - b.weight).map((one) => one.record)
      assert.deepEqual(await chain(event, shuffled), await chain(event, records))
    }),
  )
})

test('circles end, and every hop that is not unknown cites a record that is there', async () => {
  await fc.assert(
    fc.asyncProperty(log, use, async (records, event) => {
      const authority = await chain(event, records)
      const known = new Set([event, ...records].map((record) => `event:${record.eventID}`))
      const faults = checkExplanation(
        {
          id: '',
          tenantId: '',
          region: '',
          subject: { kind: 'event', id: 'use' },
          statement: '',
          claims: [],
          authority,
          decidedBy: [{ kind: 'policy', name: 'x', version: '1', contentHash: 'y' }],
        },
        known,
      )
      assert.deepEqual(faults, [])
    }),
  )
})

test('whatever the names in a log hold, what is said of them holds no control character', async () => {
  const hostile = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (name, session) => {
      const event = call('use', 's3', 'GetObject', {
        userIdentity: roleIdentity(name, session, 'ASIAEXAMPLEEXAMPLE34'),
        requestParameters: { bucketName: name },
      })
      const { chain: hops, missing } = await chain(event, [
        assumeRole(
          'issue',
          userIdentity(session, 'AKIAEXAMPLEEXAMPLE12'),
          name,
          session,
          'ASIAEXAMPLEEXAMPLE34',
        ),
      ])
      for (const text of [...hops.map((hop) => hop.via), ...missing])
        assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u)
    }),
  )
})
