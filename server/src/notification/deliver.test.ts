import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { NewNotificationChannel, NotificationChannel } from '@countersign/api/notification'
import { retryAfterSeconds } from '../platform/egress/ask-outside.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { pauseSeconds } from './deliver.ts'
import {
  channelTo,
  openTestNotifications,
  signingSecret,
  type TestNotifications,
} from './test-notifications.ts'
import { stall, status } from './test-receivers.ts'

let world: TestNotifications
let tenants = 0

before(async () => {
  world = await openTestNotifications()
})

after(async () => world?.close())

const newTenant = () => `tenant-${++tenants}` as TenantId
const webhook = (path = '/hook') =>
  ({ kind: 'webhook', url: `${world.receiver.origin}${path}`, secret: signingSecret }) as const

async function channelOf(tenantId: TenantId, channel: NewNotificationChannel): Promise<NotificationChannel> {
  world.receiver.received.length = 0
  world.mailBox.letters.length = 0
  return world.notifications.channels.create(tenantId, channel)
}

async function stateOf(tenantId: TenantId, channelId: string) {
  const found = (await world.notifications.channels.list(tenantId)).find(({ id }) => id === channelId)
  assert.ok(found)
  return found.state
}

describe('a webhook', () => {
  test('gets one signed message per change, however often the change is told and the job runs', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo(webhook('/hook?token=1')))
    for (let again = 0; again < 3; again++) await world.tell(tenantId, {})
    await Promise.all([1, 2, 3].map(() => world.notifications.deliver(tenantId, id)))
    await world.notifications.deliver(tenantId, id)
    assert.equal(world.receiver.received.length, 1)
    const [{ path, headers, body }] = world.receiver.received as [(typeof world.receiver.received)[0]]
    assert.equal(path, '/hook?token=1')
    const key = Buffer.from(signingSecret.slice('whsec_'.length), 'base64')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    assert.equal(
      headers['webhook-signature'],
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    )
    const { type, data } = JSON.parse(body)
    assert.deepEqual(
      [type, data.tenantId, data.tenantName, data.title, data.severity, data.link],
      [
        'incident.opened',
        tenantId,
        `Company ${tenantId}`,
        'Trail deleted',
        'high',
        `https://soc.example/incidents/${tenantId}/${'a'.repeat(32)}`,
      ],
    )
  })

  test('gets what was subscribed to: by event and by severity, and nothing while it is switched off', async () => {
    const tenantId = newTenant()
    const channel = channelTo(webhook(), { events: ['opened', 'resolved'], minimumSeverity: 'high' })
    const { id } = await channelOf(tenantId, channel)
    await world.tell(tenantId, { severity: 'medium', incidentId: 'b'.repeat(32) })
    await world.tell(tenantId, { event: 'assigned', seq: 2 })
    await world.tell(tenantId, { event: 'resolved', seq: 3 })
    assert.deepEqual(await world.rows(tenantId, id), ['resolved waiting 0'])
    const { target: _, ...subscription } = channel
    await world.notifications.channels.replace(tenantId, id, { ...subscription, isEnabled: false })
    await world.tell(tenantId, { incidentId: 'c'.repeat(32) })
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual(
      [await world.rows(tenantId, id), world.receiver.received.length],
      [['resolved waiting 0'], 0],
    )
    world.passSeconds(86_401)
    await world.notifications.sweep(tenantId)
    assert.deepEqual(await world.rows(tenantId, id), ['resolved given-up 0'])
  })

  test('that fails is tried again with the same id and a growing pause, and its state says so', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo(webhook()))
    world.receiver.answers.push(status(500), status(503))
    await world.tell(tenantId, {})
    await world.notifications.deliver(tenantId, id)
    const failing = await stateOf(tenantId, id)
    assert.equal(failing.lastError, 'the receiver answered 500')
    assert.ok(failing.failingSince !== null && failing.waiting === 1)
    assert.deepEqual(world.sent.at(-1), { channelId: id, afterSeconds: 5 })
    await world.notifications.deliver(tenantId, id)
    assert.equal(world.receiver.received.length, 1, 'it rests until its pause is over')
    world.passSeconds(5)
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual(world.sent.at(-1), { channelId: id, afterSeconds: 10 })
    world.passSeconds(10)
    await world.notifications.deliver(tenantId, id)
    const ids = world.receiver.received.map(({ headers }) => headers['webhook-id'])
    const times = world.receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']))
    assert.equal(new Set(ids).size, 1)
    assert.deepEqual([times.length, (times[2] as number) - (times[0] as number)], [3, 15])
    assert.deepEqual(await world.rows(tenantId, id), ['opened delivered 3'])
    const { failingSince, lastError, lastSuccessAt, waiting } = await stateOf(tenantId, id)
    assert.deepEqual([failingSince, lastError, waiting], [null, null, 0])
    assert.ok(lastSuccessAt)
  })

  test('that asks for a pause gets it', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo(webhook()))
    world.receiver.answers.push(status(429, { 'retry-after': '120' }))
    await world.tell(tenantId, {})
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual(world.sent.at(-1), { channelId: id, afterSeconds: 120 })
    world.passSeconds(119)
    await world.notifications.deliver(tenantId, id)
    assert.equal(world.receiver.received.length, 1)
    world.passSeconds(1)
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual(await world.rows(tenantId, id), ['opened delivered 2'])
  })

  test('that stalls is cut, and meanwhile holds up no other channel', async () => {
    const tenantId = newTenant()
    const stalling = await channelOf(tenantId, channelTo(webhook('/stalls')))
    const other = await channelOf(
      tenantId,
      channelTo({ kind: 'slack', url: `${world.receiver.origin}/other` }),
    )
    world.receiver.answers.push(stall)
    await world.tell(tenantId, {})
    const held = world.notifications.deliver(tenantId, stalling.id)
    while (world.receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await world.notifications.deliver(tenantId, other.id)
    assert.deepEqual(await world.rows(tenantId, other.id), ['opened delivered 1'])
    assert.deepEqual(await world.rows(tenantId, stalling.id), ['opened waiting 0'])
    await held
    assert.equal((await stateOf(tenantId, stalling.id)).lastError, 'no answer within 1 seconds')
  })

  test('that says the message is wrong gets the next one; one that answers elsewhere is not followed', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo(webhook()))
    world.receiver.answers.push(status(422), status(302, { location: `${world.receiver.origin}/elsewhere` }))
    await world.tell(tenantId, {})
    await world.tell(tenantId, { event: 'resolved', seq: 2 })
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual((await world.rows(tenantId, id)).toSorted(), ['opened refused 1', 'resolved waiting 1'])
    assert.deepEqual(
      world.receiver.received.map(({ path }) => path),
      ['/hook', '/hook'],
    )
  })

  test('that fails for a day is given up, and what came later is not', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo(webhook()))
    await world.tell(tenantId, {})
    world.passSeconds(86_400)
    world.receiver.answers.push(status(500))
    await world.tell(tenantId, { event: 'resolved', seq: 2 })
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual((await world.rows(tenantId, id)).toSorted(), ['opened given-up 1', 'resolved waiting 0'])
    world.passSeconds(3600)
    await world.notifications.sweep(tenantId)
    assert.deepEqual((await world.rows(tenantId, id)).toSorted(), [
      'opened given-up 1',
      'resolved delivered 1',
    ])
  })

  test('that is switched off while it is sent to gets no more, and a stop ends between two messages', async () => {
    const tenantId = newTenant()
    const channel = channelTo(webhook())
    const { target: _, ...subscription } = channel
    const { id } = await channelOf(tenantId, channel)
    for (const letter of ['a', 'b', 'c']) await world.tell(tenantId, { incidentId: letter.repeat(32) })
    const stop = new AbortController()
    world.receiver.answers.push((response) => {
      stop.abort()
      status(204)(response)
    })
    await world.notifications.deliver(tenantId, id, stop.signal)
    assert.equal(world.receiver.received.length, 1)
    world.receiver.answers.push((response) => {
      const off = { ...subscription, isEnabled: false }
      world.notifications.channels.replace(tenantId, id, off).then(() => status(204)(response))
    })
    await world.notifications.deliver(tenantId, id)
    assert.equal(world.receiver.received.length, 2)
  })

  test('held by a process that died is taken over when its hold is over', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo(webhook()))
    await world.tell(tenantId, {})
    await world.holdChannel(tenantId, id, 40)
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual(await world.rows(tenantId, id), ['opened waiting 0'])
    world.passSeconds(41)
    await world.notifications.sweep(tenantId)
    assert.deepEqual(await world.rows(tenantId, id), ['opened delivered 1'])
  })

  test('whose name leads inside by the time it is used is not connected to', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(
      tenantId,
      channelTo({ kind: 'webhook', url: 'https://localhost/hook', secret: signingSecret }),
    )
    const tested = await world.notifications.channels.test(tenantId, id)
    assert.equal(tested.isDelivered, false)
    assert.match(tested.error ?? '', /localhost is .* no address of the open internet/)
  })
})

describe('mail', () => {
  const recipients = ['ada@shop.example', 'bob@shop.example']

  test('reaches every recipient as plain text, with one id at every attempt', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo({ kind: 'email', recipients }))
    world.mailBox.refusals.push({ at: 'message', code: 451 })
    await world.tell(tenantId, { title: 'x\r\nBcc: eve@evil.example\r\n\r\n<script>' })
    await world.notifications.deliver(tenantId, id)
    assert.match((await stateOf(tenantId, id)).lastError ?? '', /451/)
    world.passSeconds(5)
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual(await world.rows(tenantId, id), ['opened delivered 2'])
    const [letter] = world.mailBox.letters
    assert.deepEqual(letter?.to, recipients)
    const head = (letter?.raw ?? '').split('\r\n\r\n')[0] ?? ''
    assert.doesNotMatch(head, /^bcc:/im)
    assert.match(head, /^content-type: text\/plain/im)
    assert.match(head, /^auto-submitted: auto-generated$/im)
    assert.match(head, /^message-id: <message-[0-9a-f]{32}@soc\.example>$/im)
    assert.match(head, /^from: Harbour SOC <alerts@soc\.example>$/im)
  })

  test('that the server will never take is refused; one that only some may get is delivered and says so', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo({ kind: 'email', recipients }))
    world.mailBox.refusals.push({ at: 'recipient', code: 550 }, { at: 'recipient', code: 550 })
    await world.tell(tenantId, {})
    await world.notifications.deliver(tenantId, id)
    assert.deepEqual(await world.rows(tenantId, id), ['opened refused 1'])
    world.mailBox.refusals.push({ at: 'recipient', code: 550 })
    world.passSeconds(1)
    await world.tell(tenantId, { event: 'resolved', seq: 2 })
    await world.notifications.deliver(tenantId, id)
    const { items } = await world.notifications.channels.deliveries(tenantId, id, 1, undefined)
    const [newest] = items
    assert.deepEqual([newest?.status, newest?.event], ['delivered', 'resolved'])
    assert.match(newest?.lastError ?? '', /refused ada@shop\.example/)
  })
})

describe('time', () => {
  const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' }

  test('quiet hours hold messages until morning, and let what is critical through', async () => {
    world.setClock('2026-03-28T22:30:00Z')
    const tenantId = newTenant()
    await channelOf(tenantId, channelTo(webhook(), { quietHours: night }))
    await world.tell(tenantId, {})
    assert.equal(world.sent.at(-1)?.afterSeconds, 6.5 * 3600, 'the night is an hour short')
    await world.tell(tenantId, { severity: 'critical', incidentId: 'b'.repeat(32) })
    await world.notifications.sweep(tenantId)
    assert.equal(world.receiver.received.length, 1)
    assert.equal(JSON.parse(world.receiver.received[0]?.body ?? '').data.severity, 'critical')
    world.setClock('2026-03-29T05:00:00Z')
    await world.notifications.sweep(tenantId)
    assert.equal(world.receiver.received.length, 2)
  })

  test('a daily digest gathers what happened into one message a day, also when clocks change', async () => {
    world.setClock('2026-10-24T10:00:00Z')
    const tenantId = newTenant()
    const digest = { every: 'day', at: '08:00', timeZone: 'Europe/Berlin' } as const
    const { id } = await channelOf(tenantId, channelTo(webhook(), { digest }))
    for (const letter of ['a', 'b', 'c']) await world.tell(tenantId, { incidentId: letter.repeat(32) })
    world.setClock('2026-10-25T06:59:00Z')
    await world.notifications.sweep(tenantId)
    assert.equal(world.receiver.received.length, 0)
    world.setClock('2026-10-25T07:00:00Z')
    world.receiver.answers.push(status(500))
    await world.notifications.sweep(tenantId)
    await world.tell(tenantId, { incidentId: 'd'.repeat(32) })
    world.passSeconds(5)
    await world.notifications.sweep(tenantId)
    const [first, second] = world.receiver.received.map(({ headers, body }) => ({
      id: headers['webhook-id'],
      body,
    }))
    assert.deepEqual(first, second)
    const { type, data } = JSON.parse(second?.body ?? '')
    assert.deepEqual([type, data.changes.length], ['notification.digest', 3])
    world.setClock('2026-10-26T07:00:00Z')
    await world.notifications.sweep(tenantId)
    assert.equal(JSON.parse(world.receiver.received[2]?.body ?? '').data.changes.length, 1)
    assert.deepEqual(await world.rows(tenantId, id), [
      'opened delivered 1',
      ...Array.from({ length: 3 }, () => 'opened delivered 2'),
    ])
  })

  test('messages that were finished long ago are removed', async () => {
    const tenantId = newTenant()
    const { id } = await channelOf(tenantId, channelTo(webhook()))
    await world.tell(tenantId, {})
    await world.notifications.sweep(tenantId)
    world.passSeconds(91 * 86_400)
    await world.notifications.sweep(tenantId)
    assert.deepEqual(await world.rows(tenantId, id), [])
  })
})

test('pauses double from five seconds to the limit, and a receiver can ask for more but not for less', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 100].map((failures) => pauseSeconds(failures, undefined, 3600)),
    [5, 10, 20, 40, 3600],
  )
  assert.equal(pauseSeconds(1, 60, 3600), 60)
  assert.equal(pauseSeconds(4, 1, 3600), 40)
  assert.equal(pauseSeconds(1, 1e9, 3600), 3600)
})

test('Retry-After is read as seconds or as a date, and anything else is nothing', () => {
  const now = Date.parse('2026-03-01T10:00:00Z')
  assert.equal(retryAfterSeconds('7', now), 7)
  assert.equal(retryAfterSeconds('Sun, 01 Mar 2026 10:01:00 GMT', now), 60)
  assert.equal(retryAfterSeconds('Sun, 01 Mar 2026 09:00:00 GMT', now), 0)
  assert.equal(retryAfterSeconds('soon', now), undefined)
})
