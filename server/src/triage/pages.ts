import type { AuditList, ClosingPage, TrainingStatus, TriageModelPage } from '@countersign/api/triage'
import type { IncidentOutcome } from '../incident/service.ts'
import { agreementOf, type Measured, reviewedMisses } from './autonomy.ts'
import { modelShape } from './model-store.ts'
import type { BookRecord, ClosingRow, OutcomeRow, TrainingRecord } from './tables.ts'

/** What the pages of the console show, from what was read; nothing here reads. */

type WithNames = {
  readonly outcomes: ReadonlyMap<string, IncidentOutcome>
  readonly titles: ReadonlyMap<string, string>
}

export function closingShape(row: ClosingRow, { outcomes, titles }: WithNames): ClosingPage['items'][number] {
  const incident = outcomes.get(row.incident_id)
  return {
    incidentId: row.incident_id,
    title: incident?.title ?? 'An incident that is no longer kept',
    families: row.families.map((familyId) => ({ familyId, title: titles.get(familyId) ?? familyId })),
    findings: incident?.findingIds.length ?? 0,
    closedAt: row.closed_at.toISOString(),
    reason: row.reason,
    verdictId: row.verdict_id,
    probability: row.probability,
    reversedAt: row.reversed_at?.toISOString() ?? null,
    reversedBy: row.reversed_by,
  }
}

/** Over the incidents that were looked at. */
export function closingTotals(
  measured: Measured,
  outcomes: ReadonlyMap<string, IncidentOutcome>,
): ClosingPage['totals'] {
  const latest = [...measured.latest].filter(({ incident_id }) => outcomes.has(incident_id))
  const closings = measured.closings.filter(
    ({ is_done, incident_id }) => is_done && outcomes.has(incident_id),
  )
  const closed = new Set(closings.map(({ incident_id }) => incident_id))
  const toClose = latest.filter(({ verdict }) => verdict === 'close')
  return {
    incidents: outcomes.size,
    closed: closings.length,
    wouldClose: toClose.filter(({ incident_id }) => !closed.has(incident_id)).length,
    reversed: closings.filter(({ reversed_at }) => reversed_at !== null).length,
    leftToPeople: latest.length - toClose.length,
  }
}

/** What is in sight of a reviewer: the incident, and nothing of what was said of it. */
export function auditList(measured: Measured, outcomes: ReadonlyMap<string, IncidentOutcome>): AuditList {
  const waiting = measured.reviews.filter(({ label }) => label === null)
  return {
    items: waiting.slice(0, auditListMax).flatMap(({ incident_id: incidentId, sampled_at }) => {
      const incident = outcomes.get(incidentId)
      if (incident === undefined) return []
      const { title, statement, firstMs, findingIds } = incident
      const firstAt = new Date(firstMs).toISOString()
      return [
        {
          incidentId,
          title,
          statement,
          firstAt,
          sampledAt: sampled_at.toISOString(),
          findings: findingIds.length,
        },
      ]
    }),
    reviewed: measured.reviews.length - waiting.length,
    missRate: reviewedMisses(measured.reviews),
  }
}

const auditListMax = 100

export function trainingShape(row: TrainingRecord): TrainingStatus {
  return {
    state: row.state,
    why: row.why,
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    progress: row.progress,
    cpuSeconds: row.cpu_seconds,
    failure: row.failure,
  }
}

export type ModelFacts = {
  readonly books: readonly BookRecord[]
  readonly training: TrainingRecord | undefined
  readonly available: TriageModelPage['available']
  readonly measured: Measured
  readonly whyNone: string
}

export function modelPage({ books, training, available, measured, whyNone }: ModelFacts): TriageModelPage {
  const current = books.find(({ in_use }) => in_use)
  return {
    model: current === undefined ? null : modelShape(current),
    training: training === undefined ? null : trainingShape(training),
    available,
    whyNone: current === undefined ? whyNone : null,
    calibration: calibrationOf(measured.outcomes),
    drifting: measured.families
      .filter(({ drifting }) => drifting)
      .map(({ family_id, title }) => ({ familyId: family_id, title })),
    earlier: books.filter(({ in_use }) => !in_use).map(modelShape),
  }
}

const bins = 10

/** Stated probability against what people found, and the expected calibration error over the bins. */
export function calibrationOf(outcomes: readonly OutcomeRow[]): TriageModelPage['calibration'] {
  const points = Array.from({ length: bins }, (_, index) => {
    const inBin = outcomes.filter(
      ({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)) === index,
    )
    const incidents = inBin.length
    const stated = inBin.reduce((sum, { probability }) => sum + probability, 0) / Math.max(incidents, 1)
    const found = inBin.filter(({ label }) => label === 'attack').length / Math.max(incidents, 1)
    return { from: index / bins, to: (index + 1) / bins, stated, found, incidents }
  }).filter(({ incidents }) => incidents > 0)
  const error = points.reduce((sum, one) => sum + one.incidents * Math.abs(one.stated - one.found), 0)
  return { points, error: outcomes.length === 0 ? null : error / outcomes.length }
}

/** Of all that it would have closed or closed, what people found to be an attack. */
export function overallMisses(measured: Measured): ClosingPage['missRate'] {
  const reviewed = reviewedMisses(measured.reviews)
  return reviewed.of > 0 ? reviewed : agreementOf(measured.outcomes).missRate
}
