import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { readLines } from './backup/archive-file.ts'
import { type Manifest, readManifest } from './backup/manifest.ts'
import { backUpOffline, restoreOffline } from './backup-offline.ts'
import { accessKeyRule, bearer, cloudTrail, fixedRules, ndjson } from './intake/test-intake.ts'
import { type RunningPlatform, startPlatform } from './main.ts'
import { type Config, readConfig } from './platform/config.ts'
import { askRunningServer } from './platform/control.ts'
import { isCountersignError } from './platform/errors.ts'
import { inOrderOfReference } from './platform/state/state-archive.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { temporaryFolder } from './platform/test-server.ts'

const shop = 'shop' as TenantId
const bank = 'bank' as TenantId
const folder = temporaryFolder('backup')
after(() => folder.remove())

function configAt(name: string, over: Record<string, string> = {}): Config {
  return readConfig({}, { data: join(folder.path, name), port: '0', 'log-level': 'silent', ...over })
}

function startAt(config: Config): Promise<RunningPlatform> {
  return startPlatform({ config, consoleFolder: folder.path, rules: fixedRules([accessKeyRule]) })
}

const refusal = (code: Parameters<typeof isCountersignError>[1]) => (error: unknown) =>
  isCountersignError(error, code)

/** Rows of a table, sorted: two backups of the same data hold the same. */
async function rowsIn(backup: string, table: string): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const line of readLines(join(backup, 'state', `${table}.ndjson.zst`))) lines.push(line)
  return lines.sort()
}

async function ship(url: string, key: string, from: number, count: number): Promise<number> {
  const records = Array.from({ length: count }, (_, index) => {
    const number = from + index
    return cloudTrail(
      number,
      number % 7 === 0 ? { eventName: 'CreateAccessKey' } : { userAgent: `ünï\u0001${number}` },
    )
  })
  const body = `${ndjson(records)}{"cut":\n`
  const response = await fetch(`${url}/ingest/trail`, { method: 'POST', headers: bearer(key), body })
  return response.status
}

describe('a backup of a running server', () => {
  const first = join(folder.path, 'first-backup')
  const acknowledged = { before: 0, during: 0 }
  let manifest: Manifest
  let key: string

  before(async () => {
    const running = await startAt(configAt('original'))
    try {
      await running.tenancy.createTenant(shop, 'The Shop')
      await running.tenancy.createTenant(bank, 'Bänk "quoted"')
      key = (await running.tenancy.createSource(shop, 'trail', 'auto')).key
      for (let batch = 0; batch < 5; batch++) {
        assert.equal(await ship(running.url, key, batch * 100, 100), 200)
        acknowledged.before += 100
      }
      await running.incidents.sweep(shop)
      const done = askRunningServer(running.platform.dataDir.control, 'backup', {
        argument: { folder: first },
        answerMaxMilliseconds: 120_000,
      })
      let open = true
      const finished = done.finally(() => {
        open = false
      })
      for (let batch = 5; open; batch++) {
        assert.equal(await ship(running.url, key, batch * 100, 100), 200)
        acknowledged.during += 100
      }
      await finished
    } finally {
      await running.stop()
    }
    manifest = readManifest(first)
  })

  test('holds everything that was acknowledged before, and goes on taking logs meanwhile', () => {
    const events = manifest.lake?.tables.find(({ table }) => table === 'events')
    assert.ok((events?.rows ?? 0) >= acknowledged.before, JSON.stringify({ events, acknowledged }))
    assert.ok(acknowledged.during > 0)
    assert.deepEqual([...manifest.tenantIds].sort(), ['bank', 'shop'])
  })

  test('becomes the same data again, and a server starts on it and takes the same key', async () => {
    const config = configAt('restored')
    await restoreOffline(config, first)
    const second = join(folder.path, 'second-backup')
    await backUpOffline(config, second)
    for (const { table, rows } of manifest.state.tables) {
      const restored = await rowsIn(second, table)
      assert.equal(restored.length, rows, table)
      assert.deepEqual(restored, await rowsIn(first, table), table)
    }
    const { lake, state } = readManifest(second)
    const counts = (of: Manifest['lake']) => of?.tables.map(({ table, rows }) => `${table} ${rows}`)
    assert.deepEqual(counts(lake), counts(manifest.lake))
    assert.deepEqual(state.sequences, manifest.state.sequences)
    const running = await startAt(config)
    try {
      const scoped = running.platform.lake.forTenant(shop)
      const [orphans] = await scoped.query<{ missing: number; found: number }>(
        ({ events, findings }) =>
          `SELECT countIf(arrayFirst(id -> id != '', event_ids) NOT IN (SELECT event_id FROM ${events})) AS missing, count() AS found FROM ${findings}`,
      )
      assert.equal(orphans?.missing, 0)
      assert.ok((orphans?.found ?? 0) > 0)
      assert.equal(
        (await scoped.query(({ events }) => `SELECT 1 FROM ${events} WHERE raw LIKE '%ünï%' LIMIT 1`)).length,
        1,
      )
      const { items } = await running.incidents.list([shop], {})
      assert.ok(items.length > 0)
      assert.equal(await ship(running.url, key, 9000, 1), 200)
    } finally {
      await running.stop()
    }
  })

  test('with one byte flipped is refused before anything is touched', async () => {
    const tables = [...manifest.state.tables, ...(manifest.lake?.tables ?? [])].filter(({ rows }) => rows > 0)
    for (const { file } of tables) {
      const path = join(first, file)
      const bytes = readFileSync(path)
      const flipped = Buffer.from(bytes)
      const at = Math.floor(flipped.length / 2)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      writeFileSync(path, flipped)
      await assert.rejects(restoreOffline(configAt('never'), first), refusal('BACKUP_BROKEN'))
      writeFileSync(path, bytes)
    }
    assert.equal(existsSync(join(folder.path, 'never')), false)
  })

  test('is never written over, and never restored over', async () => {
    await assert.rejects(backUpOffline(configAt('restored'), first), refusal('BACKUP_TARGET_TAKEN'))
    await assert.rejects(restoreOffline(configAt('restored'), first), refusal('RESTORE_TARGET_TAKEN'))
  })

  test('belongs to its region, and to a release that knows its migrations', async () => {
    await assert.rejects(
      restoreOffline(configAt('elsewhere', { region: 'eu-9' }), first),
      refusal('BACKUP_FOREIGN'),
    )
    const path = join(first, 'manifest.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('"0001-tenant-wall.sql"', '"9999-from-the-future.sql"'))
    await assert.rejects(restoreOffline(configAt('elsewhere'), first), refusal('BACKUP_FOREIGN'))
    writeFileSync(path, text.slice(0, 100))
    await assert.rejects(restoreOffline(configAt('elsewhere'), first), refusal('BACKUP_BROKEN'))
    writeFileSync(path, text)
  })

  test('restored half, because the restore was killed, is no data that a server starts on', async () => {
    const config = configAt('half')
    mkdirSync(config.dataDir)
    writeFileSync(join(config.dataDir, 'restoring'), first)
    await assert.rejects(startAt(config), refusal('RESTORE_UNFINISHED'))
    await assert.rejects(restoreOffline(config, first), refusal('RESTORE_TARGET_TAKEN'))
  })
})

/** A server that backs itself up without end, and says when one is whole. */
const endless = `
  import { startPlatform } from ${JSON.stringify(new URL('./main.ts', import.meta.url).href)}
  import { readConfig } from ${JSON.stringify(new URL('./platform/config.ts', import.meta.url).href)}
  import { askRunningServer } from ${JSON.stringify(new URL('./platform/control.ts', import.meta.url).href)}
  const [data, folder] = process.argv.slice(1)
  const { platform, tenancy } = await startPlatform({ config: readConfig({}, { data, port: '0', 'log-level': 'silent' }) })
  await tenancy.createTenant('shop', 'The Shop')
  for (let number = 0; ; number++) {
    console.log(number)
    const argument = { folder: folder + number }
    await askRunningServer(platform.dataDir.control, 'backup', { argument, answerMaxMilliseconds: 60000 })
  }`

test('kill -9 in the middle of a backup leaves no backup under its name, and the data as it was', async () => {
  const data = join(folder.path, 'killed')
  const target = join(folder.path, 'cut-')
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', endless, data, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed = { text: '' }
  child.stdout.on('data', (chunk: Buffer) => (printed.text += chunk.toString()))
  // The first is whole; the second is being written.
  while (!printed.text.includes('1\n') || !existsSync(`${target}1.part`)) {
    assert.equal(child.exitCode, null, 'it ended by itself')
    await wait(2)
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok(existsSync(`${target}0`))
  assert.equal(existsSync(`${target}1`), false)
  const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
  await backUpOffline(config, `${target}1`)
  assert.deepEqual(readManifest(`${target}1`).tenantIds, ['shop'])
  assert.equal(existsSync(`${target}1.part`), false)
})

test('tables come after those they refer to', () => {
  const references = [
    { from: 'door', to: 'key' },
    { from: 'key', to: 'tenant' },
    { from: 'door', to: 'tenant' },
  ]
  assert.deepEqual(inOrderOfReference(['door', 'key', 'lone', 'tenant'], references), [
    'lone',
    'tenant',
    'key',
    'door',
  ])
  assert.throws(() =>
    inOrderOfReference(
      ['a', 'b'],
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ],
    ),
  )
})
