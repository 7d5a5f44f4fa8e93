import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotificationChannel } from '@countersign/api/notification'
import { draftOf, emptyDraft, recipientsOf, subscriptionOf, targetOf } from './channel-draft.ts'
import { newSigningSecret } from './signing-secret.ts'

const channel: NotificationChannel = {
  id: 'channel-1',
  tenantId: 'shop',
  name: 'On call',
  isEnabled: false,
  events: ['resolved'],
  minimumSeverity: 'low',
  quietHours: { from: '20:00', to: '06:30', timeZone: 'Asia/Tokyo' },
  digest: { every: 'hour', minute: 15, timeZone: 'UTC' },
  criticalPierces: false,
  target: { kind: 'webhook', origin: 'https://hooks.example.com' },
  createdAt: '2026-03-01T10:00:00.000Z',
  state: { lastSuccessAt: null, failingSince: null, lastError: null, nextAttemptAt: null, waiting: 0 },
}
const secret = newSigningSecret((bytes) => bytes.fill(251))

test('opening a channel and saving it changes nothing', () => {
  const draft = draftOf(channel, 'Europe/Berlin')
  const { id, tenantId, target, createdAt, state, ...subscription } = channel
  assert.deepEqual(subscriptionOf(draft), subscription)
  assert.equal(targetOf(draft, secret), undefined)
  const daily = {
    ...channel,
    digest: { every: 'day', at: '09:15', timeZone: 'UTC' },
    quietHours: null,
  } as const
  assert.deepEqual(subscriptionOf(draftOf(daily, 'UTC')).digest, daily.digest)
  assert.equal(subscriptionOf(draftOf(daily, 'UTC')).quietHours, null)
})

test('each kind of a new channel has the address that its kind takes', () => {
  const filled = {
    ...emptyDraft('Europe/Berlin'),
    name: ' On call ',
    recipients: 'a@shop.test, b@shop.test\na@shop.test',
    url: ' https://hooks.example.com/x ',
  }
  const target = (kind: 'email' | 'webhook' | 'slack') => targetOf({ ...filled, kind }, secret)
  assert.deepEqual(target('email'), { kind: 'email', recipients: ['a@shop.test', 'b@shop.test'] })
  assert.deepEqual(target('webhook'), { kind: 'webhook', url: 'https://hooks.example.com/x', secret })
  assert.deepEqual(target('slack'), { kind: 'slack', url: 'https://hooks.example.com/x' })
  assert.equal(subscriptionOf(filled).name, 'On call')
  assert.deepEqual(recipientsOf(filled.recipients), ['a@shop.test', 'b@shop.test'])
})

test('a signing secret is 32 bytes in base64', () => {
  assert.equal(Buffer.from(secret.replace('whsec_', ''), 'base64').length, 32)
})
