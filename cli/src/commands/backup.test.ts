import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type RunningPlatform, startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { temporaryFolder } from '@countersign/server/platform/test-server'
import { countersign } from '../test-terminal.ts'

const folder = temporaryFolder('backup-command')
const data = join(folder.path, 'data')
const taken = join(folder.path, 'taken')
let running: RunningPlatform

before(async () => {
  running = await startPlatform({ config: readConfig({}, { data, port: '0', 'log-level': 'silent' }) })
  await running.tenancy.createTenant('shop' as TenantId, 'The Shop')
})
after(async () => {
  await running.stop()
  folder.remove()
})

test('a running server is backed up, and not restored into', async () => {
  const written = await countersign(['backup', '--data', data, '--to', taken])
  assert.equal(written.code, 0, written.error)
  assert.match(written.out, /taken: 0 rows of the lake, [\d,]+ rows of state, [\d,]+ bytes\.\n$/)
  const again = await countersign(['backup', '--data', data, '--to', taken])
  assert.deepEqual([again.code, again.error.includes('BACKUP_TARGET_TAKEN')], [1, true])
  const into = await countersign(['restore', '--from', taken, '--data', data])
  assert.deepEqual([into.code, into.error.includes('DATA_DIR_LOCKED')], [1, true])
})

test('the backup is restored into another data directory', async () => {
  // One process opens one lake.
  await running.stop()
  const target = join(folder.path, 'restored')
  const restored = await countersign(['restore', '--from', taken, '--data', target, '--json'])
  assert.equal(restored.code, 0, restored.error)
  const { tenants, region } = JSON.parse(restored.out) as { tenants: number; region: string }
  assert.deepEqual([tenants, region], [1, 'local'])
})

test('what is missing is said', async () => {
  const nowhere = join(folder.path, 'nowhere')
  assert.equal((await countersign(['backup'])).code, 2)
  assert.equal((await countersign(['restore'])).code, 2)
  const nothing = await countersign(['backup', '--data', nowhere, '--to', join(folder.path, 'x')])
  assert.deepEqual([nothing.code, nothing.error.includes('there is no data')], [1, true])
  const none = await countersign(['restore', '--from', nowhere, '--data', join(folder.path, 'y')])
  assert.deepEqual([none.code, none.error.includes('BACKUP_BROKEN')], [1, true])
})
