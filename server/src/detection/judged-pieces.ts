import { type CorrelationPlan, judgesAbsence, leafRules, reachMs } from '@countersign/sigma/correlation/plan'

/** An hour of event time in which a rule has matched anew, as milliseconds since the epoch of its beginning. */
export type NewsHour = { readonly ruleId: string; readonly hourMs: number }

export type Piece = { readonly fromMs: number; readonly toMs: number }

export const hourMs = 3_600_000
/** A longer stretch is judged in pieces, so that one statement stays small; a window longer than it is not cut. */
const pieceMaxMs = 24 * hourMs

export type JudgedTimes = {
  /** Absences could be judged up to here last time, and can now up to `horizonMs`. */
  readonly judgedToMs: number
  readonly horizonMs: number
}

/**
 * Stretches of event time in which a correlation may hold anew: around every hour that has new rows, however old, as
 * far as its windows reach; and where an absence has become certain since the last time. Ordered, without overlaps.
 */
export function judgedPieces(
  plan: CorrelationPlan,
  news: readonly NewsHour[],
  times: JudgedTimes,
): readonly Piece[] {
  const leaves = leafRules(plan)
  const reach = reachMs(plan)
  const before = judgesAbsence(plan) ? reach : 0
  const stretches = news
    .filter(({ ruleId }) => leaves.has(ruleId))
    .map(({ hourMs: from }) => ({ fromMs: from - before, toMs: from + hourMs + reach }))
  if (judgesAbsence(plan) && times.horizonMs > times.judgedToMs)
    stretches.push({ fromMs: times.judgedToMs - reach, toMs: times.horizonMs })
  return merged(stretches).flatMap((stretch) => cut(stretch, Math.max(pieceMaxMs, plan.timespanMs)))
}

function merged(stretches: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = []
  for (const next of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1)
    if (last === undefined || next.fromMs > last.toMs) result.push(next)
    else result[result.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, next.toMs) }
  }
  return result
}

function cut({ fromMs, toMs }: Piece, maxMs: number): readonly Piece[] {
  const pieces: Piece[] = []
  for (let from = fromMs; from <= toMs; from += maxMs)
    pieces.push({ fromMs: from, toMs: Math.min(toMs, from + maxMs - 1) })
  return pieces
}
