import type { IdentityInventory } from './add-inventory.ts'
import type { Mandates } from './identity/mandate/service.ts'
import type { Incidents } from './incident/service.ts'
import { scheduleInvestigations } from './investigation/jobs.ts'
import { addLanguageModelRoutes } from './investigation/language-model/routes.ts'
import { type LanguageModelParts, openLanguageModels } from './investigation/language-model/service.ts'
import { addInvestigationRoutes } from './investigation/routes.ts'
import { type Investigations, openInvestigations } from './investigation/service.ts'
import { sealingKeys, secretBox } from './platform/auth/secret-box.ts'
import type { Closer } from './platform/closers.ts'
import { askOutside, systemResolve } from './platform/egress/ask-outside.ts'
import { checkedOutsideUrl } from './platform/egress/outside-address.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenancyService } from './tenancy/service.ts'

export type InvestigationPorts = {
  readonly tenancy: TenancyService
  readonly incidents: Incidents
  readonly identities: IdentityInventory
  readonly mandates: Mandates
}

const approved = { statuses: ['approved'], after: undefined, limit: 50 } as const

/** Part of the composition root: what an analyst asks of an incident, and the language model that may phrase it. */
export async function addInvestigations(
  app: App,
  platform: Platform,
  { tenancy, incidents, identities, mandates }: InvestigationPorts,
  close: Closer,
): Promise<Investigations> {
  const { limits } = platform.config
  const models = openLanguageModels({ ...platform, limits, ...wayOut(platform) })
  const investigations = openInvestigations({
    ...platform,
    ...identities,
    limits,
    incidents,
    approvedMandates: async (tenantId, identityKey) =>
      (await mandates.list(tenantId, { ...approved, identityKey })).items,
    sourceName: async (tenantId, sourceId) => (await tenancy.source(tenantId, sourceId))?.name,
    phrase: models.phrase,
  })
  addInvestigationRoutes(app, investigations)
  addLanguageModelRoutes(app, models)
  close.add(
    await scheduleInvestigations({
      ...platform,
      investigations,
      tenantIds: tenancy.tenantIds,
      settleSeconds: limits.investigationSettleSeconds,
    }),
  )
  return investigations
}

/** What leaves is one line of the log each time: of which tenant, to which sub-processor, for what. */
function wayOut({
  config,
  egress,
  log,
  dataDir,
}: Platform): Pick<LanguageModelParts, 'box' | 'ask' | 'checkAddress'> {
  const { limits, notification } = config
  const outside = {
    register: egress,
    resolve: systemResolve,
    allowed: notification.allowedHosts,
    timeoutSeconds: limits.languageModelTimeoutSeconds,
  }
  return {
    box: secretBox(...sealingKeys(config.sealingKeys, dataDir.secretKey)),
    ask: (tenantId, leaving, address, request) => {
      log.info(
        { tenantId, ...leaving, bytes: request.body?.length ?? 0 },
        'claims leave for the language model',
      )
      return askOutside(outside, { tenantId, purpose: 'language-model' }, address, request)
    },
    checkAddress: (address) =>
      void checkedOutsideUrl(address, notification.allowedHosts, 'LANGUAGE_MODEL_REFUSED'),
  }
}
