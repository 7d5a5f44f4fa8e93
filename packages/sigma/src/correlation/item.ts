import { toMicro } from './decimal.ts'
import { type CorrelationPlan, isNumeric, type PlanInput } from './plan.ts'
import { type CorrelationRow, foldCase } from './row.ts'

/** A row placed in a plan: which input it came through, its group and its value. */
export type Item = {
  readonly input: number
  readonly timeMs: number
  readonly eventIds: readonly string[]
  /** Tenant first, then the `group-by` values. */
  readonly key: readonly string[]
  readonly value: readonly string[]
  /** The values as one text: the same exactly when they are. */
  readonly valueText: string
  readonly extras: readonly string[]
}

/** Undefined when a group-by or value field is absent or empty, or is no number where one is needed (README.md). */
export function itemOf(
  plan: CorrelationPlan,
  position: number,
  row: Omit<CorrelationRow, 'ruleId'>,
): Item | undefined {
  const { keys, values, extras } = (plan.inputs[position] as PlanInput).projection
  const key = keys.map((field) => foldCase(row.captured[field] ?? ''))
  const value = values.map((field) => foldCase(row.captured[field] ?? ''))
  if (key.includes('') || value.includes('')) return undefined
  if (isNumeric(plan) && toMicro(value[0] ?? '') === undefined) return undefined
  return {
    input: position,
    timeMs: row.timeMs,
    eventIds: row.eventIds,
    key: [row.tenantId, ...key],
    value,
    valueText: textOf(value),
    extras: extras.map((field) => row.captured[field] ?? ''),
  }
}

/** Texts as one; each with its length, so that no two lists give the same. */
export function textOf(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0] as string
  let whole = ''
  for (const text of texts) whole += `${text.length}:${text}`
  return whole
}

/** By time, then event ids, then input: an order that does not depend on how the rows arrived. */
export function compareItems(a: Item, b: Item): number {
  return a.timeMs - b.timeMs || compareTexts(a.eventIds, b.eventIds) || a.input - b.input
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i] as string, b[i] as string]
    if (left !== right) return left < right ? -1 : 1
  }
  return a.length - b.length
}
