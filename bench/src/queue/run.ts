import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { addIncidentRoutes } from '@countersign/server/incident/routes'
import { incidentMigrations, openIncidents } from '@countersign/server/incident/service'
import { openStreamHub } from '@countersign/server/incident/stream'
import { fillQueue } from '@countersign/server/incident/test-queue'
import type { Caller } from '@countersign/server/platform/auth/person'
import { rightsOf } from '@countersign/server/platform/auth/rights'
import { systemClock } from '@countersign/server/platform/clock'
import { readConfig } from '@countersign/server/platform/config'
import { type App, openApp } from '@countersign/server/platform/http/app'
import { openLake } from '@countersign/server/platform/lake/open-lake'
import { openLog } from '@countersign/server/platform/log'
import { openState } from '@countersign/server/platform/state/open-state'
import type { Region, TenantId } from '@countersign/server/platform/tenancy/tenant-id'

const tenantCount = 200
const incidentCount = 50_000
const rounds = 40
const targetMilliseconds = 300

const queries: Readonly<Record<string, string>> = {
  'first page, open': 'status=open',
  'first page, everything': '',
  'critical of one tenant': 'tenant=customer-7&severity=critical',
  mine: 'status=open&assignee=Ada',
  'words that few hold': 'text=deploy-42%20host-11',
  'words that none holds': 'text=nowhere',
}

/** The queue over HTTP, asked by somebody who sees every tenant: 50,000 incidents of 200 tenants. */
export async function run(): Promise<number> {
  console.log(`machine          ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`)
  console.log(
    `queue            ${incidentCount} incidents, ${tenantCount} tenants, pages of 50, embedded PostgreSQL`,
  )
  const folder = await mkdtemp(join(tmpdir(), 'countersign-queue-'))
  await chmod(folder, 0o711)
  try {
    await measure(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

async function measure(folder: string): Promise<void> {
  const config = readConfig({}, {})
  const log = openLog('error')
  const { limits } = config
  const parts = { limits, log, config: { kind: 'embedded' } as const, migrations: [incidentMigrations] }
  const { state } = await openState({ ...parts, directory: join(folder, 'state') })
  const lake = await openLake({ config: { kind: 'chdb' }, directory: join(folder, 'lake'), limits })
  const tenantIds = Array.from({ length: tenantCount }, (_, at) => `customer-${at}` as TenantId)
  for (const tenantId of tenantIds) await fillQueue(state, tenantId, incidentCount / tenantCount)
  const incidents = openIncidents({ state, lake, clock: systemClock, log, region: 'local' as Region })
  const hub = await openStreamHub(state, incidents, log)
  const app = await openApp(config, log)
  app.decorateRequest('caller', undefined)
  const caller = operatorOf(tenantIds)
  app.addHook('onRequest', async (request) => {
    request.caller = caller
  })
  addIncidentRoutes(app, { incidents, hub })
  for (const [name, query] of Object.entries(queries)) await ask(app, name, query)
  await hub.close()
  await app.close()
  await state.close()
  await lake.close()
}

/** Time inside the server: the request is put in without a network. */
async function ask(app: App, name: string, query: string): Promise<void> {
  const times: number[] = []
  let rows = 0
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    const answer = await app.inject({ method: 'GET', url: `/api/incidents?${query}` })
    times.push(performance.now() - started)
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
    rows = (answer.json() as { readonly items: readonly unknown[] }).items.length
  }
  const at = (share: number) => times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0
  console.log(
    `${name.padEnd(25)}p50 ${at(0.5).toFixed(1)} ms  p95 ${at(0.95).toFixed(1)} ms  (target ${targetMilliseconds} ms)  ${rows} rows`,
  )
}

function operatorOf(tenantIds: readonly TenantId[]): Caller {
  const rights = rightsOf('analyst', 'all-tenants')
  return { kind: 'api-key', person: { personId: 'bench', name: 'Ada', role: 'analyst', rights, tenantIds } }
}
