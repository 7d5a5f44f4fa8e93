import { satisfiesSql } from './comparison.ts'
import { toMicroSql } from './decimal.ts'
import type { Comparison, PlanTest } from './plan.ts'

type MetricTest = Exclude<PlanTest, { kind: 'temporal' }>

/** A running sum: what a row adds when it enters the window and takes away when it leaves, within a partition. */
type Measure = {
  readonly name: string
  readonly enters: string
  readonly leaves: string
  readonly partition: string
}

/** `items` with the column `hit`: whether the condition holds for the window of length `span` that ends at their t. */
export function metricJudged(test: MetricTest, items: string, span: string): string {
  const measures = measuresOf(test, span)
  const sums = measures.map(
    ({ name, partition }) =>
      `sum(if(leaving, -${name}_leaves, ${name}_enters)) OVER (PARTITION BY ${partition} ORDER BY at RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ${name}`,
  )
  const changes = measures.flatMap(({ name, enters, leaves }) => [
    `${enters} AS ${name}_enters`,
    `${leaves} AS ${name}_leaves`,
  ])
  return `(SELECT t, event_ids, key, extra, ${condition(test)} AS hit
FROM (SELECT *, ${sums.join(', ')}
  FROM (SELECT t, if(leaving, [], event_ids) AS event_ids, key, val, extra, leaving, t + if(leaving, ${span} + 1, 0) AS at, ${changes.join(', ')}
    FROM ${prepared(test, items)} ARRAY JOIN [false, true] AS leaving))
WHERE NOT leaving)`
}

function measuresOf(test: MetricTest, span: string): readonly Measure[] {
  const count: Measure = { name: 'n', enters: 'toInt64(1)', leaves: 'toInt64(1)', partition: 'key' }
  switch (test.kind) {
    case 'event-count':
      return [count]
    case 'value-count':
    case 'rule-count':
      return [distinct(span)]
    case 'value-sum':
    case 'value-avg':
      return [count, { name: 's', enters: 'micro', leaves: 'micro', partition: 'key' }]
    case 'value-share':
      return [count, { ...count, name: 'same', partition: 'key, val' }]
    case 'value-percentile':
      return [count, ...test.comparisons.flatMap((comparison, i) => tallies(comparison, i))]
  }
}

/**
 * A value is present from its occurrence until a timespan after it, unless it comes again before: it enters where its
 * previous occurrence is out of reach, and leaves where no next one is within reach. So nothing is ever recounted.
 */
function distinct(span: string): Measure {
  return {
    name: 'n',
    enters: `toInt64(isNull(before) OR t - before > ${span})`,
    leaves: `toInt64(isNull(after) OR after - t > ${span})`,
    partition: 'key',
  }
}

function tallies({ boundMicro }: Comparison, index: number): readonly Measure[] {
  const measure = (name: string, operator: string): Measure => {
    const counted = `toInt64(micro ${operator} toInt128('${boundMicro}'))`
    return { name: `${name}${index}`, enters: counted, leaves: counted, partition: 'key' }
  }
  return [measure('at_most', '<='), measure('below', '<')]
}

function prepared(test: MetricTest, items: string): string {
  switch (test.kind) {
    case 'value-count':
    case 'rule-count': {
      const identity = test.kind === 'value-count' ? 'val' : 'input'
      const over = `OVER (PARTITION BY key, ${identity} ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`
      return `(SELECT *, lagInFrame(toNullable(t)) ${over} AS before, leadInFrame(toNullable(t)) ${over} AS after FROM ${items})`
    }
    case 'value-sum':
    case 'value-avg':
    case 'value-percentile':
      return `(SELECT *, assumeNotNull(${toMicroSql('val[1]')}) AS micro FROM ${items})`
    default:
      return items
  }
}

function condition(test: MetricTest): string {
  switch (test.kind) {
    case 'value-sum':
      return satisfiesSql(test.comparisons, 's', '1')
    case 'value-avg':
      return satisfiesSql(test.comparisons, 's', 'n')
    case 'value-share':
      return satisfiesSql(test.comparisons, 'toInt128(same) * 100000000', 'n')
    case 'value-percentile':
      return test.comparisons
        .map((comparison, i) => percentile(comparison.op, i, test.percentileCenti))
        .join(' AND ')
    default:
      return satisfiesSql(test.comparisons, 'toInt128(n) * 1000000', '1')
  }
}

/** See `percentileCompares`: the k-th smallest value against a bound, from counts alone. */
function percentile(op: Comparison['op'], index: number, percentileCenti: number): string {
  const rank = `greatest(1, intDiv(${percentileCenti} * n + 9999, 10000))`
  const [atMost, below] = [`at_most${index}`, `below${index}`]
  const tests = {
    gt: `${atMost} < ${rank}`,
    gte: `${below} < ${rank}`,
    lt: `${below} >= ${rank}`,
    lte: `${atMost} >= ${rank}`,
    eq: `(${atMost} >= ${rank} AND ${below} < ${rank})`,
    neq: `(${atMost} < ${rank} OR ${below} >= ${rank})`,
  }
  return tests[op]
}
