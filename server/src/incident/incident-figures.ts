import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'

/** Of the transaction's tenant, counted where the rows are. Incidents that people see: reported, not merged away. */
export type IncidentFigures = {
  readonly open: number
  readonly opened: number
  readonly resolved: number
  readonly resolvedWithoutVerdict: number
  readonly unexplained: number
  readonly highUntouched: number
  readonly highUnassigned: number
  readonly merged: number
  readonly changes: number
  readonly sweptToMs: number | undefined
}

export type FigureTimes = {
  readonly from: Date
  /** High severity that came before this and has nobody counts as waiting too long. */
  readonly lateBefore: Date
}

const highSeverity = 3

export async function incidentFigures(
  tx: StateTransaction,
  { from, lateBefore }: FigureTimes,
): Promise<IncidentFigures> {
  const isLate = sql`severity >= ${highSeverity} AND created_at < ${lateBefore}`
  const { rows } = await sql<Omit<IncidentFigures, 'sweptToMs'> & { readonly sweptTo: Date | null }>`
    SELECT count(*) FILTER (WHERE status <> 'resolved') AS open,
      count(*) FILTER (WHERE created_at >= ${from}) AS opened,
      count(*) FILTER (WHERE status = 'resolved' AND updated_at >= ${from}) AS resolved,
      count(*) FILTER (WHERE status = 'resolved' AND updated_at >= ${from} AND resolution IS NULL)
        AS "resolvedWithoutVerdict",
      count(*) FILTER (WHERE explanation = '') AS unexplained,
      count(*) FILTER (WHERE status = 'new' AND ${isLate}) AS "highUntouched",
      count(*) FILTER (WHERE status <> 'resolved' AND assignee IS NULL AND ${isLate}) AS "highUnassigned",
      (SELECT count(*) FROM incident_merge WHERE at >= ${from}) AS merged,
      (SELECT count(*) FROM incident_history WHERE at >= ${from}) AS changes,
      (SELECT max(swept_to) FROM incident_sweep) AS "sweptTo"
    FROM incident WHERE reported AND merged_into IS NULL`.execute(tx)
  const { sweptTo, ...counts } = rows[0] as (typeof rows)[number]
  const numbers = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)]))
  return {
    ...(numbers as Omit<IncidentFigures, 'sweptToMs'>),
    sweptToMs: sweptTo?.getTime(),
  }
}

/** Resolved as true, of high severity or above, with the last change in this time; oldest first, 1000 at most. */
export async function highResolved(tx: StateTransaction, from: Date, to: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ incident_id: string }>`
    SELECT incident_id FROM incident
    WHERE reported AND merged_into IS NULL AND status = 'resolved' AND resolution = 'true-positive'
      AND severity >= ${highSeverity} AND updated_at >= ${from} AND updated_at < ${to}
    ORDER BY updated_at LIMIT 1000`.execute(tx)
  return rows.map(({ incident_id }) => incident_id)
}

export type RuleVerdictCount = {
  readonly ruleId: string
  readonly verdicts: number
  readonly falsePositives: number
}

/** Incidents resolved since then with a verdict, by each rule that took part; those with most false positives first. */
export async function verdictsByRule(
  tx: StateTransaction,
  since: Date,
): Promise<readonly RuleVerdictCount[]> {
  const { rows } = await sql<RuleVerdictCount>`
    SELECT rule_id AS "ruleId", count(*)::int AS verdicts,
      (count(*) FILTER (WHERE resolution = 'false-positive'))::int AS "falsePositives"
    FROM (
      SELECT DISTINCT f.rule_id, i.incident_id, i.resolution
      FROM incident AS i JOIN incident_finding AS f ON f.tenant_id = i.tenant_id AND f.incident_id = i.incident_id
      WHERE i.status = 'resolved' AND i.resolution IS NOT NULL AND i.updated_at >= ${since}
    ) AS judged
    GROUP BY rule_id ORDER BY "falsePositives" DESC, rule_id LIMIT 1000`.execute(tx)
  return rows
}
