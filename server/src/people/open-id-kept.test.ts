import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OpenIdClient } from './open-id.ts'
import { keptDiscovery } from './open-id-kept.ts'

const client: OpenIdClient = {
  issuer: 'https://id.example',
  clientId: 'countersign',
  clientSecret: 'first',
  timeoutSeconds: 1,
  outsideFetch: fetch,
}

function counting(fails: () => boolean = () => false) {
  const at = { ms: 0, asked: 0 }
  const discover = async () => {
    at.asked += 1
    if (fails()) throw new Error('down')
    return at.asked
  }
  return { at, kept: keptDiscovery(discover, { now: () => at.ms }, 60) }
}

test('a provider is asked once for many who sign in at once, and again when the time is over', async () => {
  const { at, kept } = counting()
  assert.deepEqual(await Promise.all([kept.of(client), kept.of(client)]), [1, 1])
  at.ms = 59_999
  assert.equal(await kept.of(client), 1)
  at.ms = 60_000
  assert.equal(await kept.of(client), 2)
})

test('a failure is not kept', async () => {
  let isDown = true
  const { kept } = counting(() => isDown)
  await assert.rejects(kept.of(client))
  isDown = false
  assert.equal(await kept.of(client), 2)
})

test('another secret is another client, and one that failed to sign in is asked anew', async () => {
  const { at, kept } = counting()
  await kept.of(client)
  await kept.of({ ...client, clientSecret: 'second' })
  assert.equal(at.asked, 2)
  kept.forget(client)
  assert.equal(await kept.of(client), 3)
  assert.equal(await kept.of({ ...client, clientSecret: 'second' }), 2)
})

test('no more is kept than there is room for', async () => {
  const { at, kept } = counting()
  for (let number = 0; number <= 1000; number++) await kept.of({ ...client, clientId: `${number}` })
  assert.equal(await kept.of({ ...client, clientId: '1000' }), 1001)
  assert.equal(await kept.of({ ...client, clientId: '0' }), 1002)
  assert.equal(at.asked, 1002)
})
