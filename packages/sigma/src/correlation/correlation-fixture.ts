/** Test code: a correlation and the rows it runs on, in a few words. */
import { parseSigmaDocuments } from '../document/parse-documents.ts'
import { evaluateCorrelation } from './evaluate.ts'
import type { CorrelationPlan } from './plan.ts'
import { type CorrelationSet, planCorrelations } from './plan-correlations.ts'
import type { CorrelationBurst, CorrelationRow } from './row.ts'

/** Rules `a`, `b`, `c`, and correlations given as `name: flow map` beside them. */
export function setOf(correlations: Readonly<Record<string, string>>): CorrelationSet {
  const rules = ['a', 'b', 'c'].map(
    (name) =>
      `title: ${name}\nid: id-${name}\nname: ${name}\nlogsource: {product: x}\ndetection: {s: {f: v}, condition: s}`,
  )
  const others = Object.entries(correlations).map(
    ([name, text]) => `title: ${name}\nid: id-${name}\nname: ${name}\ncorrelation: ${text}`,
  )
  return planCorrelations(
    parseSigmaDocuments([...rules, ...others].join('\n---\n'), { pack: 'test', path: 'x.yml' }),
  )
}

/** The plan of one correlation. Throws with the reason when it is refused. */
export function planned(text: string, below: Readonly<Record<string, string>> = {}): CorrelationPlan {
  const set = setOf({ ...below, top: text })
  const top = set.planned.find(({ rule }) => rule.header.title === 'top')
  if (top === undefined) throw new Error(set.refused.map(({ reason }) => reason).join('; ') || 'not read')
  return top.plan
}

/** `[rule, second, fields, event]`; without an event id each row is an event of its own. */
export type ShortRow = readonly [string, number, Readonly<Record<string, string>>?, string?]

export function rowsOf(rows: readonly ShortRow[], tenantId = 't'): readonly CorrelationRow[] {
  return rows.map(([name, second, captured = {}, event], at) => ({
    tenantId,
    ruleId: `id-${name}`,
    timeMs: second * 1000,
    eventIds: [event ?? `e${String(at + 1).padStart(2, '0')}`],
    captured,
  }))
}

/** Each burst in short: `user: first second-last second, events`. */
export function found(
  text: string,
  rows: readonly ShortRow[],
  options: { readonly below?: Readonly<Record<string, string>>; readonly horizonSecond?: number } = {},
): readonly string[] {
  const { below, horizonSecond } = options
  const bursts = evaluateCorrelation(
    planned(text, below),
    rowsOf(rows),
    horizonSecond === undefined ? {} : { horizonMs: horizonSecond * 1000 },
  )
  return bursts.map(inShort)
}

export function inShort(burst: CorrelationBurst): string {
  const { group, matchedAtMs, lastMatchedAtMs, eventIds } = burst
  const times = `${matchedAtMs / 1000}-${lastMatchedAtMs / 1000}`
  return `${group.length === 0 ? '' : `${group.join('/')}: `}${times} ${eventIds.join(' ')}`
}
