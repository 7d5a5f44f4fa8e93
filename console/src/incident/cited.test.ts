import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FindingEvent, IncidentDetail } from '@countersign/api/incident'
import { anchorOf, citeTarget, labelsOf } from './cited.ts'

const event = (eventId: string, action: string, time: string): FindingEvent => ({
  eventId,
  action,
  time,
  outcome: 'success',
  identityKey: null,
  sessionKey: null,
  issuedSessionKey: null,
  host: null,
  sourceIp: null,
  resource: null,
  format: 'aws-cloudtrail',
})
const detail = {
  findings: [
    {
      findingId: 'f1',
      ruleId: 'r1',
      ruleTitle: 'Secret read',
      events: [
        event('a', 'GetSecretValue', '2026-11-24T12:59:30.000Z'),
        event('b', 'GetSecretValue', '2026-11-24T12:59:33.000Z'),
        event('c', 'CreateUser', '2026-11-24T13:00:40.000Z'),
      ],
    },
  ],
} as unknown as IncidentDetail
const cite = (id: string) => ({ kind: 'event', id }) as const

test('events of one action that are cited together are told apart by their time', () => {
  assert.deepEqual(labelsOf([cite('a'), cite('b'), cite('c')], detail), [
    'GetSecretValue 12:59:30',
    '12:59:33',
    'CreateUser',
  ])
})

test('a rule leads to its finding; what the page does not hold is only named', () => {
  assert.deepEqual(citeTarget({ kind: 'rule', id: 'r1' }, detail), {
    kind: 'finding',
    findingId: 'f1',
    ruleId: 'r1',
  })
  assert.deepEqual(citeTarget({ kind: 'coverage', id: 'x' }, detail), { kind: 'named' })
  assert.deepEqual(labelsOf([{ kind: 'coverage', id: 'x' }], detail), ['coverage x'])
})

test('an id from a rule file makes a valid anchor', () => {
  assert.equal(anchorOf('rule', 'a b"c'), 'rule-a-b-c')
})
