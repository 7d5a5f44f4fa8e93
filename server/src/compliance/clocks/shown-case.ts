import type { NotificationCase, NotificationDeadline, NotificationRegime } from '@countersign/api/clock'
import { type Deadline, deadlinesOf } from '@countersign/oscal/clock/deadline'
import type { Regime, Stage } from '@countersign/oscal/clock/regime'
import type { StoredCase, StoredSubmission } from './case-store.ts'

export type Regimes = ReadonlyMap<string, Regime>

/** A case with every deadline of its regimes, worked out now. */
export function shownCase(
  regimes: Regimes,
  row: StoredCase,
  submissions: readonly StoredSubmission[],
  incidentTitle: string,
  nowMs: number,
): NotificationCase {
  return {
    tenantId: row.tenant_id,
    incidentId: row.incident_id,
    incidentTitle,
    awareAt: row.aware_at.toISOString(),
    openedBy: row.opened_by,
    openedAt: row.opened_at.toISOString(),
    regimeIds: row.regime_ids,
    traits: row.traits,
    timeZone: row.time_zone,
    holidays: row.holidays,
    moments: JSON.parse(row.moments),
    closedAt: row.closed_at?.toISOString() ?? null,
    closeReason: row.close_reason,
    deadlines: deadlinesOfCase(regimes, row, submissions, nowMs).map(shownDeadline),
    submissions: submissions.map((one) => ({
      submissionId: one.submission_id,
      regimeId: one.regime_id,
      stageId: one.stage_id,
      submittedAt: one.submitted_at.toISOString(),
      submittedBy: one.submitted_by,
      authority: one.authority,
      reference: one.reference,
      acknowledgedAt: one.acknowledged_at?.toISOString() ?? null,
    })),
    version: row.version,
  }
}

export function deadlinesOfCase(
  regimes: Regimes,
  row: StoredCase,
  submissions: readonly StoredSubmission[],
  nowMs: number,
): readonly Deadline[] {
  const moments = Object.entries(JSON.parse(row.moments) as Readonly<Record<string, string>>)
  return row.regime_ids.flatMap((regimeId) => {
    const regime = regimes.get(regimeId)
    if (regime === undefined) return []
    const ofRegime = submissions.filter(({ regime_id }) => regime_id === regimeId)
    return deadlinesOf(regime, {
      awareMs: row.aware_at.getTime(),
      moments: Object.fromEntries(moments.map(([name, at]) => [name, Date.parse(at)])),
      // Oldest first, so the latest of a stage counts.
      submissions: Object.fromEntries(
        ofRegime.map(({ stage_id, submitted_at }) => [stage_id, submitted_at.getTime()]),
      ),
      traits: new Set(row.traits),
      place: { timeZone: row.time_zone, holidays: new Set(row.holidays) },
      nowMs,
    })
  })
}

function shownDeadline(deadline: Deadline): NotificationDeadline {
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  const { regimeId, stageId, title, article, state, isProvisional, steps } = deadline
  return {
    regimeId,
    stageId,
    title,
    article,
    state,
    dueAt: time(deadline.dueMs),
    outerAt: time(deadline.outerMs),
    isProvisional,
    waitsFor: deadline.waitsFor ?? null,
    steps: [...steps],
  }
}

export function shownRegime({ id, title, appliesTo, awareness, law, stages }: Regime): NotificationRegime {
  return { regimeId: id, title, appliesTo, awareness, law, stages: stages.map(shownStage) }
}

function shownStage(stage: Stage): NotificationRegime['stages'][number] {
  const { id, title, article, due } = stage
  const events = due.kind === 'period' ? [due.after, due.orIfLater ?? due.after] : [due.after]
  return {
    stageId: id,
    title,
    article,
    startsWith: [...new Set(events)],
    traits: [...stage.whenTraits, ...stage.unlessTraits],
  }
}
