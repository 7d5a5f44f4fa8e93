import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { temporaryFolder } from '../platform/test-server.ts'
import { accessKeyRule, bearer, cloudTrail, fixedRules, ndjson, shop } from './test-intake.ts'

const folder = temporaryFolder('intake-crash')
after(folder.remove)

const loader = `
  import { startPlatform } from ${JSON.stringify(new URL('../main.ts', import.meta.url).href)}
  import { readConfig } from ${JSON.stringify(new URL('../platform/config.ts', import.meta.url).href)}
  import { accessKeyRule, fixedRules, shop } from ${JSON.stringify(new URL('./test-intake.ts', import.meta.url).href)}
  const config = readConfig({}, { data: process.argv[1], port: '0', 'log-level': 'silent' })
  const { url, tenancy } = await startPlatform({ config, rules: fixedRules([accessKeyRule]) })
  await tenancy.createTenant(shop, 'The Shop')
  const { key, source } = await tenancy.createSource(shop, 'load', 'auto')
  console.log(JSON.stringify({ url, key, sourceId: source.sourceId }))`

type Loaded = { readonly url: string; readonly key: string; readonly sourceId: string }

async function startServer(data: string): Promise<{ readonly child: ChildProcess; readonly loaded: Loaded }> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', loader, data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, loaded: JSON.parse(String(line)) as Loaded }
}

const smallRecords = 3
const largeRecords = 400

/** Every second batch is large enough to be written by itself, the others go together. Each holds one match. */
function batch(number: number): string {
  const count = number % 2 === 0 ? smallRecords : largeRecords
  const records = Array.from({ length: count }, (_, row) => {
    const eventName = row === 0 ? 'CreateAccessKey' : 'ListUsers'
    return cloudTrail(row, { eventName, eventID: `${number}-${row}`, padding: 'x'.repeat(300) })
  })
  return ndjson(records)
}

async function delivered({ url, key, sourceId }: Loaded, number: number): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/ingest/${sourceId}`, {
      method: 'POST',
      body: batch(number),
      headers: bearer(key),
    })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

const acknowledgedBeforeKill = 40
const senders = 6

/** Sends batches until the server is killed, which happens in the middle of them. Returns what was acknowledged. */
async function loadUntilKilled(
  child: ChildProcess,
  loaded: Loaded,
): Promise<{ readonly sent: number; readonly acknowledged: ReadonlySet<number> }> {
  const acknowledged = new Set<number>()
  let next = 0
  const sender = async () => {
    for (let number = next++; child.signalCode === null; number = next++) {
      if (!(await delivered(loaded, number))) return
      acknowledged.add(number)
      if (acknowledged.size === acknowledgedBeforeKill) child.kill('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: senders }, sender))
  if (child.signalCode === null) await once(child, 'exit')
  return { sent: next, acknowledged }
}

test('after kill -9 in the middle of a load over HTTP, every acknowledged event and finding is there, exactly once', async () => {
  const data = join(folder.path, 'data')
  const { child, loaded } = await startServer(data)
  const { sent, acknowledged } = await loadUntilKilled(child, loaded)
  assert.ok(acknowledged.size >= acknowledgedBeforeKill)

  const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
  const running = await startPlatform({
    config,
    consoleFolder: folder.path,
    rules: fixedRules([accessKeyRule]),
  })
  try {
    const count = async (table: 'events' | 'findings', id: string) => {
      const [row] = await running.platform.lake
        .forTenant(shop)
        .query<{ rows: number; ids: number }>(
          (tables) => `SELECT count() AS rows, uniqExact(${id}) AS ids FROM ${tables[table]}`,
        )
      return row
    }
    const sizeOf = (number: number): number => (number % 2 === 0 ? smallRecords : largeRecords)
    const least = [...acknowledged].reduce((sum, number) => sum + sizeOf(number), 0)
    const survived = await count('events', 'event_id')
    assert.ok((survived?.rows ?? 0) >= least, `${survived?.rows} of at least ${least}`)
    assert.equal(survived?.rows, survived?.ids)
    assert.ok(((await count('findings', 'finding_id'))?.rows ?? 0) >= acknowledged.size)

    // A shipper repeats what was not acknowledged, and may repeat what was.
    const again = { ...loaded, url: running.url }
    const repeated = await Promise.all(Array.from({ length: sent }, (_, number) => delivered(again, number)))
    assert.ok(repeated.every((ok) => ok))
    const expected = Array.from({ length: sent }, (_, number) => sizeOf(number)).reduce(
      (sum, size) => sum + size,
    )
    assert.deepEqual(await count('events', 'event_id'), { rows: expected, ids: expected })
    assert.deepEqual(await count('findings', 'finding_id'), { rows: sent, ids: sent })
  } finally {
    await running.stop()
  }
})
