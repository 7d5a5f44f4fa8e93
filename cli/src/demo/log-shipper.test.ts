import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { RangeRecord } from '@countersign/range/range-record'
import { createLogShipper } from './log-shipper.ts'

type Received = { readonly path: string; readonly key: string; readonly body: string }

/** A receiver that answers with these codes in turn, the last of them ever after. */
async function receiver(t: TestContext, ...codes: readonly number[]) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    received.push({
      path: request.url ?? '',
      key: request.headers.authorization ?? '',
      body: await bodyOf(request),
    })
    const code = codes[Math.min(received.length, codes.length) - 1] ?? 200
    response.writeHead(code, code === 429 ? { 'retry-after': '0.01' } : {}).end('{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => server.close())
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const line = (source: string, text: string): RangeRecord => ({
  tenantId: 'acme',
  source,
  atMs: 0,
  line: text,
})
const keys = { 'acme/web': 'cs_web', 'acme/dns': 'cs_dns' }
const never = new AbortController().signal

test('each source ships its own lines in order, with its own key', async (t) => {
  const { received, url } = await receiver(t, 200)
  await createLogShipper({ url, keys, signal: never }).ship([
    line('web', 'a'),
    line('dns', 'b'),
    line('web', 'c'),
  ])
  assert.deepEqual(
    received.sort((a, b) => (a.path < b.path ? -1 : 1)),
    [
      { path: '/ingest/dns', key: 'Bearer cs_dns', body: 'b\n' },
      { path: '/ingest/web', key: 'Bearer cs_web', body: 'a\nc\n' },
    ],
  )
})

test('a batch that was not acknowledged is sent again, the same', async (t) => {
  const { received, url } = await receiver(t, 429, 429, 200)
  await createLogShipper({ url, keys, signal: never }).ship([line('web', 'a')])
  assert.deepEqual(
    received.map(({ body }) => body),
    ['a\n', 'a\n', 'a\n'],
  )
})

test('a refusal for good is an error, not a loop', async (t) => {
  const { received, url } = await receiver(t, 401)
  await assert.rejects(
    createLogShipper({ url, keys, signal: never }).ship([line('web', 'a')]),
    /acme\/web: the server answered 401/,
  )
  assert.equal(received.length, 1)
})

test('stopping ends the waiting', async (t) => {
  const { url } = await receiver(t, 503)
  const stop = new AbortController()
  const shipping = createLogShipper({ url, keys, signal: stop.signal }).ship([line('web', 'a')])
  stop.abort()
  await assert.rejects(shipping, { name: 'AbortError' })
})
