import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApiError, addressOf, createClient } from './client.ts'

type Sent = { readonly url: string; readonly init: RequestInit }

/** A server that answers the same to everything, and what was sent to it. */
function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const sent: Sent[] = []
  const send = (async (url: string, init: RequestInit) => {
    sent.push({ url, init })
    return new Response(status === 204 ? null : body, {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    })
  }) as typeof fetch
  return { sent, client: createClient({ baseUrl: 'https://soc.example', apiKey: 'csk_x', fetch: send }) }
}

test('a request carries path, query, body and the headers that guard it', async () => {
  const { sent, client } = answering(200, '{"incident":{}}', { etag: '"7"' })
  const { etag } = await client.call('PATCH /api/tenants/{tenantId}/incidents/{incidentId}', {
    path: { tenantId: 'shop', incidentId: 'a'.repeat(32) },
    body: { assignee: 'Ada' },
    ifMatch: '"6"',
    idempotencyKey: '0123456789abcdef',
  })
  assert.equal(etag, '"7"')
  assert.equal(sent[0]?.url, `https://soc.example/api/tenants/shop/incidents/${'a'.repeat(32)}`)
  assert.deepEqual(sent[0]?.init.headers, {
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: 'Bearer csk_x',
    'idempotency-key': '0123456789abcdef',
    'if-match': '"6"',
  })
  assert.equal(sent[0]?.init.body, '{"assignee":"Ada"}')
})

test('a file goes as it is, under its own type', async () => {
  const { sent, client } = answering(200, '{}')
  const file = new Blob([Uint8Array.of(0x89, 0x50)], { type: 'image/png' })
  await client.call('PUT /api/settings/logo/{scheme}', { path: { scheme: 'dark' }, body: file })
  assert.equal(sent[0]?.init.body, file)
  assert.equal(new Headers(sent[0]?.init.headers).get('content-type'), 'image/png')
})

test('a refusal is an error with the code of the server and how long to wait', async () => {
  const problem = { type: 'urn:x', title: 'Too many', status: 429, detail: 'Wait.', code: 'RATE_LIMITED' }
  const { client } = answering(429, JSON.stringify(problem), {
    'content-type': 'application/problem+json',
    'retry-after': '3',
  })
  await assert.rejects(client.call('GET /api/tenants'), (error: ApiError) => {
    assert.deepEqual([error.problem, error.retryAfterSeconds], [problem, 3])
    return true
  })
})

test('a list goes as text with commas; what is empty or not known is not sent', async () => {
  const { sent, client } = answering(200, '{"items":[],"counts":{}}')
  await client.call('GET /api/incidents', {
    query: { tenant: ['shop', 'bank'], cursor: '', text: undefined, unassigned: false },
    headers: { 'x-countersign-action': 'queue.open' },
  })
  assert.equal(sent[0]?.url, 'https://soc.example/api/incidents?tenant=shop%2Cbank&unassigned=false')
  assert.equal(new Headers(sent[0]?.init.headers).get('x-countersign-action'), 'queue.open')
})

test('what a proxy answers is an error too, whatever it holds', async () => {
  for (const body of ['<html>', 'null', '[]', '{"code":']) {
    const { client } = answering(502, body)
    await assert.rejects(client.call('GET /api/tenants'), ApiError)
  }
})

test('nothing put into an address leaves its place', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (key) => {
      fc.pre(key !== '.' && key !== '..')
      const name = 'GET /api/tenants/{tenantId}/identities/{identityKey}'
      const { url } = addressOf(name, { path: { tenantId: 'shop', identityKey: key } })
      const { pathname, search, hash } = new URL(url, 'https://soc.example')
      assert.deepEqual([search, hash], ['', ''])
      assert.equal(decodeURIComponent(pathname.split('/')[5] ?? ''), key.toWellFormed())
      assert.equal(pathname.split('/').length, 6)
    }),
  )
  for (const key of ['', '.', '..', undefined])
    assert.throws(() => addressOf('GET /api/rules/{ruleId}', { path: { ruleId: key } }), RangeError)
})
