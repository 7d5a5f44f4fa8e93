import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { addIncidentRoutes } from '@countersign/server/incident/routes'
import { incidentMigrations, openIncidents } from '@countersign/server/incident/service'
import { openStreamHub } from '@countersign/server/incident/stream'
import { fillQueue } from '@countersign/server/incident/test-queue'
import type { Caller } from '@countersign/server/platform/auth/person'
import { rightsOf } from '@countersign/server/platform/auth/rights'
import { systemClock } from '@countersign/server/platform/clock'
import { readConfig } from '@countersign/server/platform/config'
import { type App, openApp } from '@countersign/server/platform/http/app'
import type { Lake } from '@countersign/server/platform/lake/lake'
import { openLake } from '@countersign/server/platform/lake/open-lake'
import { openLog } from '@countersign/server/platform/log'
import { openState } from '@countersign/server/platform/state/open-state'
import type { State } from '@countersign/server/platform/state/state'
import type { Region, TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { sql } from 'kysely'

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
  'an identity': 'status=open&identity=aws:111122223333:user/deploy-42',
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
  const serving = (some: State) => serve(some, lake, tenantIds)
  const [ours, peer] = [await serving(state), await serving(withoutIndexes(state))]
  console.log('\nright after the rows came, before PostgreSQL knows anything about them')
  await askAll(ours.app, peer.app)
  await untilAnalysed(state)
  console.log('\nafter its ANALYZE, which runs by itself')
  await askAll(ours.app, peer.app)
  for (const { close } of [ours, peer]) await close()
  await state.close()
  await lake.close()
}

async function serve(state: State, lake: Lake, tenantIds: readonly TenantId[]) {
  const log = openLog('error')
  const incidents = openIncidents({ state, lake, clock: systemClock, log, region: 'local' as Region })
  const hub = await openStreamHub(state, incidents, log)
  const app = await openApp(readConfig({}, {}), log)
  app.decorateRequest('caller', undefined)
  const caller = operatorOf(tenantIds)
  app.addHook('onRequest', async (request) => {
    request.caller = caller
  })
  addIncidentRoutes(app, { incidents, hub })
  const close = async () => {
    await hub.close()
    await app.close()
  }
  return { app, close }
}

/** The peer: the same statements, and a table that has to be read and sorted for each. */
function withoutIndexes(state: State): State {
  const off = sql`SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_indexscan', 'enable_indexonlyscan',
    'enable_bitmapscan']) AS name`
  return {
    ...state,
    forTenants: (tenantIds, work) =>
      state.forTenants(tenantIds, async (tx) => {
        await off.execute(tx)
        return work(tx)
      }),
  }
}

async function untilAnalysed(state: State): Promise<void> {
  const look = sql<{ readonly last_autoanalyze: Date | null }>`
    SELECT last_autoanalyze FROM pg_stat_user_tables WHERE relname = 'incident'`
  while ((await state.asOperator((tx) => look.execute(tx))).rows[0]?.last_autoanalyze == null)
    await sleep(1000)
}

async function askAll(ours: App, peer: App): Promise<void> {
  for (const [name, query] of Object.entries(queries)) {
    const { p50, p95, rows } = await ask(ours, query)
    const plain = await ask(peer, query)
    const times = `p50 ${p50.toFixed(1)} ms  p95 ${p95.toFixed(1)} ms  (target ${targetMilliseconds} ms)`
    const ratio = `without indexes p50 ${plain.p50.toFixed(1)} ms: ${(plain.p50 / p50).toFixed(1)}x`
    console.log(`${name.padEnd(25)}${times}  ${String(rows).padStart(2)} rows  ${ratio}`)
  }
}

type Asked = { readonly p50: number; readonly p95: number; readonly rows: number }

/** Time inside the server: the request is put in without a network. */
async function ask(app: App, query: string): Promise<Asked> {
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
  return { p50: at(0.5), p95: at(0.95), rows }
}

function operatorOf(tenantIds: readonly TenantId[]): Caller {
  const rights = rightsOf('analyst', 'all-tenants')
  return { kind: 'api-key', person: { personId: 'bench', name: 'Ada', role: 'analyst', rights, tenantIds } }
}
