import type { EvidenceDocument, EvidenceSource } from '../evidence/service.ts'
import type { IncidentTables } from './tables.ts'

const findings: EvidenceSource = {
  kind: 'finding',
  read: async (tx, refs) => {
    const rows = await tx
      .withTables<IncidentTables>()
      .selectFrom('incident_finding')
      .select(['finding_id', 'incident_id', 'rule_id', 'first_at', 'last_at', 'finding'])
      .where('finding_id', 'in', refs)
      .execute()
    return new Map(rows.map((row) => [row.finding_id, findingDocument(row)]))
  },
}

type FindingRow = Pick<
  IncidentTables['incident_finding'],
  'finding_id' | 'incident_id' | 'rule_id' | 'first_at' | 'last_at' | 'finding'
>

/** The body is there for the first findings of a rule in an incident; the lake has all of them. */
function findingDocument({ finding_id, incident_id, rule_id, first_at, last_at, finding }: FindingRow) {
  return {
    at: last_at,
    document: {
      findingId: finding_id,
      incidentId: incident_id,
      ruleId: rule_id,
      firstAt: first_at.toISOString(),
      lastAt: last_at.toISOString(),
      finding: finding === null ? null : JSON.parse(finding),
    },
  } satisfies EvidenceDocument
}

const history: EvidenceSource = {
  kind: 'incident',
  read: async (tx, refs) => {
    const entries = refs.map((ref) => Number(ref.slice(ref.lastIndexOf('/') + 1)))
    const rows = await tx
      .withTables<IncidentTables>()
      .selectFrom('incident_history')
      .select(['incident_id', 'entry', 'at', 'who', 'what'])
      .where('entry', 'in', entries)
      .execute()
    return new Map(
      rows.map(({ incident_id, entry, at, who, what }): [string, EvidenceDocument] => [
        `${incident_id}/${entry}`,
        { at, document: { incidentId: incident_id, entry, at: at.toISOString(), who, what } },
      ]),
    )
  },
}

/** Refs are `incident/hash`. An explanation that another one replaced before it was read is named by its hash alone. */
const explanations: EvidenceSource = {
  kind: 'explanation',
  read: async (tx, refs) => {
    const ids = [...new Set(refs.map((ref) => splitRef(ref).incidentId))]
    const rows = await tx
      .withTables<IncidentTables>()
      .selectFrom('incident')
      .select(['incident_id', 'updated_at', 'explanation', 'explanation_hash'])
      .where('incident_id', 'in', ids)
      .execute()
    const current = new Map(rows.map((row) => [row.incident_id, row]))
    return new Map(refs.flatMap((ref) => explained(ref, current.get(splitRef(ref).incidentId))))
  },
}

type ExplainedRow = Pick<IncidentTables['incident'], 'updated_at' | 'explanation' | 'explanation_hash'>

function explained(
  ref: string,
  row: ExplainedRow | undefined,
): readonly (readonly [string, EvidenceDocument])[] {
  if (row === undefined) return []
  const { incidentId, hash } = splitRef(ref)
  // Weak signals that wait for company have no explanation yet.
  const isCurrent = row.explanation_hash === hash && row.explanation !== ''
  const document = {
    incidentId,
    explanationHash: hash,
    explanation: isCurrent ? JSON.parse(row.explanation) : null,
  }
  return [[ref, { at: row.updated_at, document }]]
}

function splitRef(ref: string): { readonly incidentId: string; readonly hash: string } {
  const at = ref.indexOf('/')
  return { incidentId: ref.slice(0, at), hash: ref.slice(at + 1) }
}

/** What this room does and says of incidents, as evidence. */
export const incidentEvidence: readonly EvidenceSource[] = [findings, history, explanations]
