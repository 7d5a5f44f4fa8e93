import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import { readConfig } from '../config.ts'
import { isCountersignError } from '../errors.ts'
import { browserAt } from '../test-server.ts'
import { clientAddress, networkOf } from './client-address.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const flags = { 'sign-in-requests-per-minute': '5' }

const tryToSignIn = ({ running }: TestApi, forwarded: string) =>
  browserAt(running.url).send('POST', '/api/session', { token: 'wrong' }, { 'x-forwarded-for': forwarded })

async function statuses(at: TestApi, forwarded: (number: number) => string): Promise<ReadonlySet<number>> {
  at.skip(60_000)
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, number) => tryToSignIn(at, forwarded(number))),
  )
  for (const { status, headers, body } of answers.filter(({ status }) => status === 429)) {
    assert.deepEqual([status, body.code], [429, 'RATE_LIMITED'])
    assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  }
  return new Set(answers.map(({ status }) => status))
}

describe('without a proxy', () => {
  let alone: TestApi
  before(async () => {
    alone = await startTestApi(flags)
  })
  after(async () => alone?.stop())

  test('one address that signs in too often is told when to come back, and what it says of itself changes nothing', async () => {
    assert.deepEqual(await statuses(alone, (number) => `203.0.113.${number}`), new Set([401, 429]))
    assert.equal((await alone.operator.send('GET', '/api/tenants')).status, 200, 'who is signed in goes on')
  })
})

describe('behind a proxy', () => {
  let behind: TestApi
  before(async () => {
    behind = await startTestApi({ ...flags, 'trusted-proxies': '127.0.0.1, 10.0.0.0/8' })
  })
  after(async () => behind?.stop())

  test('each client has a limit of its own; what stands left of it is only claimed', async () => {
    assert.deepEqual(await statuses(behind, (number) => `203.0.113.${number}`), new Set([401]))
    assert.deepEqual(
      await statuses(behind, (number) => `198.51.100.${number}, 203.0.113.9`),
      new Set([401, 429]),
    )
    assert.deepEqual(await statuses(behind, (number) => `203.0.113.${number}, 10.1.2.3`), new Set([401]))
    assert.deepEqual(await statuses(behind, (number) => `2001:db8::${number}`), new Set([401, 429]))
    assert.deepEqual(await statuses(behind, (number) => `2001:db8:0:${number}::1`), new Set([401]))
    assert.deepEqual(await statuses(behind, (number) => `hostile${number}`), new Set([401, 429]))
  })

  test('the audit trail shows the client, not the proxy', async () => {
    behind.skip(60_000)
    for (const [forwarded, shown] of [
      ['198.51.100.77', '198.51.100.77'],
      ['<script>', '127.0.0.1'],
    ] as const) {
      await tryToSignIn(behind, forwarded)
      const { body } = await behind.operator.send('GET', '/api/audit?action=session.sign-in&limit=1')
      const { items } = body as unknown as { items: { address: string; action: string }[] }
      assert.equal(items[0]?.address, shown, JSON.stringify(items))
    }
  })
})

test('nonsense among the trusted proxies stops the start', () => {
  for (const text of ['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129', '10.0.0.1 10.0.0.2'])
    assert.throws(
      () => readConfig({}, { 'trusted-proxies': text }),
      (error) => isCountersignError(error, 'CONFIG_INVALID'),
    )
  assert.deepEqual(readConfig({}, { 'trusted-proxies': '::1, fd00::/8,' }).trustedProxies, [
    '::1',
    'fd00::/8',
  ])
})

test('an address is read in every form that it can be written in', () => {
  const of = (ip: string) =>
    clientAddress({ ip, socket: { remoteAddress: '::ffff:10.0.0.1' } } as FastifyRequest)
  assert.equal(of('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(of('unknown'), '10.0.0.1')
  for (const address of ['2001:db8::1', '2001:0DB8:0:0::7', '2001:db8:0:0:1:2:3:4'])
    assert.equal(networkOf(address), '2001:db8:0:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      assert.match(networkOf(address), /^(?:[0-9a-f]{1,4}:){4}:\/64$/)
    }),
  )
})
