import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import { openInventory } from '@countersign/server/identity/inventory/service'
import { systemClock } from '@countersign/server/platform/clock'
import { readConfig } from '@countersign/server/platform/config'
import { openLake } from '@countersign/server/platform/lake/open-lake'
import { openLog } from '@countersign/server/platform/log'
import { openState } from '@countersign/server/platform/state/open-state'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { stateMigrations } from '@countersign/server/state-migrations'
import { measureChecks } from './checks.ts'

const identityCount = 200_000
const rounds = 40
const tenantId = 'customer' as TenantId

const questions: Readonly<Record<string, Parameters<ReturnType<typeof openInventory>['list']>[1]>> = {
  'first page': {},
  'roles without an owner': { kind: 'cloud-role', owner: 'none' },
  dormant: { stage: 'dormant' },
  'words that few hold': { text: 'worker-4242' },
  'words that none holds': { text: 'nowhere' },
}

/** The inventory's list and one record, with 200,000 identities in one tenant. */
export async function run(): Promise<number> {
  console.log(`machine   ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`)
  const folder = await mkdtemp(join(tmpdir(), 'countersign-identities-'))
  await chmod(folder, 0o711)
  try {
    await measure(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

async function measure(folder: string): Promise<void> {
  const { limits } = readConfig({}, {})
  const log = openLog('error')
  const config = { kind: 'embedded' } as const
  const { state } = await openState({
    config,
    directory: join(folder, 'state'),
    limits,
    log,
    migrations: stateMigrations,
  })
  const lake = await openLake({ config: { kind: 'chdb' }, directory: join(folder, 'lake'), limits })
  const inventory = openInventory({
    state,
    lake,
    clock: systemClock,
    mandatedKeys: async () => () => false,
  })
  const began = performance.now()
  await state.forTenant(tenantId, (tx) =>
    inventory.takeItems(tx, tenantId, { source: 'bench', at: new Date() }, items()),
  )
  console.log(`import    ${identityCount} identities in ${Math.round(performance.now() - began)} ms\n`)
  console.log(`${''.padEnd(30)}${'p50 ms'.padStart(10)}${'p95 ms'.padStart(10)}`)
  for (const [name, query] of Object.entries(questions))
    await timed(name, () => inventory.list(tenantId, query))
  const { nextCursor = '' } = await inventory.list(tenantId, {})
  await timed('second page', () => inventory.list(tenantId, { cursor: nextCursor }))
  await timed('one record', () => inventory.read(tenantId, keyAt(identityCount / 2)))
  await measureChecks({ state, lake, limits, inventory }, tenantId, timed)
  await state.close()
  await lake.close()
}

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(10)
  console.log(`${name.padEnd(30)}${at(0.5)}${at(0.95)}`)
}

const keyAt = (at: number) => `aws:111122223333:assumed-role/worker-${at}`

/** Up to 200 days old: half of them older than a secret may be. */
const secretAt = (at: number, nowMs: number): InventoryItem['credentials'][number] => ({
  kind: 'client-secret',
  id: `secret-${at}`,
  active: true,
  createdAt: new Date(nowMs - (at % 200) * 86_400_000).toISOString(),
})

/** A tenth without use for long, half without an owner. */
function items(): readonly InventoryItem[] {
  const nowMs = Date.now()
  return Array.from({ length: identityCount }, (_, at): InventoryItem => {
    const unusedDays = at % 10 === 0 ? 200 : at % 60
    return {
      key: keyAt(at),
      kind: at % 3 === 0 ? 'cloud-role' : 'service-account',
      provider: 'aws',
      displayName: `worker-${at}`,
      accountable:
        at % 2 === 0
          ? []
          : [
              {
                role: 'owner',
                key: `user:team-${at % 97}@acme.example`,
                confidence: 'stated',
                evidence: 'tag owner',
              },
            ],
      credentials: at % 4 === 0 ? [secretAt(at, nowMs)] : [],
      lastUsedAt: new Date(nowMs - unusedDays * 86_400_000 - at).toISOString(),
      grants: [],
      alsoKnownAs: [{ kind: 'arn', value: `arn:aws:iam::111122223333:role/worker-${at}` }],
      evidence: { source: 'bench' },
    }
  })
}
