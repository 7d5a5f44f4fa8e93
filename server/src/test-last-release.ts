/** Test code: a data directory as the last release would have left it. */
import { join } from 'node:path'
import pg from 'pg'
import { cloudTrail } from './intake/test-intake.ts'
import type { Config } from './platform/config.ts'
import { openDataDir } from './platform/data-dir.ts'
import { lakeMigrations } from './platform/lake/migrate.ts'
import { openLake } from './platform/lake/open-lake.ts'
import { openLog } from './platform/log.ts'
import { type Migration, migrateState, migrationsOf, platformMigrations } from './platform/state/migrate.ts'
import { openStateServer, type StateServer } from './platform/state/open-state.ts'
import { stateMigrations } from './state-migrations.ts'
import { newSourceKey } from './tenancy/source-key.ts'

/**
 * What the last release had run. There was none yet: these are the first migrations. At a release, the names of its
 * migrations come here, and from then on no file named here may change.
 */
const lastRelease = {
  state: [
    'platform/0001-tenant-wall.sql',
    'platform/0002-people.sql',
    'tenancy/0001-tenants-and-sources.sql',
    'intake/0001-receipts-and-replays.sql',
    'detection/0001-rules.sql',
    'incident/0001-incident.sql',
  ],
  lake: ['0001-events.sql', '0002-findings.sql', '0003-unparsed.sql'],
} as const

export const allStateMigrations = [platformMigrations, ...stateMigrations]

export function wasReleased({ feature, name }: Migration): boolean {
  return (lastRelease.state as readonly string[]).includes(`${feature}/${name}`)
}

/** How many of the names above are still there: a release that lost one could not upgrade. */
export function releasedAndKnown(): { readonly known: number; readonly released: number } {
  const state = allStateMigrations.flatMap(migrationsOf).filter(wasReleased)
  const lake = lakeMigrations().filter(({ name }) => (lastRelease.lake as readonly string[]).includes(name))
  return {
    known: state.length + lake.length,
    released: lastRelease.state.length + lastRelease.lake.length,
  }
}

export const oldIncident = 'inc-of-the-last-release'

/** One tenant with a source, an event and an incident. Resolves to the key of the source. */
export async function leaveBehind(config: Config): Promise<string> {
  const { limits } = config
  const dataDir = openDataDir(config.dataDir)
  const log = openLog('silent')
  const server = await openStateServer({ config: config.state, directory: dataDir.state, limits, log })
  const { key, prefix, hash } = newSourceKey()
  try {
    await migrateState(server.logins.owner, 'countersign_app', allStateMigrations, wasReleased)
    await insertOldRows(server, prefix, hash)
  } finally {
    await server.stop()
  }
  const names = new Set<string>(lastRelease.lake)
  const migrations = lakeMigrations().filter(({ name }) => names.has(name))
  const lake = await openLake({ config: config.lake, directory: join(dataDir.lake), limits, migrations })
  try {
    const raw = JSON.stringify(cloudTrail(1)).replaceAll('\\', '\\\\')
    const row = ['shop', 'event-1', 'src-1', '2026-03-04 09:00:00.000', '2026-03-04 09:00:00.000', raw]
    await lake.insert({
      table: 'events',
      columns: ['tenant_id', 'event_id', 'source_id', 'received_at', 'time', 'raw'],
      rows: Buffer.from(`${row.join('\t')}\n`),
      rowCount: 1,
      token: 'old',
    })
  } finally {
    await lake.close()
  }
  return key
}

async function insertOldRows({ logins }: StateServer, prefix: string, hash: Buffer): Promise<void> {
  const client = new pg.Client(logins.owner)
  await client.connect()
  try {
    await client.query('SET search_path = countersign')
    await client.query(`SELECT set_config('app.tenant_ids', 'shop', false)`)
    await client.query(`INSERT INTO tenant VALUES ('shop', 'The Shop', 'local', 0, now())`)
    await client.query(
      `INSERT INTO source (tenant_id, source_id, name, format, key_prefix, created_at)
       VALUES ('shop', 'src-1', 'trail', 'auto', $1, now())`,
      [prefix],
    )
    await client.query(
      `INSERT INTO source_key (key_hash, tenant_id, source_id) VALUES ($1, 'shop', 'src-1')`,
      [hash],
    )
    await client.query(
      `INSERT INTO incident (tenant_id, incident_id, status, reported, title, statement, severity, identities, hosts,
         first_at, last_at, created_at, updated_at, change_seq, finding_count, rule_count, grouping, link_keys, issuers,
         explanation, explanation_hash)
       VALUES ('shop', $1, 'new', true, 'An old one', 'It was there before.', 3, '{}', '{}', now(), now(), now(), now(),
         nextval('incident_change_seq'), 1, 1, '{}', '{}', '{}', '{}', '')`,
      [oldIncident],
    )
  } finally {
    await client.end()
  }
}
