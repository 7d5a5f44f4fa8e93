import { Severity } from '@countersign/api/common'
import { Finding, IncidentRow } from '@countersign/api/incident'
import { InvestigationAnswer } from '@countersign/api/investigation'
import { Type } from 'typebox'
import type { Incidents } from '../../incident/service.ts'
import type { Investigations } from '../../investigation/service.ts'
import { incidentId, pageDefault, paging, type Tool, tool } from './tool.ts'

const findingsShown = 20
const eventsShown = 20

/** The queue, an incident with its explanation, and its story. */
export function incidentTools(
  incidents: Pick<Incidents, 'list' | 'detail'>,
  investigations: Pick<Investigations, 'read'>,
): readonly Tool[] {
  return [searchIncidents(incidents), getIncident(incidents), investigateIncident(investigations)]
}

function searchIncidents(incidents: Pick<Incidents, 'list'>): Tool {
  return tool({
    name: 'search_incidents',
    title: 'Search incidents',
    description:
      'Incidents of one tenant, the most severe first, then the newest. Without a status: those that are open.',
    right: 'incident.read',
    kind: 'reads',
    input: Type.Object({
      status: Type.Optional(
        Type.Union(
          ['new', 'in-progress', 'resolved', 'open', 'snoozed'].map((status) => Type.Literal(status)),
        ),
      ),
      severity: Type.Optional(Severity),
      identity: Type.Optional(Type.String({ maxLength: 2000, description: 'An identity key, in full.' })),
      text: Type.Optional(
        Type.String({
          maxLength: 500,
          description: 'Words of title, statement, identities or hosts; all of them.',
        }),
      ),
      ...paging,
    }),
    output: Type.Object({ items: Type.Array(IncidentRow), nextCursor: Type.Optional(Type.String()) }),
    run: async ({ tenantId }, { status = 'open', limit = pageDefault, ...query }) => {
      const page = await incidents.list([tenantId], { ...query, status: status as 'open', limit })
      return { items: page.items, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) }
    },
  })
}

function getIncident(incidents: Pick<Incidents, 'detail'>): Tool {
  return tool({
    name: 'get_incident',
    title: 'Read an incident',
    description:
      'An incident with its explanation: claims for and against, what is missing, each with the ids of its evidence; and its first findings.',
    right: 'incident.read',
    kind: 'reads',
    input: Type.Object({ incidentId }),
    output: Type.Object({
      incident: IncidentRow,
      explanation: Type.Unknown(),
      explanationHash: Type.String(),
      findings: Type.Array(Finding),
      findingsOmitted: Type.Integer(),
    }),
    run: async ({ tenantId }, input) => {
      const { incident, explanation, explanationHash, findings } = await incidents.detail(
        tenantId,
        input.incidentId,
      )
      const shown = findings.slice(0, findingsShown)
      return {
        incident,
        explanation,
        explanationHash,
        findings: shown.map((finding) => ({ ...finding, events: finding.events.slice(0, eventsShown) })),
        findingsOmitted: incident.findingCount - shown.length,
      }
    },
  })
}

function investigateIncident(investigations: Pick<Investigations, 'read'>): Tool {
  return tool({
    name: 'investigate_incident',
    title: 'Read the story of an incident',
    description:
      'What an analyst would ask of an incident, answered: who it is, first time or not, what else it did, who else, what changed before, what was within reach, what nobody saw. Every claim cites its evidence; null when nobody has investigated it yet.',
    right: 'incident.read',
    kind: 'reads',
    input: Type.Object({ incidentId }),
    output: InvestigationAnswer,
    run: ({ tenantId }, input) => investigations.read(tenantId, input.incidentId),
  })
}
