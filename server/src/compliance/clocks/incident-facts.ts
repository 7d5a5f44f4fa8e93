import type { IncidentDetail } from '@countersign/api/incident'
import type { ProposedAction } from '@countersign/explanation/explanation'
import type { FactName, IncidentFact, IncidentFacts } from '@countersign/oscal/draft/incident-facts'

/** What the platform is told of whoever reports: names and contacts of operator and tenant. */
export type ReportingParty = {
  readonly tenantId: string
  readonly tenantName: string
  readonly operatorName: string
}

type Case = { readonly awareAt: string | undefined }

const techniquePattern = /^attack\.(t\d{4}(?:\.\d{3})?)$/
const listedMax = 20

/**
 * What a report may say of an incident, each with where it is known from. A fact that nothing here knows is left out: what a
 * person has to find out is not guessed.
 */
export function factsOfIncident(
  { incident, findings, history, explanation }: IncidentDetail,
  { tenantId, tenantName, operatorName }: ReportingParty,
  { awareAt }: Case,
): IncidentFacts {
  const cite = (kind: string, id: string) => [{ kind, id }]
  const ofIncident = cite('incident', incident.incidentId)
  const facts: [FactName, IncidentFact | undefined][] = [
    ['entity-name', { value: tenantName, cites: cite('tenant', tenantId) }],
    ['submitting-entity', { value: operatorName, cites: cite('setting', 'operator name') }],
    ['incident-reference', { value: incident.incidentId, cites: ofIncident }],
    [
      'aware-time',
      awareAt === undefined
        ? undefined
        : { value: awareAt, cites: cite('notification clock', incident.incidentId) },
    ],
    ['detection-time', earliestDetection(history, incident.incidentId)],
    ['occurrence-time', { value: incident.firstAt, cites: ofIncident }],
    ['description', { value: incident.statement, cites: ofIncident }],
    ['severity', { value: incident.severity, cites: ofIncident }],
    ['status', { value: incident.status, cites: ofIncident }],
    ['affected-infrastructure', listed(incident.hosts, ofIncident)],
    ['threats-and-techniques', techniques(findings)],
    ['indicators', indicators(findings)],
    ['measures-planned', plannedMeasures(explanation, incident.incidentId)],
    ['resolution-time', resolvedAt(incident.status, history, incident.incidentId)],
  ]
  return Object.fromEntries(facts.filter(([, fact]) => fact !== undefined))
}

type History = IncidentDetail['history']

function earliestDetection(history: History, incidentId: string): IncidentFact | undefined {
  const [first] = history.toSorted((a, b) => a.at.localeCompare(b.at))
  if (first === undefined) return undefined
  return { value: first.at, cites: [{ kind: 'incident', id: incidentId }] }
}

function resolvedAt(status: string, history: History, incidentId: string): IncidentFact | undefined {
  const last = history.toSorted((a, b) => b.at.localeCompare(a.at))[0]
  if (status !== 'resolved' || last === undefined) return undefined
  return { value: last.at, cites: [{ kind: 'incident', id: incidentId }] }
}

function listed(values: readonly string[], cites: IncidentFact['cites']): IncidentFact | undefined {
  if (values.length === 0) return undefined
  const more = values.length > listedMax ? ` and ${values.length - listedMax} more` : ''
  return { value: `${values.slice(0, listedMax).join(', ')}${more}`, cites }
}

function techniques(findings: IncidentDetail['findings']): IncidentFact | undefined {
  const named = findings.flatMap(({ findingId, tags }) =>
    tags.flatMap((tag) => {
      const [, technique] = techniquePattern.exec(tag) ?? []
      return technique === undefined ? [] : [{ technique: technique.toUpperCase(), findingId }]
    }),
  )
  const cites = [...new Set(named.map(({ findingId }) => findingId))].slice(0, listedMax)
  return listed(
    [...new Set(named.map(({ technique }) => technique))].sort(),
    cites.map((id) => ({ kind: 'finding', id })),
  )
}

/** Addresses that acted: what others can look for. */
function indicators(findings: IncidentDetail['findings']): IncidentFact | undefined {
  const events = findings.flatMap((finding) => finding.events).filter(({ sourceIp }) => sourceIp !== null)
  const cites = [...new Set(events.map(({ eventId }) => eventId))].slice(0, listedMax)
  return listed(
    [...new Set(events.map(({ sourceIp }) => `IP address ${sourceIp}`))].sort(),
    cites.map((id) => ({ kind: 'event', id })),
  )
}

function plannedMeasures(explanation: unknown, incidentId: string): IncidentFact | undefined {
  const { actions = [] } = (explanation ?? {}) as {
    readonly actions?: readonly ProposedAction[]
  }
  const titles = actions.map(({ title }) => title)
  return listed(titles, [{ kind: 'explanation of incident', id: incidentId }])
}
