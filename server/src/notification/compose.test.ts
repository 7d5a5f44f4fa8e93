import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { composeMail, composeSlack, composeWebhook } from './compose-text.ts'
import { inertChatText, inertText } from './inert-text.ts'
import { type Delivery, digestId, type Message, messageId } from './message.ts'
import { webhookHeaders } from './sign-webhook.ts'

const shop = 'shop' as TenantId
const message: Message = {
  messageId: 'message-1',
  incidentId: 'a'.repeat(32),
  event: 'opened',
  seq: 7,
  title: 'Trail deleted by anna',
  statement: 'anna deleted a trail, which nobody did before.',
  severity: 'high',
  assignee: null,
  mergedInto: null,
  by: 'Countersign',
  atMs: Date.parse('2026-03-01T10:00:00Z'),
}
const delivery: Delivery = {
  deliveryId: 'message-1',
  tenantId: shop,
  tenantName: 'Shop & Sons',
  brandName: 'Harbour SOC',
  kind: 'single',
  messages: [message],
  publicUrl: 'https://soc.example.com',
}
const withTitle = (title: string): Delivery => ({ ...delivery, messages: [{ ...message, title }] })

describe('a mail', () => {
  test('says what happened where, and leads to the incident', () => {
    const { from, subject, text } = composeMail(delivery)
    assert.equal(from, 'Harbour SOC')
    assert.ok(text.endsWith('\nSent by Harbour SOC.\n'))
    assert.equal(subject, '[Shop & Sons] high incident opened: Trail deleted by anna')
    assert.ok(text.includes('HIGH: incident opened by Countersign, 2026-03-01 10:00 UTC'))
    assert.ok(text.includes(`https://soc.example.com/incidents/shop/${'a'.repeat(32)}`))
  })

  test('has a subject of one line, whatever the log says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (title) => {
        const { subject } = composeMail(withTitle(title))
        assert.doesNotMatch(subject, /[\p{Cc}\p{Zl}\p{Zp}]/u)
        assert.ok(subject.length < 300)
        assert.ok(subject.isWellFormed())
      }),
    )
    const { subject } = composeMail(withTitle('x\r\nBcc: everybody@example.com\r\n\r\nbody'))
    assert.ok(subject.endsWith('x Bcc: everybody@example.com body'))
  })

  test('of a digest counts its changes and lists the first fifty', () => {
    const messages = Array.from({ length: 60 }, (_, index) => ({ ...message, title: `number ${index};` }))
    const { subject, text } = composeMail({ ...delivery, kind: 'digest', messages })
    assert.equal(subject, '[Shop & Sons] 60 incident changes')
    assert.ok(text.includes('number 49;') && !text.includes('number 50;') && text.includes('and 10 more'))
  })
})

describe('text that comes from logs', () => {
  test('starts no link, no mention, no format and no change of direction in a chat', () => {
    const hostile =
      '<!channel> <https://evil.example|click> [x](https://evil.example) @here *b* `c` \u202eabc www.evil.example'
    const shown = inertChatText(hostile, 500)
    for (const mark of ['<', '>', '](', '://', '@here', '*b', '`c', '\u202e', 'www.e'])
      assert.ok(!shown.includes(mark), `${mark} in ${shown}`)
  })

  test('is never longer than asked for, and a second time changes nothing that matters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 100 }), (text, max) => {
        const once = inertText(text, max)
        assert.ok(once.replaceAll('\u200b', '').length <= max)
        assert.doesNotMatch(inertChatText(text, max), /[<>]|:\/\/|\]\(/)
      }),
    )
  })

  test('is data in a webhook: the body is JSON that gives it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
        const { data } = JSON.parse(composeWebhook(withTitle(title)))
        assert.equal(data.title, title.slice(0, 200).toWellFormed())
      }),
    )
  })
})

test('a chat message keeps its own link and no other', () => {
  const { text } = composeSlack(withTitle('<https://evil.example|x>'))
  assert.deepEqual(text.match(/<[^>]*>/g), [
    `<https://soc.example.com/incidents/shop/${'a'.repeat(32)}|Open the incident>`,
  ])
})

test('without an address of the console there is no link', () => {
  const { publicUrl: _, ...rest } = delivery
  assert.ok(!composeMail({ ...rest, publicUrl: undefined }).text.includes('incidents/'))
  assert.equal(JSON.parse(composeWebhook({ ...rest, publicUrl: undefined })).data.link, null)
})

test('a signature is the one that Standard Webhooks publishes for its example', () => {
  const headers = webhookHeaders(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330_000,
    '{"test": 2432232314}',
  )
  assert.deepEqual(headers, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

describe('an id', () => {
  test('is the same for the same change and channel, and another for any other', () => {
    const id = (channelId: string, change: Partial<Message>) =>
      messageId(shop, channelId, { ...message, ...change })
    assert.equal(id('a', {}), id('a', { seq: 8, title: 'grown' }))
    assert.notEqual(id('a', {}), id('b', {}))
    assert.notEqual(id('a', { event: 'assigned', seq: 1 }), id('a', { event: 'assigned', seq: 2 }))
    const raised = { event: 'severity-raised' } as const
    assert.notEqual(id('a', { ...raised, severity: 'high' }), id('a', { ...raised, severity: 'critical' }))
    assert.notEqual(messageId('bank' as TenantId, 'a', message), id('a', {}))
    assert.notEqual(digestId(shop, 'a', ['1', '2']), digestId(shop, 'a', ['1', '3']))
  })
})
