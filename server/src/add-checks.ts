import type { IdentityInventory } from './add-inventory.ts'
import { personOf, reportTo } from './add-mandates.ts'
import { scheduleChecks } from './identity/checks/jobs.ts'
import { addCheckRoutes } from './identity/checks/routes.ts'
import { type CheckPorts, type IdentityChecking, openIdentityChecking } from './identity/checks/service.ts'
import { readLakeEvents } from './identity/explanation/service.ts'
import { everApproved } from './identity/mandate/service.ts'
import type { FindingSink } from './intake/ports.ts'
import { findPersonByEmail } from './people/person-store.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenancyService } from './tenancy/service.ts'

export type CheckingPorts = {
  readonly identities: IdentityInventory
  readonly tenancy: TenancyService
  readonly findingSink: FindingSink
}

/** Part of the composition root: every identity held against the checks, again and again. */
export async function addChecks(
  app: App,
  platform: Platform,
  { identities, tenancy, findingSink }: CheckingPorts,
  close: Closer,
): Promise<IdentityChecking> {
  const { limits } = platform.config
  const { inventory, configurations, authority } = identities
  const checking = openIdentityChecking({
    ...platform,
    limits,
    personOf: standingHere(platform, tenancy),
    identityOf: inventory.find,
    marks: inventory.marks,
    records: inventory.records,
    changedAt: inventory.changedAt,
    noteLife: inventory.noteLife,
    mandates: everApproved,
    policyNow: (tenantId) => configurations.policies.inForce(tenantId, platform.clock.now()),
    setsOf: authority.sets,
    spans: spansOf(platform),
    report: reportTo(platform, findingSink),
  })
  addCheckRoutes(app, checking)
  const every = limits.identityChecksEverySeconds
  const stop = await scheduleChecks(platform.jobs, every, checking.pass, tenancy.tenantIds)
  close.add(async () => stop())
  return checking
}

/** A person is there who can sign in and sees the tenant. */
function standingHere(platform: Platform, tenancy: TenancyService): CheckPorts['personOf'] {
  const known = personOf(platform, tenancy)
  return async (tenantId, key) => {
    const id = /^person:(.+)$/.exec(key)?.[1]
    if (id !== undefined) {
      const person = await known(tenantId, id)
      return person === undefined ? undefined : { name: person.name, isThere: true }
    }
    const email = /^(?:user:)?([^\s@:]+@[^\s@]+)$/.exec(key)?.[1]?.toLowerCase()
    if (email === undefined) return undefined
    const stored = await platform.state.asOperator((tx) => findPersonByEmail(tx, email))
    if (stored === undefined) return undefined
    // Somebody of another tenant is nobody here: not even a name is told.
    const isOwn = stored.homeTenantId === null || stored.homeTenantId === tenantId
    if (!isOwn) return undefined
    return { name: stored.name, isThere: (await known(tenantId, stored.personId)) !== undefined }
  }
}

function spansOf({ lake, config: { limits } }: Platform): CheckPorts['spans'] {
  return async (tenantId, fromMs, max) => {
    const bounds = { lineMaxBytes: limits.intakeLineMaxBytes, jsonDepthMax: limits.intakeDepthMax }
    return readLakeEvents(
      { lake: lake.forTenant(tenantId), limits: bounds },
      {
        where: `format = 'otel-genai-span' AND time >= fromUnixTimestamp64Milli({from_ms:Int64})`,
        order: 'time DESC, event_id',
        max,
        params: { from_ms: fromMs },
      },
    )
  }
}
