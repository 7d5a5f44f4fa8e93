import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { Lake } from '@countersign/server/platform/lake/lake'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { leafRules } from '@countersign/sigma/correlation/plan'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import { treeUse } from '../intake/process-tree.ts'

const findingsPerTenant = 500
const activeShare = 0.1
const passesPerMinute = 2

/**
 * What the schedule costs in a minute: the shipped correlations over many tenants of which one in ten has something
 * new, and as its peer a pass over every tenant.
 */
export async function runManyTenants(tenants: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-correlation-'))
  await chmod(folder, 0o711)
  let nowMs = Date.UTC(2026, 2, 2, 12)
  const flags = {
    data: join(folder, 'data'),
    port: '0',
    'log-level': 'error',
    'correlation-every-seconds': '3600',
  }
  const running = await startPlatform({ config: readConfig({}, flags), clock: { now: () => nowMs } })
  try {
    const tenantIds = Array.from({ length: tenants }, (_, at) => `customer-${at}` as TenantId)
    for (const tenantId of tenantIds) await running.tenancy.createTenant(tenantId, tenantId)
    const { planned } = planCorrelations([...running.detection.rules.library().catalogue.rules.values()])
    const rules = [...new Set(planned.flatMap(({ plan }) => [...leafRules(plan)]))]
    const { lake } = running.platform
    for (const tenantId of tenantIds) await fill(lake, tenantId, rules, nowMs)
    const pass = async (some: readonly TenantId[]) => {
      for (const tenantId of some) await running.detection.correlate(tenantId)
    }
    const first = await cpuOf(() => pass(tenantIds))
    // Beyond the time that is read again.
    nowMs += 3_600_000
    await pass(tenantIds)
    for (const tenantId of tenantIds.slice(0, tenants * activeShare)) await fill(lake, tenantId, rules, nowMs)
    nowMs += 30_000
    const all = await cpuOf(() => pass(tenantIds))
    nowMs += 30_000
    let due = 0
    const scheduled = await cpuOf(async () => {
      const some = await running.detection.dueTenants(tenantIds)
      due = some.length
      await pass(some)
    })
    console.log(
      `\n${planned.length} correlations, ${tenants} tenants with ${findingsPerTenant} findings each`,
    )
    print('first pass, everything is new', first, 1)
    print('every tenant, one in ten has news', all, passesPerMinute)
    print(`the scheduled pass after it: ${due} are due`, scheduled, passesPerMinute)
    console.log(`${'ratio'.padEnd(46)}${(all / scheduled).toFixed(1)}x`)
  } finally {
    await running.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(lake: Lake, tenantId: TenantId, rules: readonly string[], nowMs: number): Promise<void> {
  const columns = ['tenant_id', 'finding_id', 'rule_id', 'reported', 'first_time', 'last_time', 'created_at']
  const rows = Array.from({ length: findingsPerTenant }, (_, at) => {
    const time = instant(nowMs - at * 5000)
    return [tenantId, `${nowMs}-${at}`, rules[at % rules.length], '0', time, time, instant(nowMs)].join('\t')
  })
  const token = `bench-${tenantId}-${nowMs}`
  await lake.insert({
    table: 'findings',
    columns,
    rows: Buffer.from(`${rows.join('\n')}\n`),
    rowCount: rows.length,
    token,
  })
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** CPU-seconds of this process and PostgreSQL. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = treeUse(process.pid).cpuSeconds
  await work()
  return treeUse(process.pid).cpuSeconds - before
}

function print(what: string, cpuSeconds: number, times: number): void {
  const perMinute = times === 1 ? '' : `, ${(cpuSeconds * times).toFixed(2)} per minute`
  console.log(`${what.padEnd(46)}${cpuSeconds.toFixed(2)} CPU-seconds${perMinute}`)
}
