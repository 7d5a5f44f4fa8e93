import { Resolution } from '@countersign/api/incident'
import { Proposal, ProposalList, type ProposedChange } from '@countersign/api/proposal'
import { type TProperties, Type } from 'typebox'
import type { Proposals } from '../proposal/service.ts'
import { incidentId, type Tool, tool } from './tool.ts'

const why = Type.String({ minLength: 1, maxLength: 2000, description: 'Why, for the person who decides.' })

/** Changes are proposed, and a person makes them: no tool changes anything by itself. */
export function proposalTools(proposals: Pick<Proposals, 'list' | 'propose'>): readonly Tool[] {
  return [
    proposing(proposals, 'close', 'Propose to close an incident', {
      resolution: Resolution,
      reason: Type.String({
        minLength: 1,
        maxLength: 2000,
        description: 'What the history of the incident will say.',
      }),
    }),
    proposing(proposals, 'note', 'Propose a note on an incident', {
      text: Type.String({ minLength: 1, maxLength: 10_000 }),
    }),
    proposing(proposals, 'assign', 'Propose whom an incident is for', {
      assignee: Type.String({
        minLength: 1,
        maxLength: 120,
        description: 'Name of a person who sees the tenant.',
      }),
    }),
    tool({
      name: 'list_proposals',
      title: 'What became of proposals',
      description:
        'Proposals about an incident, newest first, and whether a person approved or refused them.',
      right: 'incident.read',
      kind: 'reads',
      input: Type.Object({ incidentId }),
      output: ProposalList,
      run: ({ tenantId }, input) => proposals.list(tenantId, input.incidentId),
    }),
  ]
}

function proposing(
  proposals: Pick<Proposals, 'propose'>,
  kind: ProposedChange['kind'],
  title: string,
  properties: TProperties,
): Tool {
  return tool({
    name: kind === 'close' ? 'propose_close_incident' : `propose_${kind}`,
    title,
    description: `${title}. Nothing changes until a person approves it in the console.`,
    right: 'incident.propose',
    kind: 'proposes',
    input: Type.Object({ incidentId, why, ...properties }),
    output: Proposal,
    run: ({ tenantId, person }, input) => {
      const { incidentId: of, why: because, ...change } = input as Record<'incidentId' | 'why', string>
      return proposals.propose(
        tenantId,
        of,
        { change: { kind, ...change } as ProposedChange, why: because },
        person,
      )
    },
  })
}
