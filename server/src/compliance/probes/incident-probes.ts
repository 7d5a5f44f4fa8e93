import type { Probe, ProbeWindow } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

/** Incidents that people see: reported, and not part of another one. High is 3, critical is 4. */
export type IncidentFigures = {
  readonly open: number
  readonly opened: number
  readonly resolved: number
  readonly resolvedWithoutVerdict: number
  readonly unexplained: number
  /** Of high severity, still `new` and older than `highWaitMs`. */
  readonly highUntouched: number
  /** Of high severity, open, with nobody named and older than `highWaitMs`. */
  readonly highUnassigned: number
  readonly merged: number
  readonly changes: number
  /** Up to when the lake was swept for findings that no incident has. */
  readonly sweptToMs: number | undefined
}

/** Resolved as true, of high severity or above, long enough ago, and nobody reviewed it since. */
export type ReviewFigures = { readonly reviewed: number; readonly overdue: readonly string[] }

export type RuleVerdicts = {
  readonly ruleId: string
  readonly verdicts: number
  readonly falsePositives: number
  readonly isSwitchedOff: boolean
}
export type TuningFigures = {
  readonly rules: readonly RuleVerdicts[]
  readonly reviewedAtMs: number | undefined
}

export type ClockFigures = {
  readonly running: number
  readonly overdue: readonly string[]
  readonly submitted: number
}

/** What the platform and its people did to answer: proposals, questions for somebody's yes, signals to receivers. */
export type ResponseFigures = {
  readonly proposed: number
  readonly decided: number
  readonly proposalsLate: number
  readonly stepUpsLate: number
  readonly revocations: number
  readonly signalsDelivered: number
  readonly signalsLost: number
  readonly signalsLate: number
}

export type IncidentReads = {
  readonly incidents: ReadFacts<IncidentFigures>
  readonly reviews: ReadFacts<ReviewFigures>
  readonly tuning: ReadFacts<TuningFigures>
  readonly clocks: ReadFacts<ClockFigures>
  readonly response: ReadFacts<ResponseFigures>
}

/** An incident of high severity may be without a person this long. */
export const highWaitMs = 4 * 3_600_000
/** A review of an incident of high severity is due this long after it was resolved. */
export const reviewDueMs = 14 * 86_400_000
/** With fewer verdicts a rate says nothing. */
const verdictsMin = 10
const falsePositiveRateMax = 0.5

export function incidentProbes({
  incidents,
  reviews,
  tuning,
  clocks,
  response,
}: IncidentReads): readonly Probe[] {
  return [
    tenantProbe('incident-assessment', incidents, judgeAssessment),
    tenantProbe('incident-handling', incidents, judgeHandling),
    tenantProbe('incident-explained', incidents, judgeExplained),
    tenantProbe('incident-reassessed', incidents, judgeReassessed),
    tenantProbe('incident-closing', incidents, judgeClosing),
    tenantProbe('post-incident-review', reviews, judgeReviews),
    tenantProbe('detection-tuning', tuning, judgeTuning),
    tenantProbe('clock-check', clocks, judgeClocks),
    tenantProbe('response-action', response, judgeResponse),
  ]
}

export function judgeAssessment({ opened, highUntouched, unexplained }: IncidentFigures): Judged {
  return {
    satisfied: highUntouched === 0 && unexplained === 0,
    statement: sentence(
      `${counted(opened, 'incident')} came up`,
      `${unexplained} without the criteria of its severity`,
      `${highUntouched} of high severity waited longer than four hours for a first look`,
    ),
    figures: { opened, highUntouched, unexplained },
  }
}

export function judgeHandling({ open, opened, resolved, highUnassigned }: IncidentFigures): Judged {
  return {
    satisfied: highUnassigned === 0,
    statement: sentence(
      `${counted(open, 'incident')} open`,
      `${opened} came up`,
      `${resolved} resolved`,
      `${highUnassigned} of high severity without anybody for longer than four hours`,
    ),
    figures: { open, opened, resolved, highUnassigned },
  }
}

export function judgeExplained({ open, opened, unexplained }: IncidentFigures): Judged {
  return {
    satisfied: unexplained === 0,
    statement: sentence(
      `${counted(open, 'incident')} open and ${opened} new`,
      `${unexplained} without an explanation whose claims were checked`,
    ),
    figures: { open, opened, unexplained },
  }
}

export function judgeReassessed(
  { merged, changes, sweptToMs }: IncidentFigures,
  { fromMs }: ProbeWindow,
): Judged {
  const isSwept = sweptToMs !== undefined && sweptToMs >= fromMs
  const swept =
    sweptToMs === undefined
      ? 'findings that came late were never looked for'
      : `findings that came late were looked for up to ${new Date(sweptToMs).toISOString()}`
  return {
    satisfied: isSwept,
    statement: sentence(swept, `${counted(changes, 'change')} of incidents`, `${merged} merged`),
    figures: { merged, changes, sweptToMs: sweptToMs ?? null },
  }
}

export function judgeClosing({ resolved, resolvedWithoutVerdict }: IncidentFigures): Judged {
  return {
    satisfied: resolvedWithoutVerdict === 0,
    statement: sentence(
      `${counted(resolved, 'incident')} resolved`,
      `${resolvedWithoutVerdict} without a verdict`,
    ),
    figures: { resolved, resolvedWithoutVerdict },
  }
}

export function judgeReviews({ reviewed, overdue }: ReviewFigures): Judged {
  return {
    satisfied: overdue.length === 0,
    statement: sentence(
      `${counted(reviewed, 'incident')} of high severity reviewed in 90 days`,
      `${counted(overdue.length, 'review')} overdue`,
    ),
    figures: { reviewed, overdue: overdue.slice(0, 20) },
  }
}

export function judgeTuning({ rules, reviewedAtMs }: TuningFigures, { fromMs }: ProbeWindow): Judged {
  const noisy = rules.filter(
    ({ verdicts, falsePositives, isSwitchedOff }) =>
      verdicts >= verdictsMin && falsePositives / verdicts > falsePositiveRateMax && !isSwitchedOff,
  )
  const isDecided = reviewedAtMs !== undefined && reviewedAtMs >= fromMs
  const verdicts = rules.reduce((sum, rule) => sum + rule.verdicts, 0)
  return {
    satisfied: noisy.length === 0 || isDecided,
    statement: sentence(
      `${counted(verdicts, 'verdict')} over ${counted(rules.length, 'rule')} in three months`,
      `${counted(noisy.length, 'rule')} on with more than half of at least ten verdicts false`,
      noisy.length === 0 ? undefined : isDecided ? 'decided by a person' : 'without a decision',
    ),
    figures: { verdicts, noisy: noisy.slice(0, 20).map(({ ruleId }) => ruleId) },
  }
}

export function judgeClocks({ running, overdue, submitted }: ClockFigures): Judged {
  return {
    satisfied: overdue.length === 0,
    statement: sentence(
      `${counted(running, 'notification case')} open`,
      `${counted(submitted, 'report')} submitted`,
      `${counted(overdue.length, 'report')} overdue`,
    ),
    figures: { running, submitted, overdue: overdue.slice(0, 20) },
  }
}

export function judgeResponse(figures: ResponseFigures): Judged {
  const { proposed, decided, revocations, signalsDelivered } = figures
  const late = figures.proposalsLate + figures.stepUpsLate + figures.signalsLate
  return {
    satisfied: late === 0 && figures.signalsLost === 0,
    statement: sentence(
      `${counted(proposed, 'action')} proposed and ${decided} decided`,
      `${counted(revocations, 'mandate')} revoked`,
      `${counted(signalsDelivered, 'signal')} delivered to receivers and ${figures.signalsLost} given up`,
      `${late} waiting beyond their time`,
    ),
    figures,
  }
}
