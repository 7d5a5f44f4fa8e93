import type { SigmaLevel } from '@countersign/sigma/match'
import type { DetectionFinding } from './finding.ts'
import { type Tactic, tacticsOf } from './tactics.ts'

/** One distinct rule inside a group, however often it fired. */
export type Signal = {
  readonly ruleId: string
  readonly level: SigmaLevel
  readonly tactics: readonly Tactic[]
}

/**
 * Weight of one distinct rule. Anything of medium level opens an incident by itself; informational rules are context and
 * never open one. Source: Sigma 2.1 rules specification, `level`: "no case or alerting should be triggered by such rules".
 */
const weights: Readonly<Record<SigmaLevel, number>> = {
  informational: 0,
  low: 3,
  medium: 10,
  high: 10,
  critical: 10,
}

/** Added for each tactic after the first: weak signals count for more when they tell of different steps. */
const tacticWeight = 2

/** At this score a group is an incident; below it, it waits for more. */
export const incidentOpensAtScore = 10

export function signalOf(finding: DetectionFinding): Signal {
  return { ruleId: finding.rule.id, level: finding.rule.level, tactics: tacticsOf(finding.rule.tags) }
}

/**
 * Sum of the weights of the distinct rules (repetition adds nothing), plus 2 for each further tactic.
 * So three low rules of two tactics open an incident (9 + 2), three of one tactic do not (9), four do (12).
 */
export function scoreOf(signals: readonly Signal[]): number {
  const telling = signals.filter((signal) => signal.level !== 'informational')
  const tacticCount = new Set(telling.flatMap((signal) => signal.tactics)).size
  const rules = signals.reduce((sum, signal) => sum + weights[signal.level], 0)
  return rules + tacticWeight * Math.max(0, tacticCount - 1)
}

const order: readonly SigmaLevel[] = ['informational', 'low', 'medium', 'high', 'critical']

/**
 * The highest level among the rules. Weak signals that opened an incident together make it `medium`, because together
 * they said more than each. Nothing else raises it: an analyst can trust that `critical` means a critical rule fired.
 */
export function severityOf(signals: readonly Signal[]): SigmaLevel {
  const highest = signals.reduce((top, signal) => Math.max(top, order.indexOf(signal.level)), 0)
  const opened = scoreOf(signals) >= incidentOpensAtScore
  return order[opened ? Math.max(highest, 2) : highest] ?? 'informational'
}

export function mergeSignals(a: readonly Signal[], b: readonly Signal[]): readonly Signal[] {
  const byRule = new Map([...a, ...b].map((signal) => [signal.ruleId, signal]))
  return [...byRule.values()].sort((x, y) => (x.ruleId < y.ruleId ? -1 : 1))
}
