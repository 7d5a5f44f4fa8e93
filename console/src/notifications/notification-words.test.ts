import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channelState, eventWords, timingWords } from './notification-words.ts'

const state = { lastSuccessAt: null, failingSince: null, lastError: null, nextAttemptAt: null, waiting: 0 }
const at = '2026-03-01T10:00:00.000Z'

test('a channel is off, failing, unused or works, in that order', () => {
  const word = (isEnabled: boolean, more: object) =>
    channelState({ isEnabled, state: { ...state, ...more } }).word
  assert.equal(word(false, { failingSince: at }), 'off')
  assert.equal(word(true, { failingSince: at, lastSuccessAt: at }), 'failing')
  assert.equal(word(true, {}), 'nothing sent yet')
  assert.equal(word(true, { lastSuccessAt: at }), 'works')
})

test('what holds a message is said with its time and zone', () => {
  const quietHours = { from: '22:00', to: '07:00', timeZone: 'America/New_York' }
  const digest = { every: 'hour', minute: 5, timeZone: 'UTC' } as const
  assert.deepEqual(timingWords({ quietHours: null, digest: null, criticalPierces: true }), ['at once'])
  assert.deepEqual(timingWords({ quietHours, digest, criticalPierces: true }), [
    'gathered, every hour at :05',
    'quiet 22:00 to 07:00, America/New York',
    'critical at once',
  ])
})

test('a tenant’s own people read everyday words unless they chose the field’s', () => {
  const reader = (isPlain: boolean) => ({ kind: 'tenant', tenantId: 'shop', isPlain }) as const
  assert.equal(eventWords('opened', reader(true)), 'something new is found')
  assert.equal(eventWords('opened', reader(false)), 'an incident opens')
  assert.equal(eventWords('opened', { kind: 'operator' }), 'an incident opens')
})
