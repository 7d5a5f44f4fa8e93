import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memoryRegister } from '../platform/egress/test-register.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type PostParts, postJson } from './post-json.ts'
import { openReceiver, type Receiver, stall, status } from './test-receivers.ts'

let receiver: Receiver
let asked: string[] = []

before(async () => {
  receiver = await openReceiver()
})

after(async () => receiver?.close())

const port = () => receiver.host.split(':')[1] as string

/** Answers the first question with one address and every further one with another, as one that rebinds does. */
function parts(first: string, allowed: readonly string[] = [`hooks.test:${port()}`]): PostParts {
  asked = []
  return {
    clock: { now: () => 0 },
    register: memoryRegister(),
    allowed: new Set(allowed),
    timeoutSeconds: 1,
    resolve: async (hostname) => {
      asked.push(hostname)
      return [{ address: asked.length === 1 ? first : '192.0.2.1', family: 4 }]
    },
  }
}

const post = (from: PostParts, address = `http://hooks.test:${port()}/x`) =>
  postJson(from, 'acme' as TenantId, address, '{}', {})

test('the connection goes to the address that was checked, and the name is asked for once', async () => {
  assert.deepEqual(await post(parts('127.0.0.1')), { kind: 'delivered' })
  assert.deepEqual(asked, ['hooks.test'])
  assert.equal(receiver.received.at(-1)?.headers.host, `hooks.test:${port()}`)
})

test('an address inside is not connected to, and the answer says why', async () => {
  const before = receiver.received.length
  const result = await post(parts('127.0.0.1', []), `https://hooks.test:${port()}/x`)
  assert.deepEqual(result, {
    kind: 'failed',
    error: 'hooks.test is 127.0.0.1, which is no address of the open internet',
  })
  assert.equal(receiver.received.length, before)
})

test('a receiver that stalls, hangs up, or talks without end holds nobody', async () => {
  receiver.answers.push(stall)
  assert.deepEqual(await post(parts('127.0.0.1')), { kind: 'failed', error: 'no answer within 1 seconds' })
  receiver.answers.push((response) => response.destroy())
  assert.deepEqual(await post(parts('127.0.0.1')), { kind: 'failed', error: 'no connection: ECONNRESET' })
  receiver.answers.push((response) => {
    const talk = () => {
      while (response.write('x'.repeat(65_536)));
    }
    response
      .writeHead(200)
      .on('drain', talk)
      .on('error', () => undefined)
    talk()
  })
  assert.deepEqual(await post(parts('127.0.0.1')), { kind: 'delivered' })
})

test('a name that nobody knows, and a server that speaks no TLS, are failures in words', async () => {
  const unknown: PostParts = {
    ...parts(''),
    resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  }
  assert.deepEqual(await post(unknown), { kind: 'failed', error: 'no connection: ENOTFOUND' })
  const plain = await post(parts('127.0.0.1'), `https://hooks.test:${port()}/x`)
  assert.ok(plain.kind === 'failed' && plain.error.startsWith('no connection'))
})

test('the statuses that say the message itself is wrong are final, all others are not', async () => {
  for (const [code, kind] of [
    [200, 'delivered'],
    [204, 'delivered'],
    [301, 'failed'],
    [400, 'refused'],
    [401, 'failed'],
    [404, 'failed'],
    [410, 'failed'],
    [413, 'refused'],
    [422, 'refused'],
    [429, 'failed'],
    [500, 'failed'],
  ] as const) {
    receiver.answers.push(status(code))
    assert.equal((await post(parts('127.0.0.1'))).kind, kind, String(code))
  }
})
