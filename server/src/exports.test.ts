/**
 * Every way in which data leaves: downloads, what is sent to others, what is copied to disk. A new one fails until it
 * stands in the register with how it is held to its tenant, and the test that searches it for a canary of another one.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { factsAt, findingOf, ruleNamed } from '@countersign/incident/finding-fixture'
import { channelTo, signingSecret } from './notification/test-notifications.ts'
import { openReceiver, type Receiver } from './notification/test-receivers.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { bank, canary, quietCanary, shop, startTwoTenants, type TwoTenants } from './test-two-tenants.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/** `held`: how the source shows whose data it is. `searched`: the test that asks for another tenant's, below this folder. */
type WayOut = { readonly what: string; readonly held: RegExp; readonly searched: string }

const waysOut: Readonly<Record<string, WayOut>> = {
  'search/routes.ts': {
    what: 'downloads: one raw record; the events of a search',
    held: /search\.raw\(requireTenant\([\s\S]*search\.exportLines\(tenantIds,/,
    searched: 'exports.test.ts',
  },
  'compliance/oscal/routes.ts': {
    what: 'OSCAL documents of a tenant',
    held: /requireTenant\(/,
    searched: 'isolation-matrix.test.ts',
  },
  'evidence/routes.ts': {
    what: 'downloads: an evidence pack; files of a log',
    held: /evidence\.pack\(\{ tenantId,[\s\S]*evidence\.resource\(requireTenant\(/,
    searched: 'exports.test.ts',
  },
  'compliance/routes.ts': {
    what: 'downloads: a document that a person attached',
    held: /compliance\.document\(tenant,/,
    searched: 'isolation-matrix.test.ts',
  },
  'notification/post-json.ts': {
    what: 'webhooks, from the outbox of one tenant',
    held: /postJson\(/,
    searched: 'exports.test.ts',
  },
  'notification/send-mail.ts': {
    what: 'mail, from the outbox of one tenant; invitations',
    held: /sendMail\(/,
    searched: 'exports.test.ts',
  },
  'identity/signal/deliver.ts': {
    what: 'security event tokens, from the streams of one tenant',
    held: /tenantId/,
    searched: 'identity/signal/transmit.test.ts',
  },
  'identity/signal/poll-source.ts': {
    what: 'asks for signals with the token of one tenant’s source',
    held: /tenantId/,
    searched: 'identity/signal/receive.test.ts',
  },
  'identity/signal/transmitter-keys.ts': {
    what: 'asks for public keys; sends nothing',
    held: /method: 'GET'/,
    searched: 'identity/signal/receive.test.ts',
  },
  'platform/trace/otlp-sender.ts': {
    what: 'spans and metrics: names and counts, of no tenant',
    held: /ProtobufTraceSerializer|Uint8Array/,
    searched: 'telemetry.test.ts',
  },
  'add-investigations.ts': {
    what: 'questions to a language model, when the operator and the tenant switched it on',
    held: /tenantId/,
    searched: 'isolation-matrix.test.ts',
  },
  'add-evidence.ts': {
    what: 'checkpoints to witnesses: sizes and hashes',
    held: /witness/i,
    searched: 'isolation-matrix.test.ts',
  },
  'backup/archive-file.ts': {
    what: 'a backup: the whole region, by whoever runs the machine',
    held: /mode/,
    searched: 'operations.test.ts',
  },
}

const leaves = /attachment; filename|\baskOutside\(|\bcreateTransport\(|\bcreateWriteStream\(/
const isDefinition = (path: string) => path === 'platform/egress/ask-outside.ts'

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/(^|\/)test-|\.test\.ts$|conformance/.test(path))
  .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))

describe('the register of exports', () => {
  test('names every file through which data leaves, and how it is held to its tenant', () => {
    const found = sources.filter(({ path, text }) => leaves.test(text) && !isDefinition(path))
    const registered = Object.keys(waysOut).filter((path) => path !== 'backup/archive-file.ts')
    assert.deepEqual(
      found
        .map(({ path }) => path)
        .filter((path) => path !== 'backup/archive-file.ts')
        .sort(),
      registered.sort(),
    )
    for (const { path, text } of sources) {
      const way = waysOut[path]
      if (way !== undefined) assert.match(text, way.held, path)
    }
  })

  test('names a test for each that has two tenants, or a canary', () => {
    for (const { searched } of Object.values(waysOut))
      assert.match(readFileSync(root + searched, 'utf8'), /canary|\bbank\b/i, searched)
  })
})

describe('what leaves', () => {
  let world: TwoTenants
  let receiver: Receiver

  before(async () => {
    receiver = await openReceiver()
    world = await startTwoTenants({ flags: { 'webhook-allow': receiver.host, 'metrics-port': '0' } })
  })
  after(async () => {
    await world?.stop()
    await receiver?.close()
  })

  const isOfBank = (text: string) => text.includes(canary) || text.includes(quietCanary)
  const span = 'from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z'
  const downloads = (tenantId: TenantId, eventId: string) => [
    `/api/events/export?tenant=${tenantId}`,
    `/api/tenants/${tenantId}/events/${encodeURIComponent(eventId)}/raw`,
    `/api/tenants/${tenantId}/evidence/pack?${span}`,
  ]
  const downloaded = async (by: TwoTenants['operator'], path: string) => {
    const answer = await fetch(world.running.url + path, { headers: { cookie: by.cookie() } })
    return { status: answer.status, text: Buffer.from(await answer.arrayBuffer()).toString('latin1') }
  }

  test('as a download holds nothing of another tenant, and is not there for who may not see its tenant', async () => {
    for (const path of downloads(shop, world.shopThings.eventId)) {
      const { status, text } = await downloaded(world.shopAdmin, path)
      assert.deepEqual([status, text.length > 0, isOfBank(text)], [200, true, false], path)
    }
    for (const path of downloads(bank, world.bankThings.eventId)) {
      const { status, text } = await downloaded(world.shopAdmin, path)
      assert.deepEqual([status, isOfBank(text.replaceAll(path, ''))], [404, false], path)
    }
    const everything = await downloaded(world.shopAdmin, '/api/events/export')
    assert.ok(!isOfBank(everything.text))
  })

  test('as a download holds the canary for who may see it: the search would find a leak', async () => {
    const [events = '', raw = ''] = downloads(bank, world.bankThings.eventId)
    for (const path of [events, raw]) assert.ok(isOfBank((await downloaded(world.operator, path)).text), path)
  })

  test('as a webhook goes to the channels of its own tenant alone', async () => {
    const target = { kind: 'webhook', url: `${receiver.origin}/shop`, secret: signingSecret } as const
    const made = await world.operator.send(
      'POST',
      '/api/tenants/shop/notification-channels',
      channelTo(target),
    )
    assert.equal(made.status, 201)
    for (const [tenantId, word] of [
      [bank, canary],
      [shop, 'ordinary'],
    ] as const)
      await world.running.incidents.recordFindings(tenantId, [
        findingOf([factsAt(9000, { identityKey: `aws:111122223333:user/${word}-new` })], {
          tenantId,
          rule: ruleNamed(`Told of ${word}`, { level: 'high' }),
        }),
      ])
    for (let looks = 0; looks < 400 && receiver.received.length === 0; looks++) await sleep(50)
    assert.match(receiver.received[0]?.body ?? '', /user\/ordinary-new/)
    assert.ok(!isOfBank(JSON.stringify(receiver.received)))
  })

  test('as metrics names no tenant unless the operator wants it', async () => {
    const text = await (await fetch(world.running.metricsUrl ?? '')).text()
    assert.match(text, /countersign_intake_events_total/)
    assert.ok(!isOfBank(text) && !/\b(?:shop|bank)\b/.test(text))
  })
})
