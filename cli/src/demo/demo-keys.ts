import { readFileSync, writeFileSync } from 'node:fs'
import type { SimulatedTenant } from '@countersign/range/simulated-tenant'
import { CountersignError, isCountersignError } from '@countersign/server/platform/errors'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import type { TenancyService } from '@countersign/server/tenancy/service'

/** What the demo remembers between starts: the keys it was given, and up to when it has told. */
export type DemoMemory = {
  /** By `tenant/source`. The server shows a key once, so whoever ships keeps it. */
  readonly keys: Readonly<Record<string, string>>
  /** Milliseconds since the epoch; absent before the first history is loaded. */
  readonly toldUntilMs?: number
}

const nothing: DemoMemory = { keys: {} }

export function readMemory(path: string): DemoMemory {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<DemoMemory>
    return { ...nothing, ...value }
  } catch {
    return nothing
  }
}

export function writeMemory(path: string, memory: DemoMemory): void {
  writeFileSync(path, `${JSON.stringify(memory, null, 2)}\n`, { mode: 0o600 })
}

/** The simulated companies as tenants with sources; returns a working key of each source, by `tenant/source`. */
export async function demoKeys(
  tenancy: TenancyService,
  companies: readonly SimulatedTenant[],
  known: DemoMemory['keys'],
): Promise<Readonly<Record<string, string>>> {
  const keys: Record<string, string> = {}
  for (const company of companies) {
    const tenantId = company.id as TenantId
    await ensureTenant(tenancy, tenantId, company.name)
    for (const { name, format } of company.sources) {
      const place = `${tenantId}/${name}`
      keys[place] = await workingKey(tenancy, tenantId, { name, format }, known[place])
    }
  }
  return keys
}

async function ensureTenant(tenancy: TenancyService, tenantId: TenantId, name: string): Promise<void> {
  try {
    await tenancy.createTenant(tenantId, name)
  } catch (error) {
    if (!isCountersignError(error, 'TENANT_EXISTS')) throw error
  }
}

/** A key that no longer works belongs to a source of which only the name is left: it makes room for a new one. */
async function workingKey(
  tenancy: TenancyService,
  tenantId: TenantId,
  source: { readonly name: string; readonly format: string },
  known: string | undefined,
): Promise<string> {
  if (known !== undefined) {
    const whose = await tenancy.authenticateSourceKey(known)
    if (whose.kind === 'source' && whose.tenantId === tenantId && whose.sourceName === source.name)
      return known
  }
  const inUse = (await tenancy.sources([tenantId])).find(
    (one) => one.source.name === source.name && one.source.revokedAt === null,
  )
  if (inUse !== undefined) await tenancy.revokeSource(tenantId, inUse.source.sourceId)
  const { key } = await tenancy.createSource(tenantId, source.name, source.format)
  if (key === '') throw new CountersignError('INTERNAL', `no key for ${tenantId}/${source.name}`)
  return key
}
