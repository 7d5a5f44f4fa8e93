import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { temporaryFolder } from '../platform/test-server.ts'
import { arrivalOverlapSeconds } from './correlate.ts'
import { dueTenants } from './due-tenants.ts'
import { seenTos } from './tenant-store.ts'

const [shop, bank] = ['shop' as TenantId, 'bank' as TenantId]
const folder = temporaryFolder('due-tenants')
let nowMs = Date.UTC(2026, 2, 2, 12)
let running: RunningPlatform

before(async () => {
  const flags = { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' }
  const config = readConfig({}, { ...flags, 'correlation-every-seconds': '3600' })
  running = await startPlatform({ config, clock: { now: () => nowMs }, consoleFolder: folder.path })
  for (const tenantId of [shop, bank]) await running.tenancy.createTenant(tenantId, tenantId)
})

after(async () => {
  await running?.stop()
  folder.remove()
})

const due = () => dueTenants({ ...running.platform, correlations: () => [] }, [shop, bank])
const pass = () => Promise.all([shop, bank].map((tenantId) => running.detection.correlate(tenantId)))
const later = (seconds: number) => {
  nowMs += seconds * 1000
}

async function findingArrives(tenantId: TenantId): Promise<void> {
  const columns = ['tenant_id', 'finding_id', 'rule_id', 'reported', 'first_time', 'last_time', 'created_at']
  const at = new Date(nowMs).toISOString().replace('T', ' ').replace('Z', '')
  await running.platform.lake.insert({
    table: 'findings',
    columns,
    rows: Buffer.from(`${[tenantId, String(nowMs), 'a-rule', '0', at, at, at].join('\t')}\n`),
    rowCount: 1,
    token: `due-${nowMs}`,
  })
}

test('a tenant that never had a pass is due', async () => {
  assert.deepEqual(await due(), [shop, bank])
})

test('a tenant with nothing new is not due, and counts as seen up to now', async () => {
  await pass()
  later(3600)
  assert.deepEqual(await due(), [])
  const seen = await running.platform.state.forTenants([shop, bank], seenTos)
  assert.deepEqual([...seen.values()], [nowMs, nowMs])
})

test('a tenant is due from when something arrives until a pass has seen it beyond the overlap', async () => {
  await findingArrives(bank)
  later(60)
  assert.deepEqual(await due(), [bank])
  assert.deepEqual(await due(), [bank])
  later(arrivalOverlapSeconds)
  assert.deepEqual(await due(), [bank])
  await pass()
  assert.deepEqual(await due(), [])
})

test('what arrived long before a pass that failed is still due', async () => {
  await findingArrives(shop)
  later(24 * 3600)
  assert.deepEqual(await due(), [shop])
})
