import { microPerUnit } from './decimal.ts'
import type { Comparison } from './plan.ts'

/** Whether `numerator / denominator` satisfies every comparison; the numerator in millionths, the denominator > 0. */
export function satisfies(
  comparisons: readonly Comparison[],
  numeratorMicro: bigint,
  denominator: bigint,
): boolean {
  return comparisons.every(({ op, boundMicro }) => compares(op, numeratorMicro - boundMicro * denominator))
}

function compares(op: Comparison['op'], difference: bigint | number): boolean {
  switch (op) {
    case 'gt':
      return difference > 0
    case 'gte':
      return difference >= 0
    case 'lt':
      return difference < 0
    case 'lte':
      return difference <= 0
    case 'eq':
      return !(difference < 0 || difference > 0)
    case 'neq':
      return difference < 0 || difference > 0
  }
}

/** `satisfies` for counts: in plain numbers wherever they are exact, since it runs once per event. */
export function countTest(comparisons: readonly Comparison[]): (count: number) => boolean {
  const bounds = comparisons.map(({ op, boundMicro }) => ({ op, bound: Number(boundMicro) }))
  const exact = bounds.every(({ bound }) => Number.isSafeInteger(bound))
  if (!exact) return (count) => satisfies(comparisons, BigInt(count) * microPerUnit, 1n)
  return (count) => bounds.every(({ op, bound }) => compares(op, count * 1_000_000 - bound))
}

const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=', neq: '!=' } as const

/** The same in SQL, over expressions of integer types. */
export function satisfiesSql(
  comparisons: readonly Comparison[],
  numeratorMicro: string,
  denominator: string,
): string {
  return comparisons
    .map(
      ({ op, boundMicro }) => `${numeratorMicro} ${operators[op]} toInt128('${boundMicro}') * ${denominator}`,
    )
    .join(' AND ')
}

/**
 * A percentile by nearest rank is the k-th smallest of n values, k = ceil(p/100 * n), at least 1. Comparing it with a
 * bound needs no order, only how many values lie at or below (`atMost`) and below (`below`) the bound.
 */
export function percentileCompares(
  op: Comparison['op'],
  counts: { readonly rank: number; readonly atMost: number; readonly below: number },
): boolean {
  const { rank, atMost, below } = counts
  switch (op) {
    case 'gt':
      return atMost < rank
    case 'gte':
      return below < rank
    case 'lt':
      return below >= rank
    case 'lte':
      return atMost >= rank
    case 'eq':
      return atMost >= rank && below < rank
    case 'neq':
      return atMost < rank || below >= rank
  }
}

export function percentileRank(percentileCenti: number, count: number): number {
  return Math.max(1, Math.ceil((percentileCenti * count) / 10_000))
}
