import { burstBatch } from './detection/finding-rows.ts'
import { addAccessRoutes } from './identity/decision/access-routes.ts'
import { addDecisionRoutes } from './identity/decision/routes.ts'
import { type DecisionPoint, type DecisionPorts, openDecisionPoint } from './identity/decision/service.ts'
import { scheduleMandateWatch } from './identity/mandate/jobs.ts'
import { addMandateRoutes } from './identity/mandate/routes.ts'
import {
  approvedMandates,
  type MandatePorts,
  type Mandates,
  openMandates,
} from './identity/mandate/service.ts'
import type { FindingSink } from './intake/ports.ts'
import { findPerson } from './people/person-store.ts'
import type { PeopleService } from './people/service.ts'
import { visibleTenants } from './people/visible-tenants.ts'
import { rightsOf } from './platform/auth/rights.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import type { TenancyService } from './tenancy/service.ts'

export type AuthorityPorts = Partial<DecisionPorts> & {
  readonly people: PeopleService
  readonly tenancy: TenancyService
  readonly findingSink: FindingSink
  readonly revoked: MandatePorts['revoked']
  /** Works out again what the inventory says of identities. */
  readonly refreshIdentities: (tenantId: TenantId, identityKeys: readonly string[]) => Promise<void>
}

export type Authority = { readonly decisionPoint: DecisionPoint; readonly mandates: Mandates }

/**
 * Part of the composition root: the decision point, and the mandates it decides on. What nobody meters or assesses is
 * unknown to it: a mandate with a budget then allows nothing.
 */
export async function addMandates(
  app: App,
  platform: Platform,
  { people, tenancy, findingSink, revoked, refreshIdentities, riskOf }: AuthorityPorts,
  close: Closer,
): Promise<Authority> {
  const { config, jobs } = platform
  const { limits, publicUrl } = config
  const decisionPoint = await openDecisionPoint({
    ...platform,
    limits,
    approvedMandates,
    resolveKey: people.apiKeys.resolve,
    riskOf: riskOf ?? (() => undefined),
  })
  close.add(decisionPoint.close)
  const mandates = openMandates({
    ...platform,
    limits,
    personOf: personOf(platform, tenancy),
    report: reportTo(platform, findingSink),
    changed: async (tenantId, identityKeys) => {
      await decisionPoint.mandatesChanged(tenantId)
      await refreshIdentities(tenantId, identityKeys)
    },
    revoked,
  })
  addMandateRoutes(app, mandates)
  addDecisionRoutes(app, decisionPoint)
  await addAccessRoutes(app, decisionPoint, publicUrl)
  const look: Mandates['watch'] = async (tenantId) => {
    await decisionPoint.forgetOld(tenantId)
    return mandates.watch(tenantId)
  }
  const stop = await scheduleMandateWatch(jobs, limits.mandateWatchEverySeconds, look, tenancy.tenantIds)
  close.add(async () => stop())
  return { decisionPoint, mandates }
}

/** Who can sign in and sees the tenant. */
export function personOf({ state }: Platform, tenancy: TenancyService): MandatePorts['personOf'] {
  return async (tenantId, personId) => {
    const person = await state.asOperator((tx) => findPerson(tx, personId))
    if (person === undefined || person.disabledAt !== null) return undefined
    const seen = visibleTenants(person, await tenancy.tenantIds(), await tenancy.groups())
    if (!seen.includes(tenantId)) return undefined
    const mayApprove = rightsOf(person.role, 'some-tenants').has('mandate.approve')
    return { personId, name: person.name, mayApprove }
  }
}

/** Into the lake first: whoever groups findings reads it again when a message is lost. */
export function reportTo({ lake, clock }: Platform, findingSink: FindingSink): MandatePorts['report'] {
  return async (tenantId, findings) => {
    const bursts = findings.map((finding) => ({
      finding,
      burst: {
        findingId: finding.findingId,
        beganMs: finding.firstMs,
        heldMs: finding.lastMs,
        eventIds: finding.events.map(({ ref }) => ref.eventId),
        group: Object.fromEntries(finding.matched.map(({ field, value }) => [field, value])),
      },
    }))
    await lake.insert(burstBatch(bursts, clock.now()))
    await findingSink(tenantId, findings)
  }
}
