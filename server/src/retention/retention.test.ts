import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Retention } from '@countersign/api/retention'
import { sql } from 'kysely'
import { accessKeyRule, bearer, cloudTrail, fixedRules, ndjson } from '../intake/test-intake.ts'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'
import { dayMilliseconds } from './policy.ts'

const shop = 'shop' as TenantId
const bank = 'bank' as TenantId
const folder = temporaryFolder('retention')
const startMs = Date.UTC(2026, 0, 1)
let nowMs = startMs
let running: RunningPlatform
let operator: Browser
const keys = new Map<TenantId, string>()

const accessLog = (number: number) =>
  `198.51.100.7 - - [01/Jan/2026:00:00:00 +0000] "GET /${number} HTTP/1.1" 200 12 "-" "curl/8.5.0"\n`

async function ship(tenantId: TenantId, number: number): Promise<void> {
  for (const body of [
    ndjson([cloudTrail(number, { eventName: 'CreateAccessKey' })]),
    `${accessLog(number)}{"cut": ${number}\n`,
  ]) {
    const headers = bearer(keys.get(tenantId) ?? '')
    const response = await fetch(`${running.url}/ingest/all`, { method: 'POST', headers, body })
    assert.equal(response.status, 200, await response.text())
  }
}

type Counts = Readonly<Record<'trail' | 'access' | 'unparsed' | 'findings' | 'incidents', number>>

async function countsOf(tenantId: TenantId): Promise<Counts> {
  const scoped = running.platform.lake.forTenant(tenantId)
  const [events] = await scoped.query<{ trail: number; access: number }>(
    (tables) =>
      `SELECT countIf(format = 'aws-cloudtrail') AS trail, countIf(format = 'nginx-access') AS access FROM ${tables.events}`,
  )
  const count = async (table: 'unparsed' | 'findings') =>
    (await scoped.query<{ rows: number }>((tables) => `SELECT count() AS rows FROM ${tables[table]}`))[0]
      ?.rows ?? 0
  const { rows } = await running.platform.state.forTenant(tenantId, (tx) =>
    sql<{ incidents: number }>`SELECT count(*) AS incidents FROM incident`.execute(tx),
  )
  return {
    trail: events?.trail ?? 0,
    access: events?.access ?? 0,
    unparsed: await count('unparsed'),
    findings: await count('findings'),
    incidents: rows[0]?.incidents ?? 0,
  }
}

/** As the schedule does; the pass is over when the job's queue is empty again. */
async function enforced(tenantId: TenantId, isDone: (counts: Counts) => boolean): Promise<Counts> {
  await running.platform.jobs.send(tenantId, 'retention', {})
  for (;;) {
    const counts = await countsOf(tenantId)
    if (isDone(counts)) return counts
    await wait(50)
  }
}

before(async () => {
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  running = await startPlatform({
    config,
    consoleFolder: folder.path,
    rules: fixedRules([accessKeyRule]),
    clock: { now: () => nowMs },
  })
  for (const tenantId of [shop, bank]) {
    await running.tenancy.createTenant(tenantId, tenantId)
    keys.set(tenantId, (await running.tenancy.createSource(tenantId, 'all', 'auto')).key)
    await ship(tenantId, 1)
    await running.incidents.sweep(tenantId)
  }
  nowMs += 40 * dayMilliseconds
  for (const tenantId of [shop, bank]) await ship(tenantId, 2)
  operator = await signedIn(running.url, await running.createSignInLink())
})
after(async () => {
  await running.stop()
  folder.remove()
})

const path = `/api/tenants/${shop}/retention`
const choice = { events: 30, unparsed: 30, findings: 30, incidents: 30, formats: { 'aws-cloudtrail': 90 } }

describe('what is kept', () => {
  test('is shown with its oldest and when that goes; by default as the limits say', async () => {
    const { status, body } = await operator.send('GET', path)
    assert.equal(status, 200)
    const { classes, formats } = body as unknown as Retention
    assert.deepEqual(formats, [])
    assert.deepEqual(classes[0], {
      class: 'events',
      days: 365,
      oldestAt: new Date(startMs).toISOString(),
      nextDeletionAt: new Date(startMs + 365 * dayMilliseconds).toISOString(),
      isDefault: true,
      defaultDays: 365,
      lastDeletion: null,
    })
    assert.deepEqual(classes[3]?.oldestAt, null)
  })

  test('is chosen by class and format, and nonsense is refused', async () => {
    for (const wrong of [{ ...choice, events: 0 }, { ...choice, formats: { nonsense: 3 } }, { events: 3 }])
      assert.equal((await operator.send('PUT', path, wrong)).status, 400)
    const { status, body } = await operator.send('PUT', path, choice)
    assert.equal(status, 200)
    const { classes, formats } = body as unknown as Retention
    assert.deepEqual(
      classes.map(({ days, isDefault }) => [days, isDefault]),
      Array(4).fill([30, false]),
    )
    assert.deepEqual(formats, [
      {
        format: 'aws-cloudtrail',
        days: 90,
        oldestAt: new Date(startMs).toISOString(),
        nextDeletionAt: new Date(startMs + 90 * dayMilliseconds).toISOString(),
      },
    ])
  })
})

describe('a pass', () => {
  test('deletes what is past its time, of this tenant alone', async () => {
    await running.incidents.sweep(shop)
    const [before, foreign] = [await countsOf(shop), await countsOf(bank)]
    assert.deepEqual(before, { ...foreign })
    assert.deepEqual([before.trail, before.access, before.unparsed, before.findings], [2, 2, 2, 2])
    const left = await enforced(shop, ({ findings }) => findings === 1)
    assert.deepEqual(
      { ...left, incidents: 0 },
      { trail: 2, access: 1, unparsed: 1, findings: 1, incidents: 0 },
    )
    assert.deepEqual(await countsOf(bank), foreign)
  })

  test('leaves incidents that are not resolved, however old, and takes resolved ones with their history', async () => {
    const { items } = await running.incidents.list([shop], {})
    const [incident] = items
    assert.ok(incident !== undefined)
    const resolved = await operator.send('PATCH', `/api/tenants/${shop}/incidents/${incident.incidentId}`, {
      status: 'resolved',
      reason: 'done',
      resolution: 'false-positive',
    })
    assert.equal(resolved.status, 200, JSON.stringify(resolved.body))
    nowMs += 31 * dayMilliseconds
    const left = await enforced(shop, ({ incidents }) => incidents === items.length - 1)
    assert.equal(left.trail, 2, 'CloudTrail is kept 90 days here')
    const { rows } = await running.platform.state.forTenant(shop, (tx) =>
      sql<{
        rows: number
      }>`SELECT count(*) AS rows FROM incident_history WHERE incident_id = ${incident.incidentId}`.execute(
        tx,
      ),
    )
    assert.equal(rows[0]?.rows, 0)
    assert.ok((await countsOf(bank)).incidents > 0)
  })

  test('is told in the settings and in the audit trail', async () => {
    operator = await signedIn(running.url, await running.createSignInLink())
    const { classes } = (await operator.send('GET', path)).body as unknown as Retention
    assert.ok(
      classes.every(({ lastDeletion }) => (lastDeletion?.rows ?? 0) >= 1),
      JSON.stringify(classes),
    )
    const { items } = (await operator.send('GET', `/api/audit?tenant=${shop}`)).body as unknown as {
      items: { action: string; tenantId: string }[]
    }
    const told = items.filter(({ action }) => action.startsWith('tenant.retention'))
    assert.ok(told.some(({ action }) => action === 'tenant.retention-delete'))
    assert.ok(told.some(({ action }) => action === 'tenant.retention-save'))
    assert.ok(told.every(({ tenantId }) => tenantId === shop))
  })
})
