import { Coverage } from '@countersign/api/coverage'
import { Type } from 'typebox'
import { requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { arrivedSources, sourceLag } from './arrived-sources.ts'
import type { CatalogueRule } from './catalogue.ts'
import { ruleCoverage } from './rule-coverage.ts'
import { type Library, overlayOf } from './rule-library.ts'
import type { Rules } from './rule-service.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })

/** What the rules could see in what arrives, for one tenant. */
export function addCoverageRoutes(
  app: App,
  { lake, clock }: Pick<Platform, 'lake' | 'clock'>,
  rules: Rules,
): void {
  app.get(
    '/api/tenants/:tenantId/coverage',
    { schema: { params: TenantPath, response: { 200: Coverage } }, config: { right: 'source.read' } },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const now = clock.now()
      const [seen, lag] = await Promise.all([
        arrivedSources(lake, tenantId, now),
        sourceLag(lake, tenantId, now),
      ])
      return { ...ruleCoverage(rulesThatRun(rules.library(), tenantId), seen), lag }
    },
  )
}

/** The packs' rules that the tenant has not switched off, and its own. */
export function rulesThatRun(library: Library, tenantId: TenantId): readonly CatalogueRule[] {
  const { disabledRuleIds, own } = overlayOf(library, tenantId)
  const shared = [...library.catalogue.rules.values()].filter(({ header }) => !disabledRuleIds.has(header.id))
  const mine = own.filter((document) => document.kind === 'rule' || document.kind === 'correlation')
  return [...shared, ...mine]
}
