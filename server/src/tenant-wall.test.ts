/** Law 1 of the house: a tenant's data is seen by nobody else. Lists every table, queue and route, and proves it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EventPage } from '@countersign/api/event'
import { sql } from 'kysely'
import { lakeMigrations } from './platform/lake/migrate.ts'
import { lakeTables } from './platform/lake/scope.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { deliveries } from './test-deliveries.ts'
import { type ApiDocument, routesOf } from './test-isolation-attempts.ts'
import { everythingOf } from './test-tenant-rows.ts'
import { bank, canary, shop, startTwoTenants, type TwoTenants } from './test-two-tenants.ts'

let world: TwoTenants

before(async () => {
  world = await startTwoTenants()
})

after(async () => world?.stop())

/** Tables of the operator's own: no tenant's content, reached before a tenant is known. A new table is not among them. */
const operatorTables: Readonly<Record<string, string>> = {
  schema_migration: 'names of migrations',
  person: 'people, found by e-mail address before a tenant is known',
  sign_in_link: 'their sign-in links, hashed',
  session: 'their sessions, hashed',
  sign_in_attempt: 'failures by the hash of an e-mail address',
  sign_in_step: 'sign-ins that are half way, by the hash of a secret',
  recovery_code: 'hashes of recovery codes',
  passkey: 'public keys of people',
  sign_in_provider: 'where people sign in, before it is known who they are',
  sso_identity: 'whose account at a provider it is',
  api_key_door: 'hash of an API key to ids of tenant and key',
  operator_audit_entry:
    'what people of the operator did to its own things, and refused attempts on tenants not theirs',
  operator_settings: 'name, colours and contact of the operator',
  operator_logo: 'its pictures',
  language_model: 'where the operator has claims phrased',
  operator_egress_connection: 'connections that are of no tenant: sign-in, telemetry',
  sub_processor: 'who else processes data for the operator',
  saved_view: 'filters of the queue, under the names that people of the operator gave them',
  idempotent_request: 'answers, sealed with the key that the request named',
  tenant: 'the register of tenants',
  tenant_group: 'names of groups of tenants',
  tenant_group_member: 'ids of the tenants in a group',
  source_key: 'hash of a key to ids of tenant and source',
  intake_receipt: 'hashes of batches that are written together',
  rule_pack: 'rule packs, shared by all tenants',
  rule_text: 'their texts',
  rule_document: 'their files',
  rule_skipped: 'files that were refused',
}

type Table = {
  readonly name: string
  readonly kind: string
  readonly walled: boolean
  readonly forced: boolean
  readonly hasTenant: boolean
}

function stateTables(): Promise<readonly Table[]> {
  return world.running.platform.state.asOperator(async (tx) => {
    const { rows } = await sql<Table>`
      SELECT c.relname AS name, c.relkind AS kind, c.relrowsecurity AS walled, c.relforcerowsecurity AS forced,
             EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') AS "hasTenant"
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgboss')
      ORDER BY 1`.execute(tx)
    return rows
  })
}

const walledTables = async () =>
  (await stateTables()).filter(({ name }) => operatorTables[name] === undefined)
const walledNames = async () => (await walledTables()).map(({ name }) => name)

describe('every table of the state', () => {
  test('is a plain table; it has a tenant and a wall, or is listed as the operator’s', async () => {
    for (const table of await stateTables()) {
      assert.equal(table.kind, 'r', `${table.name}: a view runs with its owner's rights`)
      if (operatorTables[table.name] !== undefined) continue
      assert.deepEqual(table, { name: table.name, kind: 'r', walled: true, forced: true, hasTenant: true })
    }
  })

  test('has one policy, which is the same wall everywhere, for reading and for writing', async () => {
    const { state } = world.running.platform
    const policies = await state.asOperator(
      async (tx) =>
        (
          await sql<{ tablename: string; permissive: string; cmd: string; qual: string; with_check: string }>`
            SELECT tablename, permissive, cmd, qual, with_check FROM pg_policies WHERE schemaname !~ '^pg_' ORDER BY 1`.execute(
            tx,
          )
        ).rows,
    )
    const wall = '(tenant_id = ANY (tenant_ids()))'
    // The same, asked once a statement instead of once a row.
    const askedOnce = '(tenant_id = ANY (( SELECT tenant_ids() AS tenant_ids)::text[]))'
    const plain = (condition: string) => (condition === askedOnce ? wall : condition)
    assert.deepEqual(
      policies.map((policy) => ({
        ...policy,
        qual: plain(policy.qual),
        with_check: plain(policy.with_check),
      })),
      (await walledTables()).map(({ name }) => ({
        tablename: name,
        permissive: 'PERMISSIVE',
        cmd: 'ALL',
        qual: wall,
        with_check: wall,
      })),
    )
  })

  test('is read by no function that runs with other rights', async () => {
    const definers = await world.running.platform.state.asOperator(
      async (tx) =>
        (
          await sql<{
            name: string
          }>`SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.prosecdef AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`.execute(tx)
        ).rows,
    )
    assert.deepEqual(definers, [])
  })

  test('that is the operator’s holds no content of a tenant; only the register has its name', async () => {
    const operatorsOwn = (await stateTables()).filter(({ name }) => operatorTables[name] !== undefined)
    const held = await world.running.platform.state.asOperator(async (tx) => {
      const found: string[] = []
      for (const { name } of operatorsOwn) {
        const { rows } =
          await sql`SELECT FROM ${sql.table(name)} t WHERE strpos(t::text, ${canary}) > 0`.execute(tx)
        if (rows.length > 0) found.push(name)
      }
      return found
    })
    assert.deepEqual(held, ['tenant'])
  })

  test('shows the rows of the bank to the bank alone', async () => {
    const { state } = world.running.platform
    const rowsOf = (tenantId: TenantId | undefined, name: string) => {
      const read = async (tx: Parameters<Parameters<typeof state.asOperator>[0]>[0]) =>
        (
          await sql<{
            row: string
          }>`SELECT t::text AS row FROM ${sql.table(name)} t WHERE tenant_id = ${bank}`.execute(tx)
        ).rows
      return tenantId === undefined ? state.asOperator(read) : state.forTenant(tenantId, read)
    }
    const held: string[] = []
    for (const { name } of await walledTables()) {
      assert.deepEqual(await rowsOf(shop, name), [], name)
      assert.deepEqual(await rowsOf(undefined, name), [], name)
      if ((await rowsOf(bank, name)).length > 0) held.push(name)
    }
    for (const name of [
      'source',
      'incident',
      'incident_finding',
      'incident_history',
      'tenant_rule',
      'rule_switched_off',
    ])
      assert.ok(held.includes(name), `${name} holds nothing of the bank, so nothing was proven`)
  })
})

describe('every table of the lake', () => {
  test('begins with the tenant, as a column and as a key, and is known to the lake', () => {
    const statements = lakeMigrations().flatMap(({ sql: text }) => text.match(/CREATE [\s\S]*?;/g) ?? [])
    const created = statements.map((statement) => {
      const [, name] =
        /^CREATE TABLE IF NOT EXISTS (\w+)\s*\(\s*tenant_id LowCardinality\(String\),/.exec(statement) ?? []
      assert.ok(name, `${statement.slice(0, 80)}: not a table that begins with tenant_id`)
      assert.match(statement, /ORDER BY \(tenant_id,/, name)
      return name
    })
    assert.deepEqual(created.sort(), [...lakeTables].sort())
  })

  test('shows the rows of the bank to the bank alone', async () => {
    const { lake } = world.running.platform
    for (const table of lakeTables) {
      const read = (tenantId: TenantId) =>
        lake
          .forTenant(tenantId)
          .query((tables) => `SELECT tenant_id FROM ${tables[table]} WHERE tenant_id = {bank:String}`, {
            bank,
          })
      assert.deepEqual(await read(shop), [], table)
      assert.ok((await read(bank)).length > 0, `${table} holds nothing of the bank`)
    }
  })
})

describe('every queue', () => {
  test('holds jobs of one tenant each, named in the payload and first in the key', async () => {
    const { jobs, state } = world.running.platform
    await jobs.work('tenant-wall', {}, async () => undefined)
    for (const tenantId of [shop, bank])
      await jobs.send(tenantId, 'tenant-wall', {}, { startAfterSeconds: 3600 })
    const stored = await state.asOperator(
      async (tx) =>
        (
          await sql<{ name: string; data: { tenantId?: string } | null; key: string | null }>`
            SELECT name, data, singleton_key AS key FROM pgboss.job WHERE name !~ '^__pgboss__'`.execute(tx)
        ).rows,
    )
    assert.ok(stored.length >= 2)
    for (const { name, data, key } of stored) {
      assert.ok(data?.tenantId === shop || data?.tenantId === bank, `${name}: ${JSON.stringify(data)}`)
      assert.ok(key?.startsWith(`${data.tenantId}/`), `${name}: ${key}`)
    }
  })
})

async function document(): Promise<ApiDocument> {
  return (await world.operator.send('GET', '/api/openapi.json')).body as unknown as ApiDocument
}

/** What routes cannot do without. */
const neededQueries: Readonly<Record<string, (values: Readonly<Record<string, string>>) => string>> = {
  '/api/tenants/{tenantId}/evidence/entry': named,
  '/api/tenants/{tenantId}/evidence/proof': named,
  '/api/tenants/{tenantId}/evidence/erasures/preview': () => '?subject=person/nobody',
  '/api/tenants/{tenantId}/evidence/pack': () => '?from=2026-01-01T00:00:00.000Z&to=2099-01-01T00:00:00.000Z',
}

function named({ evidenceKind, evidenceRef }: Readonly<Record<string, string>>): string {
  return `?kind=${evidenceKind}&ref=${evidenceRef}`
}

/** What each role gets from every route when it names things of the bank: isolation-matrix.test.ts. */
describe('every route of a tenant', () => {
  test('answers an administrator of the shop about the shop', async () => {
    for (const { path } of routesOf(await document()).filter(
      ({ method, path }) => method === 'GET' && path.includes('{tenantId}'),
    )) {
      const values: Readonly<Record<string, string>> = { ...world.shopThings, tenantId: shop }
      const filled = path.replace(/\{(\w+|\*)\}/g, (_, name) => values[name] ?? 'x')
      const address = filled.replace(/\/\*$/, `/${values['*']}`) + (neededQueries[path]?.(values) ?? '')
      const { status } = await world.shopAdmin.send('GET', address)
      assert.equal(status, 200, address)
    }
  })
})

describe('every receiver, given a key of the shop', () => {
  test('stores at the shop and nothing at the bank, whatever the data and the address claim', async () => {
    const before = await everythingOf(world.running.platform, bank, await walledNames())
    for (const { path, scheme, body, status } of deliveries(world.bankThings)) {
      const { key } = world.shopThings
      const credentials = scheme === 'ApiKey' ? Buffer.from(`x:${key}`).toString('base64') : key
      const response = await fetch(world.running.url + path, {
        method: 'POST',
        headers: {
          authorization: `${scheme} ${credentials}`,
          'content-type': 'application/json',
          'x-tenant': bank,
          'x-scope-orgid': bank,
        },
        body,
      })
      const text = await response.text()
      assert.equal(response.status, status, `${path}: ${text}`)
      assert.ok(!text.includes(canary), path)
    }
    assert.equal(await everythingOf(world.running.platform, bank, await walledNames()), before)
    const { items } = (await world.shopAdmin.send('GET', '/api/events?q=claims')).body as unknown as EventPage
    assert.ok(items.length >= 4, `${items.length}`)
    assert.ok(items.every(({ tenantId }) => tenantId === shop))
  })
})
