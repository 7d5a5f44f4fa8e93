import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { bearer, cloudTrail, ndjson } from './intake/test-intake.ts'
import { startPlatform } from './main.ts'
import { readConfig } from './platform/config.ts'
import { openLog } from './platform/log.ts'
import { migrateState, migrationsOf } from './platform/state/migrate.ts'
import { openStateServer } from './platform/state/open-state.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { signedIn, temporaryFolder } from './platform/test-server.ts'
import {
  allStateMigrations,
  leaveBehind,
  oldIncident,
  releasedAndKnown,
  wasReleased,
} from './test-last-release.ts'

const folder = temporaryFolder('upgrade')
after(() => folder.remove())

test('every migration of the last release is still there', () => {
  const { known, released } = releasedAndKnown()
  assert.equal(known, released)
})

test('data of the last release is upgraded by the start, with nothing lost', async () => {
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  const key = await leaveBehind(config)
  const running = await startPlatform({ config, consoleFolder: folder.path })
  try {
    const operator = await signedIn(running.url, await running.createSignInLink())
    const { items: tenants } = (await operator.send('GET', '/api/tenants')).body as unknown as {
      items: { id: string }[]
    }
    assert.deepEqual(
      tenants.map(({ id }) => id),
      ['shop'],
    )
    const { items } = (await operator.send('GET', '/api/incidents')).body as unknown as {
      items: { incidentId: string; title: string }[]
    }
    assert.deepEqual(
      items.map(({ incidentId, title }) => [incidentId, title]),
      [[oldIncident, 'An old one']],
    )
    const body = ndjson([cloudTrail(2)])
    const sent = await fetch(`${running.url}/ingest/trail`, { method: 'POST', headers: bearer(key), body })
    assert.equal(sent.status, 200)
    const [count] = await running.platform.lake
      .forTenant('shop' as TenantId)
      .query<{ events: number }>(({ events }) => `SELECT count() AS events FROM ${events}`)
    assert.equal(count?.events, 2)
  } finally {
    await running.stop()
  }
})

test('an upgrade that was killed after any of its migrations is resumed, and ends at the same schema', async () => {
  const { limits } = readConfig({})
  const directory = join(folder.path, 'killed')
  const server = await openStateServer({
    config: { kind: 'embedded' },
    directory,
    limits,
    log: openLog('silent'),
  })
  try {
    const order = allStateMigrations.flatMap(migrationsOf).map(({ feature, name }) => `${feature}/${name}`)
    const fresh = await database(server.wholeLogin, 'fresh')
    await migrateState(fresh, 'countersign_app', allStateMigrations)
    const expected = await schemaOf(fresh)
    assert.ok(expected.length > 100)
    for (let kept = 0; kept <= order.length; kept++) {
      const login = await database(server.wholeLogin, `killed_${kept}`)
      const ran = new Set(order.slice(0, kept))
      await migrateState(
        login,
        'countersign_app',
        allStateMigrations,
        (one) => wasReleased(one) || ran.has(`${one.feature}/${one.name}`),
      )
      await migrateState(login, 'countersign_app', allStateMigrations)
      assert.deepEqual(await schemaOf(login), expected, `killed after ${kept} of ${order.length}`)
    }
  } finally {
    await server.stop()
  }
})

async function database(whole: pg.ClientConfig, name: string): Promise<pg.ClientConfig> {
  const client = new pg.Client(whole)
  await client.connect()
  await client.query(`CREATE DATABASE ${name} OWNER countersign_owner`)
  await client.end()
  return { ...whole, user: 'countersign_owner', database: name }
}

/** Columns, walls, triggers and indexes, as text. */
async function schemaOf(login: pg.ClientConfig): Promise<readonly string[]> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    const { rows } = await client.query<{ line: string }>(`
      SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default) AS line
        FROM information_schema.columns WHERE table_schema = 'countersign'
      UNION ALL SELECT concat_ws(' ', 'policy', tablename, policyname, qual, with_check)
        FROM pg_policies WHERE schemaname = 'countersign'
      UNION ALL SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'countersign'
      UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'countersign'::regnamespace
      UNION ALL SELECT concat_ws(' ', 'trigger', event_object_table, trigger_name, event_manipulation)
        FROM information_schema.triggers WHERE trigger_schema = 'countersign'
      ORDER BY line`)
    return rows.map(({ line }) => line)
  } finally {
    await client.end()
  }
}
