import type { Probe, ProbeWindow } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

/** What the assessments before this one found, by framework that the tenant chose. */
export type AssessmentFigures = {
  readonly frameworks: readonly string[]
  readonly controls: number
  /** Changed within the window. */
  readonly changed: number
  readonly lapsed: readonly { readonly controlId: string; readonly sinceMs: number }[]
}

export type OversightReads = { readonly assessment: ReadFacts<AssessmentFigures> }

/** A control that lapsed is put right, exempted or documented within this time. */
export const lapsedMaxMs = 30 * 86_400_000

export function oversightProbes({ assessment }: OversightReads): readonly Probe[] {
  return [
    tenantProbe('control-assessment', assessment, judgeAssessment),
    tenantProbe('poam-current', assessment, judgePlan),
  ]
}

export function judgeAssessment({ frameworks, controls, changed }: AssessmentFigures): Judged {
  return {
    satisfied: frameworks.length > 0,
    statement: sentence(
      `${counted(frameworks.length, 'framework')} assessed`,
      `${counted(controls, 'control')} judged before and ${changed} changed in the hour`,
    ),
    figures: { frameworks, controls, changed },
  }
}

export function judgePlan({ frameworks, lapsed }: AssessmentFigures, { nowMs }: ProbeWindow): Judged {
  const overdue = lapsed.filter(({ sinceMs }) => nowMs - sinceMs > lapsedMaxMs)
  return {
    satisfied: frameworks.length > 0 && overdue.length === 0,
    statement: sentence(
      `${counted(lapsed.length, 'lapsed control')} in the plan of action`,
      `${overdue.length} past the 30 days`,
    ),
    figures: {
      lapsed: lapsed.slice(0, 100),
      overdue: overdue.map(({ controlId }) => controlId).slice(0, 100),
    },
  }
}
