import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { startPlatform } from '../../main.ts'
import { readConfig } from '../../platform/config.ts'
import { signedIn, temporaryFolder } from '../../platform/test-server.ts'

const folder = temporaryFolder('decision-crash')
after(folder.remove)

const answersBeforeKill = 200

/** A server, and in the same process clients that ask it without end and print the id of each answer they got. */
const asking = `
  import { startPlatform } from ${JSON.stringify(new URL('../../main.ts', import.meta.url).href)}
  import { readConfig } from ${JSON.stringify(new URL('../../platform/config.ts', import.meta.url).href)}
  import { signedIn } from ${JSON.stringify(new URL('../../platform/test-server.ts', import.meta.url).href)}
  const config = readConfig({}, { data: process.argv[1], port: '0', 'log-level': 'silent' })
  const { url, createSignInLink } = await startPlatform({ config })
  const operator = await signedIn(url, await createSignInLink())
  await operator.send('POST', '/api/tenants', { id: 'shop', name: 'shop' })
  const wanted = { name: 'key', rights: ['decision.ask'], expiresInDays: 1 }
  const { body: { key } } = await operator.send('POST', '/api/tenants/shop/api-keys', wanted)
  const headers = { authorization: 'Bearer ' + key, 'content-type': 'application/json' }
  const body = JSON.stringify({ subject: { type: 'a', id: 'b' }, action: { name: 'c' }, resource: { type: 'd', id: 'e' } })
  const ask = async () => {
    for (;;) {
      const answer = await fetch(url + '/access/v1/evaluation', { method: 'POST', headers, body })
      console.log((await answer.json()).context.id)
    }
  }
  for (let client = 0; client < 8; client++) void ask()`

async function idsAnswered(data: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', asking, data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ids: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    ids.push(line)
    if (ids.length === answersBeforeKill) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return ids
}

test('after kill -9, every decision that was answered is kept and can be explained', async () => {
  const data = join(folder.path, 'data')
  const answered = await idsAnswered(data)
  assert.ok(answered.length >= answersBeforeKill)
  const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
  const { url, createSignInLink, stop } = await startPlatform({ config })
  try {
    const operator = await signedIn(url, await createSignInLink())
    const kept = new Set<string>()
    let cursor = ''
    do {
      const page = await operator.send('GET', `/api/tenants/shop/decisions?limit=500${cursor}`)
      const { items, nextCursor } = page.body as unknown as {
        readonly items: readonly { readonly decisionId: string }[]
        readonly nextCursor?: string
      }
      for (const { decisionId } of items) kept.add(decisionId)
      cursor = nextCursor === undefined ? '' : `&cursor=${nextCursor}`
    } while (cursor !== '')
    assert.deepEqual(
      answered.filter((id) => !kept.has(id)),
      [],
    )
    const last = await operator.send('GET', `/api/tenants/shop/decisions/${answered.at(-1)}`)
    assert.equal(last.status, 200)
  } finally {
    await stop()
  }
})
