import type { IdentityInventory } from './add-inventory.ts'
import type { Incidents } from './incident/service.ts'
import type { Investigations } from './investigation/service.ts'
import { openToolCalls } from './mcp/call-tool.ts'
import { addProposalRoutes } from './mcp/proposal/routes.ts'
import { openProposals } from './mcp/proposal/service.ts'
import { openProtocol } from './mcp/protocol.ts'
import { addMcpRoutes } from './mcp/routes.ts'
import { eventTools } from './mcp/tools/event-tools.ts'
import { identityTools } from './mcp/tools/identity-tools.ts'
import { incidentTools } from './mcp/tools/incident-tools.ts'
import { proposalTools } from './mcp/tools/proposal-tools.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import { version } from './platform/version.ts'
import type { EventSearch } from './search/service.ts'
import type { TenancyService } from './tenancy/service.ts'

export type McpFeatures = {
  readonly tenancy: TenancyService
  readonly search: EventSearch
  readonly incidents: Incidents
  readonly investigations: Investigations
  readonly identities: IdentityInventory
}

/** Part of the composition root: the platform for AI agents, over everything that it reads. */
export async function addMcp(
  app: App,
  platform: Platform,
  features: McpFeatures,
  close: Closer,
): Promise<void> {
  const { tenancy, search, incidents, investigations, identities } = features
  const { limits } = platform.config
  const proposals = openProposals({ ...platform, limits, incidents })
  addProposalRoutes(app, proposals)
  const tools = [
    ...incidentTools(incidents, investigations),
    ...eventTools(search, identities.explanations.ofEvent),
    ...identityTools(identities.inventory),
    ...proposalTools(proposals),
  ]
  const call = openToolCalls({
    ...platform,
    tools,
    tenants: tenancy.tenants,
    answerMaxBytes: limits.mcpAnswerMaxBytes,
  })
  const protocol = openProtocol(version, tools, call, (error) => platform.log.debug({ err: error }, 'mcp'))
  close.add(() => protocol.close())
  await addMcpRoutes(app, protocol)
}
