import type { Resolution } from '@countersign/api/incident'
import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { IncidentRecord } from './tables.ts'

/** An incident as whoever judges it needs it: what it holds, and what people made of it. */
export type IncidentOutcome = {
  readonly incidentId: string
  readonly title: string
  readonly statement: string
  readonly status: IncidentRecord['status']
  readonly resolution: Resolution | null
  readonly assignee: string | null
  readonly version: number
  /** Milliseconds since 1970. */
  readonly firstMs: number
  readonly lastMs: number
  readonly updatedMs: number
  readonly findingIds: readonly string[]
}

type Row = Omit<IncidentRecord, 'tenant_id'> & { readonly finding_ids: readonly string[] }

/** Incidents that people are shown, with something since then, and the ids of all their findings; oldest first. */
export async function incidentOutcomes(
  tx: StateTransaction,
  sinceMs: number,
): Promise<readonly IncidentOutcome[]> {
  const { rows } = await sql<Row>`
    SELECT i.incident_id, i.title, i.statement, i.status, i.resolution, i.assignee, i.change_seq, i.first_at, i.last_at,
           i.updated_at, array_agg(f.finding_id ORDER BY f.first_at, f.finding_id) AS finding_ids
    FROM incident i JOIN incident_finding f ON f.tenant_id = i.tenant_id AND f.incident_id = i.incident_id
    WHERE i.reported AND i.merged_into IS NULL AND i.last_at >= ${new Date(sinceMs)}
    GROUP BY i.tenant_id, i.incident_id
    ORDER BY i.first_at, i.incident_id`.execute(tx)
  return rows.map((row) => ({
    incidentId: row.incident_id,
    title: row.title,
    statement: row.statement,
    status: row.status,
    resolution: row.resolution,
    assignee: row.assignee,
    version: row.change_seq,
    firstMs: row.first_at.getTime(),
    lastMs: row.last_at.getTime(),
    updatedMs: row.updated_at.getTime(),
    findingIds: row.finding_ids,
  }))
}
