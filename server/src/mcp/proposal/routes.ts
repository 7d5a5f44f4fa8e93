import { Problem } from '@countersign/api/common'
import { Proposal, ProposalList } from '@countersign/api/proposal'
import { Type } from 'typebox'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Proposals } from './service.ts'

const path = '/api/tenants/:tenantId/incidents/:incidentId/proposals'
const Address = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  incidentId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
})
const ProposalAddress = Type.Interface([Address], { proposalId: Type.String({ maxLength: 40 }) })

/** What programs proposed about an incident, and a person's yes or no. */
export function addProposalRoutes(app: App, proposals: Proposals): void {
  app.get(
    path,
    {
      schema: { params: Address, response: { 200: ProposalList, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) =>
      proposals.list(requireTenant(request, request.params.tenantId), request.params.incidentId),
  )
  for (const [verb, audit] of [
    ['approve', 'proposal.approve'],
    ['refuse', 'proposal.refuse'],
  ] as const)
    app.post(
      `${path}/:proposalId/${verb}`,
      {
        schema: { params: ProposalAddress, response: { 200: Proposal, default: Problem } },
        config: { right: 'incident.write', audit },
      },
      async (request) => {
        const { incidentId, proposalId } = request.params
        const tenantId = requireTenant(request, request.params.tenantId)
        noteAudit({ action: audit })
        return proposals[verb](requirePerson(request), tenantId, incidentId, proposalId)
      },
    )
}
