import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { signedIn, temporaryFolder } from '@countersign/server/platform/test-server'

const folder = temporaryFolder('stop')
const data = join(folder.path, 'data')
const program = new URL('../../bin/countersign.js', import.meta.url).pathname
const sendersAtOnce = 4
const batchesBeforeStop = 20
let child: ChildProcess | undefined
after(() => {
  if (child?.exitCode === null) child.kill('SIGKILL')
  folder.remove()
})

type Started = { readonly url: string; readonly link: string }

/** Reads up to the link and then no more, as `countersign start | head -2` does: the pipe is closed. */
async function started(running: ChildProcess): Promise<Started> {
  let out = ''
  for await (const chunk of running.stdout ?? []) {
    out += String(chunk)
    const [, url = ''] = /running at (\S+)/.exec(out) ?? []
    const [, link = ''] = /Sign in: (\S+)\n/.exec(out) ?? []
    if (link !== '') return { url, link }
  }
  return assert.fail(`it ended: ${out}`)
}

async function sourceKey({ url, link }: Started): Promise<string> {
  const operator = await signedIn(url, link)
  await operator.send('POST', '/api/tenants', { id: 'shop', name: 'The Shop' })
  const { body } = await operator.send('POST', '/api/tenants/shop/sources', { name: 'load' })
  return (body as unknown as { key: string }).key
}

test('a stop in the middle of a load ends in order, and what was acknowledged is there', async () => {
  const argv = [program, 'start', '--data', data, '--port', '0', '--log-level', 'silent']
  child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const at = await started(child)
  const headers = { authorization: `Bearer ${await sourceKey(at)}` }
  const answers = new Map<number | 'cut', number>()
  const count = (answer: number | 'cut') => answers.set(answer, (answers.get(answer) ?? 0) + 1)
  const asked = Promise.withResolvers<void>()
  let sent = 0
  const sender = async () => {
    for (let last: number | 'cut' = 200; last === 200; count(last)) {
      const body = `{"number":${sent++}}\n`
      last = await fetch(`${at.url}/ingest/load`, { method: 'POST', headers, body }).then(
        async (response) => {
          await response.arrayBuffer()
          return response.status
        },
        () => 'cut' as const,
      )
      if (sent >= batchesBeforeStop) asked.resolve()
    }
  }
  const senders = Array.from({ length: sendersAtOnce }, sender)
  await asked.promise
  child.kill('SIGTERM')
  await Promise.all(senders)
  assert.deepEqual(await ended, [0, null])
  // Whoever was not served is told to come back, or finds the door closed: nothing else.
  assert.deepEqual(
    [...answers.keys()].filter((answer) => ![200, 503, 'cut'].includes(answer)),
    [],
  )
  assert.equal(existsSync(join(data, 'lock')), false)
  assert.equal(existsSync(join(data, 'state', 'pgdata', 'postmaster.pid')), false)
  await assertStored(answers.get(200) ?? 0, sent)
})

async function assertStored(acknowledged: number, sent: number): Promise<void> {
  const running = await startPlatform({ config: readConfig({}, { data, port: '0', 'log-level': 'silent' }) })
  try {
    const [row] = await running.platform.lake
      .forTenant('shop' as TenantId)
      .query<{ rows: number; ids: number }>(
        // Whatever a record was read as, it is kept once.
        ({ events, unparsed }) =>
          `SELECT count() AS rows, uniqExact(id) AS ids
           FROM (SELECT event_id AS id FROM ${events} UNION ALL SELECT line_id AS id FROM ${unparsed})`,
      )
    assert.ok(acknowledged >= batchesBeforeStop - sendersAtOnce)
    assert.equal(row?.rows, row?.ids)
    assert.ok(
      (row?.rows ?? 0) >= acknowledged && (row?.rows ?? 0) <= sent,
      JSON.stringify({ row, acknowledged, sent }),
    )
  } finally {
    await running.stop()
  }
}
