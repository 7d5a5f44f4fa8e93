import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { AuditPage } from '@countersign/api/audit'
import { sql } from 'kysely'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'

const dayMs = 24 * 60 * 60 * 1000
const [shop, bank] = ['shop', 'bank'] as TenantId[] as [TenantId, TenantId]
const folder = temporaryFolder('audit-retention')
// What is recent is decided by the database's clock, so the story ends today.
const todayMs = Date.now()
let nowMs = todayMs - 200 * dayMs
let running: RunningPlatform

before(async () => {
  const flags = { port: '0', 'log-level': 'silent', 'audit-kept-days': '90' }
  running = await startPlatform({
    config: readConfig({}, { data: join(folder.path, 'data'), ...flags }),
    consoleFolder: folder.path,
    clock: { now: () => nowMs },
  })
  for (const tenantId of [shop, bank]) await running.tenancy.createTenant(tenantId, tenantId)
})
after(async () => {
  await running?.stop()
  folder.remove()
})

const operator = async () => signedIn(running.url, await running.createSignInLink())

async function trail(browser: Browser, query = ''): Promise<AuditPage> {
  const { status, body } = await browser.send('GET', `/api/audit?limit=500${query}`)
  assert.equal(status, 200)
  return body as unknown as AuditPage
}

async function addSources(name: string): Promise<void> {
  const browser = await operator()
  for (const tenantId of [shop, bank])
    assert.equal((await browser.send('POST', `/api/tenants/${tenantId}/sources`, { name })).status, 201)
}

const datesOf = ({ items }: AuditPage, action: string) =>
  items.filter((entry) => entry.action === action).map(({ at }) => Date.parse(at))

test('entries go when their time is over, of this tenant and of the operator, and that they went is an entry', async () => {
  await addSources('old')
  nowMs = todayMs
  await addSources('new')
  await running.platform.jobs.send(shop, 'retention', {})
  const browser = await operator()
  const deletions = async () => datesOf(await trail(browser), 'audit.retention-delete')
  while ((await deletions()).length < 2) await new Promise((resolve) => setTimeout(resolve, 50))

  const [ofShop, ofBank] = [await trail(browser, '&tenant=shop'), await trail(browser, '&tenant=bank')]
  assert.equal(ofShop.keptDays, 90)
  assert.deepEqual(datesOf(ofShop, 'source.create'), [todayMs])
  assert.deepEqual(datesOf(ofBank, 'source.create'), [todayMs, todayMs - 200 * dayMs])
  const { items } = await trail(browser)
  const told = items.filter(({ action }) => action === 'audit.retention-delete')
  assert.deepEqual(told.map(({ tenantId }) => tenantId).toSorted(), [null, shop].toSorted())
  for (const { actor, target, after } of told) {
    assert.deepEqual([actor.kind, actor.id], ['system', 'retention'])
    assert.equal(target.before, new Date(todayMs - 90 * dayMs).toISOString())
    assert.ok((after as { rows: number }).rows >= 1)
  }
  assert.deepEqual(
    items.filter(({ tenantId, at }) => tenantId !== bank && Date.parse(at) < todayMs - 90 * dayMs),
    [],
  )
})

test('nothing recent can be deleted, whatever the application is told: the database refuses', async () => {
  const before = await trail(await operator(), '&action=source.create')
  for (const table of ['audit_entry', 'operator_audit_entry'])
    await assert.rejects(
      running.platform.state.forTenant(bank, (tx) => sql`DELETE FROM ${sql.table(table)}`.execute(tx)),
      { code: '42501', message: /keeps its recent entries/ },
    )
  assert.deepEqual((await trail(await operator(), '&action=source.create')).items, before.items)
})
