import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { AuditEntry, AuditPage } from '@countersign/api/audit'
import type { Right } from '@countersign/api/person'
import { sql } from 'kysely'
import pg from 'pg'
import { rightsOf } from '../platform/auth/rights.ts'
import { stateSchema } from '../platform/state/roles.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, browserAt, signedInAs } from '../platform/test-server.ts'
import { type Schema, sampleOf } from '../test-schema-sample.ts'
import { bank, shop, startTwoTenants, type TwoTenants } from '../test-two-tenants.ts'

let world: TwoTenants
let auditor: Browser

before(async () => {
  world = await startTwoTenants()
  const { url, platform } = world.running
  auditor = await signedInAs(url, platform, {
    personId: 'auditor',
    name: 'Auditor',
    role: 'auditor',
    tenantIds: null,
  })
})

after(async () => world?.stop())

async function trail(query = '', who: Browser = auditor): Promise<readonly AuditEntry[]> {
  const { status, body } = await who.send('GET', `/api/audit?limit=500${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return (body as unknown as AuditPage).items
}

async function entryOf(requestId: string | null): Promise<AuditEntry> {
  const found = (await trail()).filter((entry) => entry.requestId === requestId)
  assert.equal(found.length, 1, `entries of ${requestId}: ${JSON.stringify(found)}`)
  return found[0] as AuditEntry
}

type Route = { readonly method: string; readonly path: string; readonly operation: Operation }
type Operation = {
  readonly 'x-audit'?: string
  readonly 'x-right'?: Right
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

async function routes(): Promise<readonly Route[]> {
  const { body } = await world.operator.send('GET', '/api/openapi.json')
  const { paths } = body as unknown as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}

const isWrite = ({ method, path }: Route) => method !== 'GET' && method !== 'HEAD' && path.startsWith('/api/')
const withoutNeed = (path: string) => path.replace(/\{tenantId\}/, shop).replace(/\{\w+\}/g, 'a'.repeat(32))

describe('every route that writes', () => {
  test('has a name in the trail, and whoever asks and may not leaves an entry under it', async () => {
    const { url, platform } = world.running
    const viewer = await signedInAs(url, platform, {
      personId: 'viewer',
      name: 'Viewer',
      role: 'auditor',
      tenantIds: [shop],
    })
    const mayDo = rightsOf('auditor', 'some-tenants')
    const writes = (await routes()).filter(isWrite)
    assert.ok(writes.length >= 10, `${writes.length}`)
    for (const { method, path, operation } of writes) {
      assert.ok(operation['x-audit'], `${method} ${path}`)
      const { 'x-right': right } = operation
      // A question that is asked with a body, such as who-can, is open to whoever may read.
      if (right === undefined || mayDo.has(right)) continue
      const [content] = Object.values(operation.requestBody?.content ?? {})
      const body = content === undefined ? undefined : sampleOf(content.schema, {})
      const answer = await viewer.send(method, withoutNeed(path), body)
      assert.equal(answer.status, 403, `${method} ${path}`)
      const entry = await entryOf(answer.headers.get('x-request-id'))
      assert.deepEqual(
        [entry.action, entry.outcome, entry.status, entry.actor.id],
        [operation['x-audit'], 'refused', 403, 'viewer'],
        `${method} ${path}`,
      )
      assert.equal(entry.tenantId, path.includes('{tenantId}') ? shop : null, path)
    }
  })
})

describe('a change', () => {
  test('is recorded with who, from where, what it was before and what it is now', async () => {
    const { shopAdmin, shopThings } = world
    const path = `/api/tenants/shop/incidents/${shopThings.incidentId}`
    const answer = await shopAdmin.send(
      'PATCH',
      path,
      { status: 'resolved', resolution: 'authorised-test', reason: 'a drill' },
      { 'user-agent': `terminal ${'x'.repeat(1000)}` },
    )
    assert.equal(answer.status, 200)
    const entry = await entryOf(answer.headers.get('x-request-id'))
    assert.equal(entry.action, 'incident.resolve')
    assert.equal(entry.outcome, 'done')
    assert.equal(entry.tenantId, shop)
    assert.equal(entry.address, '127.0.0.1')
    assert.equal(entry.userAgent?.length, 300)
    assert.deepEqual(entry.target, { tenantId: shop, incidentId: shopThings.incidentId })
    assert.deepEqual(entry.actor, {
      kind: 'person',
      id: 'shop-admin',
      name: 'Administrator of the shop',
      role: 'operator-admin',
    })
    const same = { assignee: 'ordinary', snoozedUntil: null }
    assert.deepEqual(entry.before, { ...same, status: 'new', resolution: null })
    assert.deepEqual(entry.after, {
      ...same,
      status: 'resolved',
      resolution: 'authorised-test',
      reason: 'a drill',
    })
  })

  test('carries the name of the console’s action when it has the shape of one, and nothing else that is sent so', async () => {
    const { shopAdmin, shopThings } = world
    const path = `/api/tenants/shop/incidents/${shopThings.incidentId}`
    const recorded = async (name: string) => {
      const headers = { 'x-countersign-action': name }
      const answer = await shopAdmin.send('PATCH', path, { assignee: 'somebody' }, headers)
      assert.equal(answer.status, 200)
      return (await entryOf(answer.headers.get('x-request-id'))).target.consoleAction
    }
    assert.equal(await recorded('incident.assign'), 'incident.assign')
    for (const name of ['<b>x</b>', 'a.b.c', 'Incident.assign', '.', `a.${'b'.repeat(70)}`])
      assert.equal(await recorded(name), undefined, name)
  })

  test('and its entry are one transaction: without the entry there is no change', async () => {
    const { running, operator } = world
    await withoutTrail(async () => {
      const answer = await operator.send('POST', '/api/tenants', { id: 'unaudited', name: 'Unaudited' })
      assert.ok(answer.status >= 500, `${answer.status}`)
    })
    assert.ok(!(await running.tenancy.tenantIds()).includes('unaudited' as TenantId))
    const after = await operator.send('POST', '/api/tenants', { id: 'audited', name: 'Audited' })
    assert.equal(after.status, 201)
    const entry = await entryOf(after.headers.get('x-request-id'))
    assert.deepEqual(
      [entry.action, entry.tenantId, entry.after],
      ['tenant.create', null, { id: 'audited', name: 'Audited' }],
    )
  })

  test('that was refused by its content is recorded as refused, once', async () => {
    const answer = await world.operator.send('POST', '/api/tenants', { id: 'shop', name: 'Again' })
    assert.equal(answer.status, 409)
    const entry = await entryOf(answer.headers.get('x-request-id'))
    assert.deepEqual([entry.action, entry.outcome, entry.status], ['tenant.create', 'refused', 409])
  })

  test('tried on a tenant that is not theirs is the operator’s to know, and that tenant learns nothing', async () => {
    const path = `/api/tenants/bank/sources/${world.bankThings.sourceId}`
    const answer = await world.shopAdmin.send('DELETE', path)
    assert.equal(answer.status, 404)
    const entry = await entryOf(answer.headers.get('x-request-id'))
    assert.deepEqual([entry.tenantId, entry.target.tenantId, entry.outcome], [null, bank, 'refused'])
    const ofBank = await world.operator.send('GET', '/api/tenants/bank/audit?action=source.revoke')
    assert.deepEqual((ofBank.body as unknown as AuditPage).items, [])
  })

  test('that an API key makes is the key’s; its repetition says that nothing was done again', async () => {
    const made = await world.operator.send('POST', '/api/tenants/shop/api-keys', {
      name: 'automation',
      rights: ['incident.write', 'incident.read'],
      expiresInDays: 1,
    })
    const { key, apiKey } = made.body as unknown as { key: string; apiKey: { id: string } }
    const send = () =>
      browserAt(world.running.url).send(
        'PATCH',
        `/api/tenants/shop/incidents/${world.shopThings.incidentId}`,
        { assignee: 'machine' },
        { authorization: `Bearer ${key}`, 'idempotency-key': 'the same key, twice'.replaceAll(' ', '-') },
      )
    const entries = []
    for (const { headers, status } of [await send(), await send()]) {
      assert.equal(status, 200)
      entries.push(await entryOf(headers.get('x-request-id')))
    }
    assert.deepEqual(
      entries.map(({ actor, target }) => [actor.kind, actor.id, target.repetition]),
      [
        ['api-key', apiKey.id, undefined],
        ['api-key', apiKey.id, 'nothing was done'],
      ],
    )
    assert.ok(!JSON.stringify(await trail()).includes(key))
  })

  test('on many tenants at once is written tenant by tenant, with each one’s change', async () => {
    const { operator, shopThings, bankThings } = world
    const answer = await operator.send('POST', '/api/incidents/bulk', {
      incidents: [
        { tenantId: shop, incidentId: shopThings.incidentId },
        { tenantId: bank, incidentId: bankThings.incidentId },
      ],
      change: { assignee: 'Ada' },
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const id = answer.headers.get('x-request-id')
    const entries = (await trail('&action=incident.update-many')).filter(({ requestId }) => requestId === id)
    assert.deepEqual(entries.map(({ tenantId, status }) => [tenantId, status]).toSorted(), [
      [bank, null],
      [shop, null],
    ])
  })

  test('never shows a secret: the key of a new source is in no entry', async () => {
    const answer = await world.operator.send('POST', '/api/tenants/shop/sources', { name: 'secretive' })
    const { key } = answer.body as unknown as { key: string }
    const entry = await entryOf(answer.headers.get('x-request-id'))
    assert.deepEqual(entry.after, { name: 'secretive', format: 'auto' })
    assert.ok(!JSON.stringify(await trail()).includes(key))
  })
})

describe('signing in', () => {
  test('leaves an entry with the person when it succeeds, and without when it does not', async () => {
    const { url } = world.running
    const token = (await world.running.createSignInLink()).split('#token=')[1]
    const browser = browserAt(url)
    const good = await browser.send('POST', '/api/session', { token })
    assert.equal(good.status, 200)
    const again = await browserAt(url).send('POST', '/api/session', { token })
    assert.equal(again.status, 401)
    const entered = await entryOf(good.headers.get('x-request-id'))
    assert.deepEqual(
      [entered.action, entered.outcome, entered.actor.id],
      ['session.sign-in', 'done', 'operator'],
    )
    const refused = await entryOf(again.headers.get('x-request-id'))
    assert.deepEqual([refused.outcome, refused.actor.kind], ['refused', 'unknown'])
    assert.ok(!JSON.stringify(await trail()).includes(String(token)))
    const [link] = await trail('&action=session.create-link')
    assert.deepEqual(link?.actor, { kind: 'system', id: 'command-line', name: 'command-line', role: '' })
  })

  test('hands out no session that the trail does not know', async () => {
    const token = (await world.running.createSignInLink()).split('#token=')[1]
    await withoutTrail(async () => {
      const answer = await browserAt(world.running.url).send('POST', '/api/session', { token })
      assert.ok(answer.status >= 500)
      assert.equal(answer.headers.get('set-cookie'), null)
    })
  })
})

describe('reading raw customer data', () => {
  test('is recorded: the record, its bytes, unparsed lines, and an export for each tenant of it', async () => {
    const { shopThings, operator } = world
    const { eventId, sourceId } = shopThings
    const reads = [
      ['event.open', `/api/tenants/shop/events/${eventId}`],
      ['event.raw', `/api/tenants/shop/events/${eventId}/raw`],
      ['source.unparsed', `/api/tenants/shop/sources/${sourceId}/unparsed`],
    ] as const
    for (const [action, path] of reads) {
      const answer = await operator.send('GET', path)
      assert.equal(answer.status, 200, path)
      const entry = await entryOf(answer.headers.get('x-request-id'))
      assert.deepEqual([entry.action, entry.tenantId, entry.outcome], [action, shop, 'done'])
    }
    const exported = await operator.send('GET', '/api/events/export?tenant=shop,bank&q=ordinary')
    const id = exported.headers.get('x-request-id')
    const entries = (await trail('&action=event.export')).filter(({ requestId }) => requestId === id)
    assert.deepEqual(entries.map(({ tenantId }) => tenantId).toSorted(), [bank, shop])
    assert.equal(entries[0]?.target.q, 'ordinary')
  })
})

describe('the trail', () => {
  test('can be added to and not changed: not by the application, whatever it is told to do', async () => {
    const { state } = world.running.platform
    for (const table of ['audit_entry', 'operator_audit_entry']) {
      const sentences = [
        sql`UPDATE ${sql.table(table)} SET action = 'x.y'`,
        sql`DELETE FROM ${sql.table(table)}`,
        sql`TRUNCATE ${sql.table(table)}`,
      ]
      for (const sentence of sentences)
        await assert.rejects(
          state.forTenant(shop, (tx) => sentence.execute(tx)),
          { code: '42501' },
        )
    }
  })

  test('is closed to changes by the grants alone, should the trigger be dropped; deleting is for the retention job', async () => {
    const { rows } = await world.running.platform.state.asOperator((tx) =>
      sql<{ held: string }>`
        SELECT t || ' ' || p AS held FROM unnest(ARRAY['audit_entry', 'operator_audit_entry']) t,
          unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
        WHERE has_table_privilege(current_user, t, p) ORDER BY 1`.execute(tx),
    )
    assert.deepEqual(
      rows.map(({ held }) => held),
      [
        'audit_entry DELETE',
        'audit_entry INSERT',
        'audit_entry SELECT',
        'operator_audit_entry DELETE',
        'operator_audit_entry INSERT',
        'operator_audit_entry SELECT',
      ],
    )
  })

  test('is paged without a gap or a repetition, and filtered by who, what, outcome and time', async () => {
    const all = await trail()
    const paged: AuditEntry[] = []
    for (let cursor = ''; ; ) {
      const { body } = await auditor.send(
        'GET',
        `/api/audit?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      const page = body as unknown as AuditPage
      paged.push(...page.items)
      if (page.nextCursor === undefined) break
      cursor = page.nextCursor
    }
    assert.deepEqual(paged, all)
    assert.ok((await trail('&action=incident.')).every(({ action }) => action.startsWith('incident.')))
    assert.ok((await trail('&actor=viewer')).every(({ actor }) => actor.id === 'viewer'))
    assert.ok((await trail('&outcome=refused')).every(({ outcome }) => outcome === 'refused'))
    const { at } = all[3] as AuditEntry
    assert.deepEqual(
      await trail(`&to=${at}`),
      all.filter((entry) => entry.at < at),
    )
    assert.deepEqual(
      await trail(`&from=${at}`),
      all.filter((entry) => entry.at >= at),
    )
    assert.equal((await auditor.send('GET', '/api/audit?cursor=eA')).status, 400)
  })

  test('is read by an auditor, an administrator and a tenant’s owner, each within their tenants', async () => {
    const { url, platform } = world.running
    assert.ok((await trail()).some(({ tenantId }) => tenantId === null))
    const ofShop = await trail('', world.shopAdmin)
    assert.ok(ofShop.length > 0)
    assert.ok(ofShop.every(({ tenantId }) => tenantId === shop))
    assert.equal((await world.shopAdmin.send('GET', '/api/tenants/bank/audit')).status, 404)
    const analyst = await signedInAs(url, platform, {
      personId: 'analyst',
      name: 'Analyst',
      role: 'analyst',
      tenantIds: null,
    })
    assert.equal((await analyst.send('GET', '/api/audit')).status, 403)
    assert.equal((await analyst.send('GET', '/api/tenants/shop/audit')).status, 403)
  })
})

/** Meanwhile no entry can be stored. The owner's own connection: the application may not do this. */
async function withoutTrail(work: () => Promise<void>): Promise<void> {
  const trailOff = 'ADD CONSTRAINT nothing_more CHECK (false) NOT VALID'
  const trailOn = 'DROP CONSTRAINT nothing_more'
  for (const table of ['audit_entry', 'operator_audit_entry'])
    await asOwner(`ALTER TABLE ${table} ${trailOff}`)
  try {
    await work()
  } finally {
    for (const table of ['audit_entry', 'operator_audit_entry'])
      await asOwner(`ALTER TABLE ${table} ${trailOn}`)
  }
}

async function asOwner(statement: string): Promise<void> {
  const { dataDir } = world.running.platform
  // postmaster.pid, fifth line: the directory of the socket.
  const host = readFileSync(join(dataDir.state, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[4] as string
  const client = new pg.Client({ host, user: 'countersign_owner', database: 'countersign' })
  await client.connect()
  try {
    await client.query(`SET search_path = ${stateSchema}`)
    await client.query(statement)
  } finally {
    await client.end()
  }
}
