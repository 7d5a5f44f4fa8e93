import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readManifest } from './backup/manifest.ts'
import { backUpOffline, restoreOffline } from './backup-offline.ts'
import { startPlatform } from './main.ts'
import { type Config, readConfig } from './platform/config.ts'
import { isCountersignError } from './platform/errors.ts'
import {
  type ExternalPostgres,
  installedPostgres,
  startExternalPostgres,
} from './platform/state/test-external-postgres.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { temporaryFolder } from './platform/test-server.ts'

const shop = 'shop' as TenantId

test('with a PostgreSQL of one’s own, the owner backs up every tenant’s rows, past the wall, and puts them back', async (t) => {
  const binaries = installedPostgres()
  if (binaries === undefined) return t.skip('needs the Debian package "postgresql"')
  const folder = temporaryFolder('backup-external')
  const servers = await Promise.all(
    ['one', 'two'].map((name) => startExternalPostgres(binaries, join(folder.path, name))),
  )
  t.after(async () => {
    for (const server of servers) await server.stop()
    folder.remove()
  })
  const [one, two] = servers as [ExternalPostgres, ExternalPostgres]
  const configOn = (name: string, { config }: ExternalPostgres): Config =>
    readConfig(
      {},
      {
        data: join(folder.path, name),
        port: '0',
        'log-level': 'silent',
        'state-url': config.url,
        'state-owner-url': config.ownerUrl,
      },
    )
  const [from, to] = [configOn('from', one), configOn('to', two)]
  const running = await startPlatform({ config: from })
  await running.tenancy.createTenant(shop, 'The Shop')
  await running.tenancy.createSource(shop, 'trail', 'auto')
  await running.stop()

  const backup = join(folder.path, 'backup')
  await backUpOffline(from, backup)
  const rows = (table: string) => readManifest(backup).state.tables.find((one) => one.table === table)?.rows
  assert.deepEqual([rows('tenant'), rows('source')], [1, 1])
  await restoreOffline(to, backup)
  const restored = await startPlatform({ config: to })
  try {
    const sources = await restored.tenancy.sources([shop])
    assert.deepEqual(
      sources.map(({ source }) => source.name),
      ['trail'],
    )
  } finally {
    await restored.stop()
  }
  await assert.rejects(restoreOffline(configOn('third', two), backup), (error) =>
    isCountersignError(error, 'RESTORE_TARGET_TAKEN'),
  )
})
