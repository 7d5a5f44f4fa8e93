import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { isCountersignError } from '../errors.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { MigrationSource } from './migrate.ts'
import type { OpenedState } from './open-state.ts'
import type { State, StateTransaction } from './state.ts'

/** What state does, wherever its PostgreSQL comes from. `open` may be called again after a close, on the same data. */
export type StateUnderTest = {
  readonly name: string
  readonly open: (migrations: readonly MigrationSource[]) => Promise<OpenedState>
  /** A folder of this test's own, for migration files. */
  readonly scratch: string
}

const acme = 'acme' as TenantId
const globex = 'globex' as TenantId

type NoteTables = { note: { tenant_id: string; body: string; number: number } }

const noteSql = `CREATE TABLE note (tenant_id text NOT NULL, body text NOT NULL, number bigint NOT NULL DEFAULT 0);
SELECT protect_tenant_table('note');`

function source(scratch: string, feature: string, files: Readonly<Record<string, string>>): MigrationSource {
  const folder = join(scratch, feature)
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return { feature, folder: pathToFileURL(`${folder}/`) }
}

const notes = (tx: StateTransaction) => tx.withTables<NoteTables>()
const add = (tenant: string, body: string) => (tx: StateTransaction) =>
  notes(tx).insertInto('note').values({ tenant_id: tenant, body, number: 1 }).execute()
const bodies = async (tx: StateTransaction) =>
  (await notes(tx).selectFrom('note').select('body').orderBy('body').execute()).map(({ body }) => body)

export function stateConformance({ name, open, scratch }: StateUnderTest): void {
  describe(`${name} keeps the promises of state`, () => {
    let opened: OpenedState
    const state = () => opened.state
    const noteSource = source(scratch, 'notes', { '0001-note.sql': noteSql })

    it('opens and migrates', async () => {
      opened = await open([noteSource])
      await state().forTenant(acme, add('acme', 'of acme'))
      await state().forTenant(globex, add('globex', 'of globex'))
    })

    tenantWall(state)

    it('rolls back when the work fails', async () => {
      const failing = state().forTenant(acme, async (tx) => {
        await add('acme', 'never')(tx)
        throw new Error('changed my mind')
      })
      await assert.rejects(failing, /changed my mind/)
      assert.deepEqual(await state().forTenant(acme, bodies), ['of acme'])
    })

    it('gives 64-bit integers as numbers, and refuses what would be rounded', async () => {
      const select = (number: string) =>
        state().asOperator(
          async (tx) => (await sql<{ n: number }>`SELECT ${sql.raw(number)}::bigint AS n`.execute(tx)).rows,
        )
      assert.deepEqual(await select('9007199254740991'), [{ n: 9007199254740991 }])
      await assert.rejects(select('9007199254740993'), /exactly/)
    })

    notifications(state)
    migrations(() => opened, open, scratch, noteSource)

    it('keeps everything over a restart and says STATE_DOWN after it was closed', async () => {
      await state().close()
      await assert.rejects(state().forTenant(acme, bodies), (error) =>
        isCountersignError(error, 'STATE_DOWN'),
      )
      opened = await open([noteSource])
      assert.deepEqual(await state().forTenant(acme, bodies), ['of acme'])
      await state().close()
    })
  })
}

function tenantWall(state: () => State): void {
  it('shows each tenant its own rows, even when nobody asks for a tenant', async () => {
    assert.deepEqual(await state().forTenant(acme, bodies), ['of acme'])
    assert.deepEqual(await state().forTenant(globex, bodies), ['of globex'])
    assert.deepEqual(await state().forTenants([acme, globex], bodies), ['of acme', 'of globex'])
    assert.deepEqual(await state().forTenants([], bodies), [])
  })

  it('shows the operator no row of a tenant table', async () => {
    assert.deepEqual(await state().asOperator(bodies), [])
  })

  it('takes no row for another tenant, and changes none', async () => {
    await assert.rejects(state().forTenant(acme, add('globex', 'smuggled')), /row-level security/)
    await state().forTenant(acme, (tx) => notes(tx).updateTable('note').set({ body: 'taken' }).execute())
    assert.deepEqual(await state().forTenant(globex, bodies), ['of globex'])
    await state().forTenant(acme, (tx) => notes(tx).updateTable('note').set({ body: 'of acme' }).execute())
  })

  it('holds the wall for rows that are inserted in one round trip, too', async () => {
    const columns = 'tenant_id text, body text, number bigint'
    const row = (tenant: string) => ({ tenant_id: tenant, body: `to ${tenant}`, number: 2 })
    const insert = (tenants: readonly TenantId[], rows: readonly object[]) =>
      state().insertForTenants(tenants, 'note', columns, rows)
    await insert([acme, globex], [row('acme'), row('globex')])
    await assert.rejects(insert([acme], [row('acme'), row('globex')]), /row-level security/)
    await assert.rejects(insert([], [row('acme')]), /row-level security/)
    const inserted = (tx: StateTransaction) => notes(tx).deleteFrom('note').where('number', '=', 2).execute()
    const [deleted] = await state().forTenant(acme, inserted)
    assert.equal(deleted?.numDeletedRows, 1n)
    await state().forTenant(globex, inserted)
  })

  it('forgets the tenants at the end of the transaction', async () => {
    await Promise.all(Array.from({ length: 20 }, () => state().forTenant(acme, bodies)))
    const seen = await Promise.all(Array.from({ length: 20 }, () => state().asOperator(bodies)))
    assert.deepEqual(seen.flat(), [])
  })

  it('does not let the application role put the wall aside', async () => {
    for (const statement of [
      'ALTER TABLE note DISABLE ROW LEVEL SECURITY',
      'DROP POLICY tenant_wall ON note',
      'SET LOCAL row_security = off; SELECT * FROM note',
      'SET ROLE countersign_owner',
      'CREATE TABLE countersign.mine (x int)',
      "UPDATE schema_migration SET sha256 = ''",
    ]) {
      await assert.rejects(
        state().forTenant(acme, (tx) => sql.raw(statement).execute(tx)),
        /./,
        statement,
      )
    }
  })
}

function notifications(state: () => State): void {
  it('delivers notifications until it is told to stop', async () => {
    const heard: string[] = []
    const stop = await state().listen('state_test', (payload) => heard.push(payload))
    await state().notify('state_test', 'one')
    await until(() => heard.length === 1)
    await stop()
    await state().notify('state_test', 'two')
    await state().asOperator(async () => undefined)
    assert.deepEqual(heard, ['one'])
  })

  it('refuses channel names that are SQL, and payloads that PostgreSQL would not take', async () => {
    await assert.rejects(
      state().listen('x; DROP TABLE note', () => undefined),
      TypeError,
    )
    await assert.rejects(state().notify('state_test', 'x'.repeat(8000)), RangeError)
  })

  it('listens again after the connection broke, and says that something may have been missed', async () => {
    const heard: string[] = []
    await state().listen('state_test', (payload) => heard.push(payload))
    await state().asOperator((tx) =>
      sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'countersign listener' AND usename = current_user`.execute(tx),
    )
    await until(() => heard.length === 1)
    await state().notify('state_test', 'after')
    await until(() => heard.length === 2)
    assert.deepEqual(heard, ['', 'after'])
  })
}

function migrations(
  opened: () => OpenedState,
  open: StateUnderTest['open'],
  scratch: string,
  noteSource: MigrationSource,
): void {
  const reopenFails = async (
    sources: readonly MigrationSource[],
    code: 'MIGRATION_FAILED' | 'MIGRATION_CHANGED',
  ) => {
    await opened().state.close()
    await assert.rejects(open(sources), (error) => isCountersignError(error, code))
    Object.assign(opened(), await open([noteSource]))
  }

  it('undoes all of a migration that fails, names it, and runs it once it is right', async () => {
    const half = 'CREATE TABLE half (tenant_id text NOT NULL);\nSELECT nonsense;'
    await reopenFails([noteSource, source(scratch, 'halves', { '0001-half.sql': half })], 'MIGRATION_FAILED')
    const right = 'CREATE TABLE half (tenant_id text NOT NULL);'
    await opened().state.close()
    Object.assign(opened(), await open([noteSource, source(scratch, 'halves', { '0001-half.sql': right })]))
    await opened().state.asOperator((tx) => sql`SELECT * FROM half`.execute(tx))
  })

  it('refuses a migration that changed after it ran', async () => {
    const changed = source(join(scratch, 'changed'), 'notes', { '0001-note.sql': `${noteSql} -- changed` })
    await reopenFails([changed], 'MIGRATION_CHANGED')
  })
}

const untilMilliseconds = 10_000

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + untilMilliseconds
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'it did not happen')
    await sleep(10)
  }
}
