import type { Judged } from '../judge/judge-stream.ts'
import type { LabelledEvent } from '../sequence/intent-event.ts'

export type Counted = { readonly count: number; readonly share: number }

/** How verdicts on a tenant compare with the known answer. Counts are events, never incidents, unless said. */
export type IntentScores = {
  readonly closed: Counted
  /** Left to a person: the platform abstained. */
  readonly human: Counted
  /** Escalated, or grouped with what was: the rest. */
  readonly attack: Counted
  readonly attackAlerts: { readonly total: number; readonly closed: number }
  /** A step is lost when all of its events were closed. */
  readonly steps: { readonly total: number; readonly lost: readonly string[] }
  readonly benign: { readonly total: number; readonly closed: number; readonly escalated: number }
  /** Expected calibration error of the probability, over 15 bins of equal width. */
  readonly ece: number
  readonly abstentions: Readonly<Record<string, number>>
  /** What people would see: incidents, and groups of abstentions of one type and entity within an hour. */
  readonly items: { readonly incidents: number; readonly questions: number }
}

export function scoresOf(events: readonly LabelledEvent[], verdicts: readonly Judged[]): IntentScores {
  const total = events.length
  const share = (count: number): Counted => ({ count, share: total === 0 ? 0 : count / total })
  const pairs = events.map((event, index) => ({ event, judged: verdicts[index] as Judged }))
  const count = (test: (pair: (typeof pairs)[number]) => boolean): number => pairs.filter(test).length
  const isClosed = ({ judged }: (typeof pairs)[number]): boolean => judged.decision.verdict === 'close'
  const isHuman = ({ judged }: (typeof pairs)[number]): boolean => judged.decision.verdict === 'abstain'
  const isAttack = ({ event }: (typeof pairs)[number]): boolean => event.label === 'attack'
  const [closed, human] = [count(isClosed), count(isHuman)]
  const benign = pairs.filter((pair) => !isAttack(pair))
  return {
    closed: share(closed),
    human: share(human),
    attack: share(total - closed - human),
    attackAlerts: { total: count(isAttack), closed: count((pair) => isAttack(pair) && isClosed(pair)) },
    steps: stepsOf(pairs),
    benign: {
      total: benign.length,
      closed: benign.filter(isClosed).length,
      escalated: benign.filter((pair) => !isClosed(pair) && !isHuman(pair)).length,
    },
    ece: calibrationError(pairs),
    abstentions: abstentionsOf(verdicts),
    items: itemsOf(verdicts),
  }
}

type Pair = { readonly event: LabelledEvent; readonly judged: Judged }

function stepsOf(pairs: readonly Pair[]): { readonly total: number; readonly lost: readonly string[] } {
  const kept = new Map<string, boolean>()
  for (const { event, judged } of pairs) {
    if (event.step === undefined) continue
    kept.set(event.step, (kept.get(event.step) ?? false) || judged.decision.verdict !== 'close')
  }
  const lost = [...kept].filter(([, isKept]) => !isKept).map(([step]) => step)
  return { total: kept.size, lost: lost.sort() }
}

const bins = 15

/** The mean gap between stated probability and share of attacks, over bins of the probability. */
export function calibrationError(pairs: readonly Pair[]): number {
  const rows = Array.from({ length: bins }, () => ({ count: 0, stated: 0, attacks: 0 }))
  for (const { event, judged } of pairs) {
    const { probability } = judged.circumstances
    const row = rows[Math.min(bins - 1, Math.floor(probability * bins))]
    if (row === undefined) continue
    row.count += 1
    row.stated += probability
    row.attacks += event.label === 'attack' ? 1 : 0
  }
  const gap = rows.reduce((sum, { stated, attacks }) => sum + Math.abs(stated - attacks), 0)
  return pairs.length === 0 ? 0 : gap / pairs.length
}

function abstentionsOf(verdicts: readonly Judged[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const { decision } of verdicts) {
    if (decision.verdict === 'abstain') counts.set(decision.reason, (counts.get(decision.reason) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)))
}

const questionWindowMs = 3_600_000
const incidentGapMs = 900_000

function itemsOf(verdicts: readonly Judged[]): { readonly incidents: number; readonly questions: number } {
  const lastMs = new Map<string, number>()
  let incidents = 0
  let questions = 0
  for (const { event, decision } of verdicts) {
    if (decision.verdict === 'close') continue
    const asks = decision.verdict === 'abstain'
    const key = JSON.stringify(asks ? [event.entity, event.type] : [event.entity])
    const pause = event.timeMs - (lastMs.get(key) ?? -Infinity)
    lastMs.set(key, event.timeMs)
    if (asks && pause > questionWindowMs) questions += 1
    if (!asks && pause > incidentGapMs) incidents += 1
  }
  return { incidents, questions }
}
