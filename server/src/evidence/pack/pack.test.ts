import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import { accessKeyRule, bearer, cloudTrail, fixedRules, ndjson } from '../../intake/test-intake.ts'
import { type RunningPlatform, startPlatform } from '../../main.ts'
import { readConfig } from '../../platform/config.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../../platform/test-server.ts'

const shop = 'shop' as TenantId
const folder = temporaryFolder('pack')
const unpacked = join(folder.path, 'unpacked')
const run = promisify(execFile)
let running: RunningPlatform
let operator: Browser
let files: Readonly<Record<string, Uint8Array>> = {}

async function fetchPack(from: Date, to: Date): Promise<Response> {
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() })
  return fetch(`${running.url}/api/tenants/${shop}/evidence/pack?${query}`, {
    headers: { cookie: operator.cookie() },
  })
}

/** `node verify.mjs` in the unzipped pack, in an environment that has nothing of ours. */
async function verifyHere(): Promise<{ readonly exitCode: number; readonly text: string }> {
  try {
    const { stdout } = await run(process.execPath, ['verify.mjs'], { cwd: unpacked, env: {} })
    return { exitCode: 0, text: stdout }
  } catch (error) {
    const { code, stdout } = error as { readonly code: number; readonly stdout: string }
    return { exitCode: code, text: stdout }
  }
}

before(async () => {
  const config = readConfig(
    {},
    {
      data: join(folder.path, 'data'),
      port: '0',
      'log-level': 'silent',
      'evidence-pass-milliseconds': '50',
    },
  )
  running = await startPlatform({ config, consoleFolder: folder.path, rules: fixedRules([accessKeyRule]) })
  operator = await signedIn(running.url, await running.createSignInLink())
  await running.tenancy.createTenant(shop, 'Shop')
  const { key } = await running.tenancy.createSource(shop, 'all', 'auto')
  const body = ndjson([cloudTrail(1, { eventName: 'CreateAccessKey' })])
  await fetch(`${running.url}/ingest/all`, { method: 'POST', headers: bearer(key), body })
  for (;;) {
    const { items } = await running.evidence.page(shop, {
      kind: 'receipt',
      from: undefined,
      to: undefined,
      after: undefined,
      limit: 1,
    })
    if (items[0]?.status === 'logged') break
    await wait(50)
  }
  const response = await fetchPack(new Date(0), new Date(Date.now() + 60_000))
  files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(unpacked, path)), { recursive: true })
    writeFileSync(join(unpacked, path), bytes)
  }
})
after(async () => {
  await running.stop()
  folder.remove()
})

describe('a pack of the server', () => {
  test('holds entries, the records behind findings, and what is missing', () => {
    const kinds = strFromU8(files['items.ndjson'] ?? new Uint8Array())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(JSON.parse(line).envelope).kind)
    for (const kind of ['finding', 'explanation', 'receipt']) assert.ok(kinds.includes(kind), kind)
    const record = JSON.parse(strFromU8(files['records.ndjson'] ?? new Uint8Array()))
    assert.match(Buffer.from(record.raw, 'base64').toString(), /CreateAccessKey/)
    const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()))
    assert.deepEqual(manifest.logs[0].complete, true)
    assert.ok(manifest.missing.some(({ what }: { what: string }) => what === 'witness of log 1'))
  })

  test('is verified with what it brings along, in a process that has nothing else', async () => {
    const { exitCode, text } = await verifyHere()
    assert.equal(exitCode, 0, text)
    assert.match(text, /VERIFIED\n$/)
  })

  test('with one letter changed in a document is refused by name', async () => {
    const path = join(unpacked, 'items.ndjson')
    const original = strFromU8(files['items.ndjson'] ?? new Uint8Array())
    writeFileSync(path, original.replace('\\"events\\":1', '\\"events\\":2'))
    const { exitCode, text } = await verifyHere()
    assert.equal(exitCode, 1)
    assert.match(text, /items\.ndjson: it is not the file that was packed/)
    assert.match(text, /its document is not the one that was logged/)
    writeFileSync(path, original)
  })

  test('of a time in which nothing was logged says so, and holds', async () => {
    const response = await fetchPack(new Date(0), new Date(1000))
    const empty = unzipSync(new Uint8Array(await response.arrayBuffer()))
    const { items, missing } = JSON.parse(strFromU8(empty['manifest.json'] ?? new Uint8Array()))
    assert.equal(items, 0)
    assert.deepEqual(missing[0], { what: 'entries', because: 'nothing was logged in this time' })
  })

  test('whose end is before its beginning is refused', async () => {
    assert.equal((await fetchPack(new Date(1000), new Date(0))).status, 400)
  })
})
