import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readManifest } from './backup/manifest.ts'
import { backUpOffline, restoreOffline } from './backup-offline.ts'
import { type RunningPlatform, startPlatform } from './main.ts'
import { type Config, readConfig } from './platform/config.ts'
import { askRunningServer } from './platform/control.ts'
import { isCountersignError } from './platform/errors.ts'
import { type HttpFace, openHttpFace } from './platform/lake/test-http-face.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { temporaryFolder } from './platform/test-server.ts'

const folder = temporaryFolder('backup-clickhouse')
const credentials = { username: 'countersign', password: 'secret of the test' }
let face: HttpFace
let running: RunningPlatform

before(async () => {
  face = await openHttpFace(join(folder.path, 'clickhouse'), credentials)
  running = await startPlatform({ config: configAt('data') })
  await running.tenancy.createTenant('shop' as TenantId, 'The Shop')
})
after(async () => {
  await running?.stop()
  await face?.close()
  folder.remove()
})

function configAt(name: string): Config {
  const { username, password } = credentials
  const lake = { 'lake-url': face.url, 'lake-username': username, 'lake-password': password }
  return readConfig({}, { data: join(folder.path, name), port: '0', 'log-level': 'silent', ...lake })
}

const backUp = (argument: object) =>
  askRunningServer(running.platform.dataDir.control, 'backup', { argument, answerMaxMilliseconds: 60_000 })

test('a ClickHouse server is never left out silently: the backup is refused until that is asked for', async () => {
  const to = join(folder.path, 'backup')
  const refused = (error: unknown) => isCountersignError(error, 'BACKUP_LAKE_ELSEWHERE')
  await assert.rejects(backUp({ folder: to }), refused)
  assert.equal(existsSync(to), false)
  await backUp({ folder: to, withoutLake: true })
  assert.deepEqual([readManifest(to).lake, readManifest(to).tenantIds], [null, ['shop']])
  await running.stop()
  await assert.rejects(backUpOffline(configAt('data'), `${to}-2`), refused)
  await backUpOffline(configAt('data'), `${to}-2`, { withoutLake: true })
  const { state } = await restoreOffline(configAt('restored'), `${to}-2`)
  assert.equal(state.tables.find(({ table }) => table === 'tenant')?.rows, 1)
})
