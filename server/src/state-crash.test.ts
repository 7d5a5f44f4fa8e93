import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './platform/test-server.ts'
import { recordText, shop, startTwoTenants, type TwoTenants } from './test-two-tenants.ts'

let world: TwoTenants

before(async () => {
  world = await startTwoTenants()
})

after(async () => world?.stop())

/** Asks again while the server says that a store is down; gives up long after the embedded server is back. */
async function persistently(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask()
    if (answer.status !== 503 || attempt === 600) return answer
    assert.equal(answer.body.code, 'STATE_DOWN')
    assert.ok(answer.headers.get('retry-after'))
    await sleep(50)
  }
}

function killPostgres(): void {
  const { state } = world.running.platform.dataDir
  const pid = Number(readFileSync(join(state, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(pid, 'SIGKILL')
}

test('PostgreSQL killed under the running platform: requests say STATE_DOWN, then all of it works again', async () => {
  const { shopAdmin, operator, shopThings } = world
  const path = `/api/tenants/shop/incidents/${shopThings.incidentId}`
  const earlier = await operator.send('GET', path)
  killPostgres()
  const after = await persistently(() => shopAdmin.send('GET', path))
  assert.equal(after.status, 200)
  assert.deepEqual(after.body, earlier.body)
  const changed = await persistently(() => shopAdmin.send('PATCH', path, { assignee: 'after the crash' }))
  assert.equal(changed.status, 200)
})

test('a stream that was open tells of changes again; jobs and intake came back too', async () => {
  const { running, shopAdmin, shopThings } = world
  const stream = await openStream()
  killPostgres()
  const delivered = await persistently(() => delivery(shopThings.key, shopThings.sourceId))
  assert.equal(delivered.status, 200, JSON.stringify(delivered.body))
  const path = `/api/tenants/shop/incidents/${shopThings.incidentId}`
  await persistently(() => shopAdmin.send('PATCH', path, { assignee: 'heard of' }))
  await stream.tellsOf(shopThings.incidentId)
  const { promise: worked, resolve } = Promise.withResolvers<string>()
  await running.platform.jobs.work('state-crash', {}, async (tenantId) => resolve(tenantId))
  await running.platform.jobs.send(shop, 'state-crash', {})
  assert.equal(await worked, shop)
})

type OpenStream = { readonly tellsOf: (word: string) => Promise<void> }

async function openStream(): Promise<OpenStream> {
  const { body } = await fetch(`${world.running.url}/api/stream`, {
    headers: { cookie: world.shopAdmin.cookie() },
    signal: AbortSignal.timeout(120_000),
  })
  const reader = body?.getReader()
  return {
    tellsOf: async (word) => {
      const decoder = new TextDecoder()
      for (let text = ''; !text.includes(word); ) {
        const chunk = await reader?.read()
        if (chunk === undefined || chunk.done) assert.fail(`the stream ended without ${word}: ${text}`)
        text += decoder.decode(chunk.value)
      }
      await reader?.cancel()
    },
  }
}

async function delivery(key: string, sourceId: string): Promise<Answer> {
  const response = await fetch(`${world.running.url}/ingest/${sourceId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: `${recordText('crash')}\n`,
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as never }
}
