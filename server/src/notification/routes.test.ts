import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditPage } from '@countersign/api/audit'
import type { NotificationChannel, NotificationDeliveryPage } from '@countersign/api/notification'
import { factsAt, findingOf, ruleNamed } from '@countersign/incident/finding-fixture'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, signedInAs, temporaryFolder } from '../platform/test-server.ts'
import { channelTo, signingSecret } from './test-notifications.ts'
import { openReceiver, type Receiver, status } from './test-receivers.ts'

const shop = 'shop' as TenantId
const path = '/api/tenants/shop/notification-channels'
const folder = temporaryFolder('notification-routes')
let running: RunningPlatform
let receiver: Receiver
let operator: Browser

before(async () => {
  receiver = await openReceiver()
  const flags = {
    data: join(folder.path, 'data'),
    port: '0',
    'log-level': 'silent',
    'webhook-allow': receiver.host,
    'notification-channels-max': '4',
    'metrics-port': '0',
  }
  running = await startPlatform({ config: readConfig({}, flags), consoleFolder: folder.path })
  await running.tenancy.createTenant(shop, 'Shop')
  operator = await signedIn(running.url, await running.createSignInLink())
})

after(async () => {
  await running?.stop()
  await receiver?.close()
  folder.remove()
})

const webhook = (word = 'hidden') =>
  ({ kind: 'webhook', url: `${receiver.origin}/${word}`, secret: signingSecret }) as const

async function created(change: Parameters<typeof channelTo>[1] = {}): Promise<NotificationChannel> {
  const answer = await operator.send('POST', path, channelTo(webhook(), change))
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body as unknown as NotificationChannel
}

async function removed({ id }: NotificationChannel): Promise<void> {
  assert.equal((await operator.send('DELETE', `${path}/${id}`)).status, 204)
}

const findingAt = (minute: number, level: 'high' | 'critical' = 'high', user = 'anna') =>
  findingOf([factsAt(minute, { identityKey: `aws:111122223333:user/${user}` })], {
    tenantId: shop,
    rule: ruleNamed(`Trail deleted, ${level}`, { level }),
  })

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 400; look++) {
    if (await what()) return
    await sleep(50)
  }
  assert.fail('it did not come to pass')
}

describe('a channel', () => {
  test('takes its address and secret and never shows them: not in an answer, not in the trail', async () => {
    const channel = await created()
    assert.deepEqual(channel.target, { kind: 'webhook', origin: receiver.origin })
    const { body } = await operator.send('GET', path)
    const { body: trail } = await operator.send('GET', '/api/audit?action=notification-channel.')
    assert.equal((trail as unknown as AuditPage).items[0]?.action, 'notification-channel.create')
    for (const shown of [channel, body, trail]) {
      assert.ok(!JSON.stringify(shown).includes('/hidden'))
      assert.ok(!JSON.stringify(shown).includes(signingSecret))
    }
    await removed(channel)
    assert.deepEqual((await operator.send('GET', path)).body, { items: [] })
  })

  test('is changed with or without a new address; its kind stays', async () => {
    const channel = await created()
    const { target: _, ...subscription } = channelTo(webhook())
    const changed = await operator.send('PUT', `${path}/${channel.id}`, { ...subscription, name: 'other' })
    assert.deepEqual([changed.status, changed.body.name], [200, 'other'])
    const tested = await operator.send('POST', `${path}/${channel.id}/test`)
    assert.deepEqual(tested.body, { isDelivered: true, error: null })
    assert.equal(receiver.received.at(-1)?.path, '/hidden')
    const target = { kind: 'slack', url: `${receiver.origin}/x` }
    const refused = await operator.send('PUT', `${path}/${channel.id}`, { ...subscription, target })
    assert.deepEqual([refused.status, refused.body.code], [400, 'REQUEST_INVALID'])
    await removed(channel)
  })

  test('that cannot work is refused with what to do', async () => {
    const attempts = [
      [
        { kind: 'webhook', url: 'https://169.254.169.254/latest', secret: signingSecret },
        422,
        'NOTIFICATION_TARGET_REFUSED',
      ],
      [
        { kind: 'webhook', url: 'http://example.com/', secret: signingSecret },
        422,
        'NOTIFICATION_TARGET_REFUSED',
      ],
      [{ kind: 'webhook', url: 'https://example.com/', secret: 'whsec_c2hvcnQ=' }, 400, 'REQUEST_INVALID'],
      [{ kind: 'slack', url: 'not an address' }, 422, 'NOTIFICATION_TARGET_REFUSED'],
      [{ kind: 'email', recipients: ['a@example.com\r\nBcc: b@example.com'] }, 400, 'REQUEST_INVALID'],
      [{ kind: 'email', recipients: ['ada@example.com'] }, 409, 'MAIL_NOT_SET_UP'],
    ] as const
    for (const [target, code, name] of attempts) {
      const answer = await operator.send('POST', path, { ...channelTo(webhook()), target })
      assert.deepEqual([answer.status, answer.body.code], [code, name], JSON.stringify(target))
    }
    const digest = { every: 'day', at: '08:00', timeZone: 'Europe/Atlantis' }
    const zone = await operator.send('POST', path, { ...channelTo(webhook()), digest })
    assert.deepEqual([zone.status, zone.body.code], [400, 'REQUEST_INVALID'])
  })

  test('has a name of its own, and there is a most', async () => {
    const channels = [await created({ name: 'one' })]
    const again = await operator.send('POST', path, channelTo(webhook(), { name: 'one' }))
    assert.deepEqual([again.status, again.body.code], [409, 'CONFLICT'])
    for (const name of ['two', 'three', 'four']) channels.push(await created({ name }))
    const fifth = await operator.send('POST', path, channelTo(webhook(), { name: 'five' }))
    assert.deepEqual([fifth.status, fifth.body.code], [409, 'CONFLICT'])
    for (const channel of channels) await removed(channel)
  })

  test('is set up by whoever may, and looked at by an auditor', async () => {
    const as = (role: 'auditor' | 'analyst') =>
      signedInAs(running.url, running.platform, { personId: role, name: role, role, tenantIds: null })
    const auditor = await as('auditor')
    const analyst = await as('analyst')
    assert.equal((await auditor.send('GET', path)).status, 200)
    assert.equal((await auditor.send('POST', path, channelTo(webhook()))).status, 403)
    assert.equal((await analyst.send('GET', path)).status, 403)
  })
})

test('an incident that opens, grows more severe, is assigned and is resolved is told by jobs, once each, through a failure', async () => {
  const channel = await created()
  receiver.received.length = 0
  receiver.answers.push(status(500))
  const [change] = await running.incidents.recordFindings(shop, [findingAt(0)])
  await running.incidents.recordFindings(shop, [findingAt(0)])
  const incident = `/api/tenants/shop/incidents/${change?.incidentId}`
  for (const minute of [1, 2]) await running.incidents.recordFindings(shop, [findingAt(minute, 'critical')])
  await operator.send('PATCH', incident, { assignee: 'Ada' })
  await operator.send('PATCH', incident, { status: 'in-progress' })
  await operator.send('PATCH', incident, {
    status: 'resolved',
    resolution: 'authorised-test',
    reason: 'a drill',
  })
  const deliveries = async () =>
    (await operator.send('GET', `${path}/${channel.id}/deliveries`))
      .body as unknown as NotificationDeliveryPage
  await until(async () => {
    const { items } = await deliveries()
    return items.length === 4 && items.every(({ status }) => status === 'delivered')
  })
  const told = receiver.received.map(({ body }) => JSON.parse(body) as { type: string })
  assert.deepEqual(
    told.map(({ type }) => type),
    [
      'incident.opened',
      'incident.opened',
      'incident.severity-raised',
      'incident.assigned',
      'incident.resolved',
    ],
  )
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  assert.deepEqual([ids[0] === ids[1], new Set(ids).size], [true, 4])
  const { items } = await deliveries()
  assert.equal(items.find(({ event }) => event === 'opened')?.attempts, 2)
  const first = (await operator.send('GET', `${path}/${channel.id}/deliveries?limit=2`))
    .body as unknown as NotificationDeliveryPage
  const rest = (
    await operator.send('GET', `${path}/${channel.id}/deliveries?limit=2&cursor=${first.nextCursor}`)
  ).body as unknown as NotificationDeliveryPage
  assert.deepEqual([...first.items, ...rest.items], items)
  await removed(channel)
})

test('an incident that goes up in another one is told, with the one it went up in', async () => {
  const channel = await created({ events: ['merged'] })
  receiver.received.length = 0
  const [into] = await running.incidents.recordFindings(shop, [findingAt(9000, 'high', 'berta')])
  const [from] = await running.incidents.recordFindings(shop, [findingAt(12_000, 'high', 'carla')])
  const body = { incidentIds: [from?.incidentId], reason: 'one change window' }
  const merged = await operator.send('POST', `/api/tenants/shop/incidents/${into?.incidentId}/merge`, body)
  assert.equal(merged.status, 200, JSON.stringify(merged.body))
  await until(async () => receiver.received.length === 1)
  const { type, data } = JSON.parse(receiver.received[0]?.body ?? '')
  assert.equal(type, 'incident.merged')
  assert.deepEqual([data.incidentId, data.mergedInto], [from?.incidentId, into?.incidentId])
  await removed(channel)
})

test('a channel that fails is counted among the metrics, until it works again', async () => {
  const channel = await created()
  const off = await created({ isEnabled: false })
  const counted = async (state: string) => {
    const text = await (await fetch(running.metricsUrl ?? '')).text()
    return new RegExp(`^countersign_notification_channels\\{state="${state}"\\} (\\d+)$`, 'm').exec(text)?.[1]
  }
  assert.deepEqual(
    [await counted('working'), await counted('failing'), await counted('off')],
    ['1', '0', '1'],
  )
  receiver.answers.push(status(500))
  await running.incidents.recordFindings(shop, [findingAt(6000, 'high', 'otto')])
  await until(async () => (await counted('failing')) === '1')
  await until(async () => (await counted('working')) === '1')
  for (const one of [channel, off]) await removed(one)
})
