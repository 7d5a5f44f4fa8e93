import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FindingEvent, IncidentDetail } from '@countersign/api/incident'
import type { AuthorityChain } from '@countersign/explanation/explanation'
import { entityGraph } from './entity-graph.ts'

function event(eventId: string, part: Partial<FindingEvent>): FindingEvent {
  return {
    eventId,
    time: '2026-01-01T00:00:00.000Z',
    action: 'GetObject',
    outcome: 'success',
    identityKey: 'aws:1:role/deploy',
    sessionKey: null,
    issuedSessionKey: null,
    host: null,
    sourceIp: null,
    resource: null,
    format: 'aws-cloudtrail',
    ...part,
  }
}
const detailOf = (...events: readonly FindingEvent[]) =>
  ({ findings: [{ events }] }) as unknown as IncidentDetail

test('an address, who came from it and what they touched are tied by what happened', () => {
  const graph = entityGraph(detailOf(event('1', { sourceIp: '192.0.2.1', resource: 'bucket' })), undefined)
  assert.deepEqual(
    graph.ties.map(({ from, words, to }) => [from, words, to]),
    [
      ['address 192.0.2.1', 'came from', 'identity aws:1:role/deploy'],
      ['identity aws:1:role/deploy', 'GetObject', 'resource bucket'],
    ],
  )
})

test('an event that several findings cite counts once', () => {
  const same = event('1', { resource: 'bucket' })
  const detail = { findings: [{ events: [same] }, { events: [same] }] } as unknown as IncidentDetail
  assert.deepEqual(
    entityGraph(detail, undefined).ties.map(({ events }) => events),
    [1],
  )
})

test('sessions come from the chain of authority', () => {
  const authority = {
    chain: [
      { role: 'human', actor: 'anna', via: 'signed in' },
      { role: 'session', actor: 'session-7', via: 'opened' },
    ],
  } as unknown as AuthorityChain
  const graph = entityGraph(detailOf(), authority)
  assert.deepEqual(graph.entities.map(({ kind }) => kind).sort(), ['identity', 'session'])
  assert.equal(graph.ties[0]?.words, 'opened')
})

test('what finds no room is counted, and no tie leads to it', () => {
  const many = Array.from({ length: 60 }, (_, at) => event(`${at}`, { resource: `object-${at}` }))
  const graph = entityGraph(detailOf(...many), undefined)
  assert.equal(graph.entities.length + graph.omitted, 61)
  const shown = new Set(graph.entities.map(({ id }) => id))
  assert.ok(graph.omitted > 0 && graph.ties.every(({ from, to }) => shown.has(from) && shown.has(to)))
})

test('a credential that acted, and the one it was given, tie the identities that used them', () => {
  const assume = event('1', {
    sessionKey: 'AKIA-1',
    issuedSessionKey: 'ASIA-2',
    identityKey: 'aws:1:user/anna',
  })
  const graph = entityGraph(detailOf(assume, event('2', { sessionKey: 'ASIA-2' })), undefined)
  assert.deepEqual(
    graph.ties.map(({ from, words, to }) => [from, words, to]),
    [
      ['session AKIA-1', 'used by', 'identity aws:1:user/anna'],
      ['identity aws:1:user/anna', 'was given', 'session ASIA-2'],
      ['session ASIA-2', 'used by', 'identity aws:1:role/deploy'],
    ],
  )
})
