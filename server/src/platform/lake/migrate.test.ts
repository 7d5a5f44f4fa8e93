import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isCountersignError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { openChdb } from './chdb.ts'
import { EngineFailure, type LakeEngine } from './engine.ts'
import { lakeMigrations, migrateLake, statementsOf } from './migrate.ts'

const directory = mkdtempSync(join(tmpdir(), 'countersign-lake-'))
const engine = openChdb(directory, defaultLimits)
after(async () => {
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})

/** Does what a kill does: from a chosen statement on, nothing happens any more. */
function killedAt(statement: number): LakeEngine {
  let seen = 0
  return {
    ...engine,
    command: async (sql, params) => {
      seen += 1
      if (seen >= statement) throw new EngineFailure('killed', undefined)
      await engine.command(sql, params)
    },
  }
}

async function applied(database: string): Promise<readonly string[]> {
  const text = await engine.select(
    `SELECT name FROM ${database}.schema_migrations FINAL ORDER BY version`,
    {},
    {},
  )
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { name: string }).name)
}

const names = lakeMigrations().map(({ name }) => name)

test('a migration killed before any of its statements is resumed by the next start', async () => {
  const steps = 2 + lakeMigrations().reduce((sum, { sql }) => sum + statementsOf(sql).length + 1, 0)
  for (let step = 1; step <= steps; step++) {
    const database = `killed_at_${step}`
    await assert.rejects(migrateLake(killedAt(step), database), (error) =>
      isCountersignError(error, 'LAKE_DOWN'),
    )
    await migrateLake(engine, database)
    assert.deepEqual(await applied(database), names, `killed at statement ${step}`)
  }
  await migrateLake(killedAt(steps + 1), 'never_killed')
})

test('the marker comes after the statements it stands for', async () => {
  const database = 'marker_last'
  const [first] = lakeMigrations()
  assert.ok(first)
  await assert.rejects(migrateLake(killedAt(3 + statementsOf(first.sql).length), database))
  assert.deepEqual(await applied(database), [])
})

test('running all migrations again changes nothing', async () => {
  await migrateLake(engine, 'twice')
  await migrateLake(engine, 'twice')
  assert.deepEqual(await applied('twice'), names)
})

test('a migration that was changed after it ran is refused', async () => {
  await migrateLake(engine, 'changed')
  const changed = lakeMigrations().map((migration) => ({ ...migration, sha256: `${migration.sha256}0` }))
  await assert.rejects(migrateLake(engine, 'changed', changed), (error) =>
    isCountersignError(error, 'MIGRATION_CHANGED'),
  )
})

test('a lake written by a newer version is refused', async () => {
  await migrateLake(engine, 'newer')
  await assert.rejects(migrateLake(engine, 'newer', lakeMigrations().slice(0, -1)), (error) =>
    isCountersignError(error, 'LAKE_SCHEMA_NEWER'),
  )
})

test('a migration that the engine refuses is named', async () => {
  const broken = [{ version: 1, name: '0001-broken.sql', sql: 'CREATE TABLE t (x Nonsense);', sha256: 'x' }]
  await assert.rejects(migrateLake(engine, 'broken', broken), (error) => {
    assert.ok(isCountersignError(error, 'MIGRATION_FAILED'))
    assert.match(error.detail, /0001-broken\.sql/)
    return true
  })
})

test('statements are split at the end of lines and lose whole-line comments', () => {
  assert.deepEqual(
    statementsOf("-- note; with\nCREATE a (x String DEFAULT ';');\n\n  -- more\nCREATE b;\n"),
    ["CREATE a (x String DEFAULT ';')", 'CREATE b'],
  )
})
