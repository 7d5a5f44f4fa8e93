import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApiError, createClient } from './client.ts'
import { waitSeconds, waitWithTimer } from './retrying.ts'

type Refusal = { readonly status: number; readonly code: string; readonly after?: string }

/** A client of a server that refuses in this order and then says yes; what it was sent, and how long was waited. */
function afterRefusals(refusals: readonly Refusal[]) {
  const left = [...refusals]
  const keys: (string | null)[] = []
  const waits: number[] = []
  const send = (async (_: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('idempotency-key'))
    const refusal = left.shift()
    if (refusal === undefined) return new Response(null, { status: 204 })
    const headers = {
      'content-type': 'application/problem+json',
      ...(refusal.after === undefined ? {} : { 'retry-after': refusal.after }),
    }
    return new Response(JSON.stringify(refusal), { status: refusal.status, headers })
  }) as typeof fetch
  let made = 0
  const client = createClient({
    baseUrl: 'https://soc.example',
    fetch: send,
    retries: {
      attemptsMax: 3,
      waitMaxSeconds: 10,
      wait: async (seconds) => void waits.push(seconds),
      newKey: () => {
        made += 1
        return `key-number-${made}-of-the-test`
      },
    },
  })
  const remove = () => client.call('DELETE /api/tenant-groups/{groupId}', { path: { groupId: 'north' } })
  return { client, keys, waits, remove }
}

test('a write that is put off is sent again with the same key, after the wait that the server asks for', async () => {
  const { remove, keys, waits } = afterRefusals([
    { status: 429, code: 'RATE_LIMITED', after: '7' },
    { status: 503, code: 'STATE_DOWN' },
  ])
  assert.equal((await remove()).status, 204)
  assert.deepEqual(waits, [7, 1])
  assert.deepEqual(keys, Array(3).fill('key-number-1-of-the-test'))
  await remove()
  assert.equal(keys[3], 'key-number-2-of-the-test')
})

test('it ends: after the attempts, for a longer wait, and for every other refusal', async () => {
  const busy = { status: 429, code: 'TOO_BUSY', after: '1' }
  const cases: readonly [readonly Refusal[], number][] = [
    [[busy, busy, busy, busy], 3],
    [[{ status: 503, code: 'LAKE_DOWN', after: '11' }], 1],
    [[{ status: 429, code: 'SIGN_IN_LOCKED', after: '1' }], 1],
    [[{ status: 500, code: 'INTERNAL', after: '1' }], 1],
    [[{ status: 409, code: 'CONFLICT', after: '1' }], 1],
  ]
  for (const [refusals, sent] of cases) {
    const { remove, keys } = afterRefusals(refusals)
    await assert.rejects(remove(), ApiError)
    assert.equal(keys.length, sent, refusals[0]?.code)
  }
})

test('a read has no key', async () => {
  const { client, keys } = afterRefusals([])
  await client.call('GET /api/tenants')
  assert.deepEqual(keys, [null])
})

test('a wait never passes its bound, nor the number of attempts', () => {
  const retries = { attemptsMax: 4, waitMaxSeconds: 30, wait: async () => undefined, newKey: () => '' }
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 599 }),
      fc.nat(10),
      fc.option(fc.nat(1000)),
      (status, attempt, after) => {
        const problem = { type: '', title: '', status, detail: '', code: '' }
        const seconds = waitSeconds(new ApiError(problem, after ?? undefined), attempt, retries)
        if (seconds !== undefined)
          assert.ok(seconds <= 30 && attempt < 4 && (status === 429 || status === 503))
      },
    ),
  )
})

test('a wait ends when whoever waits goes away', async () => {
  const gone = new AbortController()
  const waiting = waitWithTimer(3600, gone.signal)
  gone.abort()
  await assert.rejects(waiting, { name: 'AbortError' })
  await assert.rejects(waitWithTimer(3600, gone.signal), { name: 'AbortError' })
})
