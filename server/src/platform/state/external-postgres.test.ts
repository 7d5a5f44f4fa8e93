import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { pino } from 'pino'
import type { StateConfig } from '../config.ts'
import { isCountersignError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { stateConformance } from './conformance.ts'
import type { MigrationSource } from './migrate.ts'
import { openState } from './open-state.ts'
import { installedPostgres, startExternalPostgres } from './test-external-postgres.ts'

const binaries = installedPostgres()

const openWith = (config: StateConfig, migrations: readonly MigrationSource[]) =>
  openState({ config, directory: '', limits: defaultLimits, log: pino({ level: 'silent' }), migrations })

if (binaries === undefined) {
  test('an external PostgreSQL', (t) =>
    t.skip('needs the Debian package "postgresql": apt-get install postgresql'))
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'countersign-state-'))
  chmodSync(scratch, 0o711)
  const external = await startExternalPostgres(binaries, join(scratch, 'server'))
  after(async () => {
    await external.stop()
    rmSync(scratch, { recursive: true, force: true })
  })

  stateConformance({
    name: 'an external PostgreSQL',
    open: (sources) => openWith(external.config, sources),
    scratch,
  })

  test('an application role that could pass the tenant wall is refused', async () => {
    const owning = { ...external.config, url: external.config.ownerUrl }
    await assert.rejects(openWith(owning, []), (error) => isCountersignError(error, 'STATE_ROLE_UNSAFE'))
    const admin = new pg.Client(external.adminUrl)
    await admin.connect()
    await admin.query('ALTER ROLE their_app BYPASSRLS')
    await assert.rejects(openWith(external.config, []), (error) =>
      isCountersignError(error, 'STATE_ROLE_UNSAFE'),
    )
    await admin.query('ALTER ROLE their_app NOBYPASSRLS')
    await admin.end()
  })

  test('a server that is not there is STATE_DOWN', async () => {
    const url = 'postgresql://a:b@127.0.0.1:1/countersign'
    await assert.rejects(openWith({ kind: 'external', url, ownerUrl: url }, []), (error) =>
      isCountersignError(error, 'STATE_DOWN'),
    )
  })
}
