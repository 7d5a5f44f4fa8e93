/** Law 1 of the house: a tenant's data is seen by nobody else. Lists every table, queue and route, and proves it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EventPage } from '@countersign/api/event'
import type { Right } from '@countersign/api/person'
import { sql } from 'kysely'
import { rightsOf } from './platform/auth/rights.ts'
import { lakeMigrations } from './platform/lake/migrate.ts'
import { lakeTables } from './platform/lake/scope.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import type { Answer } from './platform/test-server.ts'
import { deliveries } from './test-deliveries.ts'
import { type Schema, sampleOf } from './test-schema-sample.ts'
import {
  bank,
  canary,
  shop,
  startTwoTenants,
  type TenantThings,
  type TwoTenants,
} from './test-two-tenants.ts'

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

type Operation = {
  readonly 'x-right'?: Right
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}
type Route = { readonly method: string; readonly path: string; readonly operation: Operation }

async function routes(): Promise<readonly Route[]> {
  const { body } = await world.operator.send('GET', '/api/openapi.json')
  const { paths } = body as unknown as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}

/** Ends the session of whoever asks; holds nothing of a tenant. */
const aboutTheSession = '/api/session'

function addressOf(path: string, tenantId: TenantId, things: TenantThings): string {
  const values: Readonly<Record<string, string>> = { ...things, tenantId, source: things.sourceId }
  return path.replace(/\{(\w+)\}|:(\w+)|\*/g, (_, name, other) => values[name ?? other] ?? 'x')
}

const rightsOfShopAdmin = rightsOf('operator-admin', 'some-tenants')

/** What nobody of some tenants may do is refused before it is looked at which tenant is meant. */
function refusalOf({ 'x-right': right }: Operation): readonly [number, string] {
  return right === undefined || rightsOfShopAdmin.has(right) ? [404, 'NOT_FOUND'] : [403, 'FORBIDDEN']
}

const contact = { email: 'x@wall.test', phone: '1', url: 'https://wall.test' }

function bodyOf({ requestBody }: Operation): unknown {
  const [content] = Object.values(requestBody?.content ?? {})
  const ruleOfShop = {
    yaml: 'title: t\nid: 00000000-0000-4000-8000-0000000000ff\nlogsource: {product: aws}\ndetection: {s: {a: b}, condition: s}\n',
  }
  return content === undefined
    ? undefined
    : sampleOf(content.schema, {
        ...ruleOfShop,
        ...contact,
        format: 'auto',
        assignee: 'x',
        email: 'x@wall.test',
        rights: ['event.read'],
        incidentId: world.bankThings.incidentId,
        incidentIds: [world.bankThings.incidentId],
        incidents: [{ tenantId: bank, incidentId: world.bankThings.incidentId }],
        snoozeUntil: '2026-12-24T00:00:00Z',
        events: ['opened'],
        quietHours: { from: '22:00', to: '07:00', timeZone: 'UTC' },
        digest: { every: 'hour', minute: 0, timeZone: 'UTC' },
        target: { kind: 'slack', url: 'https://example.com/' },
        tenantId: bank,
        tenant: bank,
      })
}

function assertNothingOfTheBank(answer: Answer, what: string): void {
  const text = JSON.stringify(answer.body) + JSON.stringify([...answer.headers])
  assert.ok(!text.includes(canary), `${what} shows the canary`)
  assert.ok(answer.status < 500, `${what}: ${answer.status}`)
}

/** All that the bank has, apart from the marks that background passes move. */
async function everythingOfTheBank(): Promise<string> {
  const { state, lake } = world.running.platform
  const moving = new Set(['incident_sweep', 'correlation_progress'])
  const held: unknown[] = []
  for (const { name } of (await walledTables()).filter((table) => !moving.has(table.name))) {
    held.push(
      name,
      await state.forTenant(
        bank,
        async (tx) =>
          (await sql`SELECT t::text AS row FROM ${sql.table(name)} t ORDER BY 1`.execute(tx)).rows,
      ),
    )
  }
  for (const table of lakeTables)
    held.push(
      table,
      await lake
        .forTenant(bank)
        .query(
          (tables) =>
            `SELECT hex(raw) AS h FROM (SELECT toString(tuple(*)) AS raw FROM ${tables[table]}) ORDER BY h`,
        ),
    )
  return JSON.stringify(held)
}

describe('every route of the API, asked by an administrator of the shop', () => {
  test('answers with nothing of the bank, whichever tenant and ids are named, and changes nothing there', async () => {
    const before = await everythingOfTheBank()
    assert.ok(before.includes(canary))
    const asked = (await routes()).filter(({ path }) => path.startsWith('/api/') && path !== aboutTheSession)
    for (const { method, path, operation } of asked) {
      const body = bodyOf(operation)
      for (const tenantId of [bank, shop]) {
        const address = addressOf(path, tenantId, world.bankThings)
        const answer = await world.shopAdmin.send(method, address, body)
        const what = `${method} ${address}`
        assertNothingOfTheBank(answer, what)
        if (path.includes('{tenantId}') && tenantId === bank)
          assert.deepEqual([answer.status, answer.body.code], refusalOf(operation), what)
      }
    }
    assert.equal(await everythingOfTheBank(), before)
  })

  test('that takes a list of tenants refuses the bank, alone and among others', async () => {
    const lists = (await routes()).filter(({ operation }) =>
      operation.parameters?.some((one) => one.in === 'query' && one.name === 'tenant'),
    )
    assert.ok(lists.length >= 6)
    for (const { method, path } of lists) {
      for (const tenant of ['bank', 'shop,bank', 'bank,bank', '%62ank', 'shop%2Cbank', 'nobody']) {
        const address = `${addressOf(path, shop, world.shopThings)}?tenant=${tenant}&field=action`
        const answer = await world.shopAdmin.send(method, address)
        assert.deepEqual([answer.status, answer.body.code], [404, 'NOT_FOUND'], address)
        assertNothingOfTheBank(answer, address)
      }
    }
  })

  test('finds its own, so the refusals above are about the tenant', async () => {
    for (const { path, operation } of (await routes()).filter(
      ({ method, path }) => method === 'GET' && path.includes('{tenantId}'),
    )) {
      const address = addressOf(path, shop, world.shopThings)
      const { status } = await world.shopAdmin.send('GET', address, bodyOf(operation))
      assert.equal(status, 200, address)
    }
  })

  test('the live stream tells of the shop and never of the bank', async () => {
    const response = await fetch(`${world.running.url}/api/stream`, {
      headers: { cookie: world.shopAdmin.cookie(), 'last-event-id': '0' },
      signal: AbortSignal.timeout(60_000),
    })
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    const change = async (tenantId: TenantId, things: TenantThings) =>
      world.operator.send('PATCH', `/api/tenants/${tenantId}/incidents/${things.incidentId}`, {
        status: 'in-progress',
      })
    let text = ''
    await change(bank, world.bankThings)
    await change(shop, world.shopThings)
    while ((text.match(new RegExp(world.shopThings.incidentId, 'g')) ?? []).length < 2)
      text += decoder.decode((await reader?.read())?.value)
    await reader?.cancel()
    for (const word of [bank, canary, world.bankThings.incidentId]) assert.ok(!text.includes(word), text)
  })
})

describe('every receiver, given a key of the shop', () => {
  test('stores at the shop and nothing at the bank, whatever the data and the address claim', async () => {
    const before = await everythingOfTheBank()
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
    assert.equal(await everythingOfTheBank(), before)
    const { items } = (await world.shopAdmin.send('GET', '/api/events?q=claims')).body as unknown as EventPage
    assert.ok(items.length >= 4, `${items.length}`)
    assert.ok(items.every(({ tenantId }) => tenantId === shop))
  })
})
