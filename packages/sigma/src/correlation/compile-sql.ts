import { toMicroSql } from './decimal.ts'
import { metricJudged } from './metric-sql.ts'
import {
  type CorrelationPlan,
  contributingEventsMax,
  instantInputs,
  isNumeric,
  judgesAbsence,
  reachMs,
} from './plan.ts'
import { type Binder, binder, type SqlParams } from './sql-params.ts'
import { temporalJudged } from './temporal-sql.ts'

/** Which instants to judge, ms since the epoch, both inclusive. Rows are read as far around it as the windows reach. */
export type JudgedRange = {
  readonly fromMs: number
  readonly toMs: number
  /** Up to when everything has been seen: absence is judged only up to here. */
  readonly horizonMs: number
}

export type CompiledCorrelation = {
  /** `source` is the `findings` table or a sub-select of it, scoped to tenants and free of replaced rows. */
  readonly sql: (source: string) => string
  readonly params: SqlParams
}

/** One row of the result; `toBurst` (burst-row.ts) reads it. */
export type BurstRow = {
  readonly tenant: string
  readonly grp: readonly string[]
  readonly matched_at: number | string
  readonly last_matched_at: number | string
  readonly first_at: number | string
  readonly last_at: number | string
  readonly events: number | string
  readonly event_ids: readonly string[]
}

/**
 * ClickHouse SQL of one correlation: O(n log n) in the rows read, whatever the length of the windows, since every
 * measure is a running sum or maximum. Only engine-written text is in the statement; names and values are bound.
 */
export function compileCorrelation(plan: CorrelationPlan, range: JudgedRange): CompiledCorrelation {
  const bind = binder()
  const source = '\u0000source\u0000'
  const sql = `
SELECT key[1] AS tenant, arraySlice(key, 2) AS grp, burst AS matched_at, max(hit_at) AS last_matched_at,
  min(c.t) AS first_at, max(c.t) AS last_at, uniqExactArray(c.event_ids) AS events,
  arraySlice(${orderedEventIds}, 1, ${contributingEventsMax}) AS event_ids
FROM ${contributions(plan, { ...range, source, bind })} AS c
GROUP BY key, burst
HAVING last_matched_at >= ${bind(range.fromMs, 'Int64')}
ORDER BY matched_at, tenant, grp`
  return { sql: (table) => sql.replaceAll(source, () => table), params: bind.params }
}

type Context = JudgedRange & { readonly source: string; readonly bind: Binder }

/** Over rows called `c`: a bare name would mean the result column of that name. */
const orderedEventIds = `arrayDistinct(arrayFlatten(arrayMap(pair -> pair.2, arraySort(groupArray((c.t, c.event_ids))))))`

/**
 * Rows of the plan's inputs that lie in a window at whose end the condition held: key, t, event_ids, extra, burst (the
 * first such instant of their burst) and hit_at (their instant, when it is one).
 *
 * Whether an instant begins a burst is decided by the timespan before it, whose windows reach back another timespan:
 * hits are computed from `from - T` and rows are read from `from - 2T`, so a range gives the same bursts as the whole.
 */
function contributions(plan: CorrelationPlan, context: Context): string {
  const { bind } = context
  const span = bind(plan.timespanMs, 'Int64')
  const judged = judgedItems(plan, context, span)
  const hit = `hit AND t >= ${bind(context.fromMs - plan.timespanMs, 'Int64')} AND t <= ${bind(context.toMs, 'Int64')}`
  const runs = `(SELECT *, maxOrNullIf(t, live) OVER (PARTITION BY key ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS hit_before
  FROM (SELECT *, ${hit} AS live FROM ${judged}))`
  const starts = `(SELECT *, maxOrNullIf(t, live AND (isNull(hit_before) OR t - hit_before > ${span})) OVER (PARTITION BY key ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS start
  FROM ${runs})`
  const next = 'OVER (PARTITION BY key ORDER BY t DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)'
  return `(SELECT key, t, event_ids, extra, next_start AS burst, if(live, t, NULL) AS hit_at
FROM (SELECT *, minOrNullIf(t, live) ${next} AS next_hit, argMinIf(start, t, live) ${next} AS next_start FROM ${starts})
WHERE next_hit - t <= ${span})`
}

function judgedItems(plan: CorrelationPlan, context: Context, span: string): string {
  const instants = context.bind(
    [...instantInputs(plan)].map((position) => position + 1),
    'Array(UInt32)',
  )
  if (plan.test.kind === 'temporal') {
    const items = itemsOf(plan, context)
    const horizon = context.bind(context.horizonMs, 'Int64')
    return `(SELECT * FROM ${temporalJudged(plan.test, items, span, horizon)} WHERE input IN ${instants})`
  }
  // An event that matched several of the rules counts once, through the first of them.
  const items = `(SELECT * FROM ${itemsOf(plan, context)} ORDER BY key, event_ids, input LIMIT 1 BY key, event_ids)`
  return metricJudged(plan.test, plan.inputs.length > 1 ? items : itemsOf(plan, context), span)
}

/** All rows of the plan's inputs as input (1-based), t, event_ids, key (tenant first), val, extra. */
function itemsOf(plan: CorrelationPlan, context: Context): string {
  const { bind } = context
  const column = (part: 'keys' | 'values' | 'extras') => (_: string, index: number) =>
    `captured[${fieldName(plan, bind, part, index)}]`
  const first = plan.inputs[0]!.projection
  const keys = first.keys.map(column('keys')).map((field) => `lower(${field})`)
  const values = first.values.map(column('values')).map((field) => `lower(${field})`)
  const extras = first.extras.map(column('extras'))
  const number = isNumeric(plan) ? `AND isNotNull(${toMicroSql('val[1]')})` : ''
  return `(SELECT input, t, event_ids, ${arrayOf(['tenant', ...keys])} AS key, ${arrayOf(values)} AS val, ${arrayOf(extras)} AS extra
FROM (${[...ruleRows(plan, context), ...childRows(plan, context)].join('\nUNION ALL\n')})
WHERE NOT has(key, '') AND NOT has(val, '') ${number})`
}

function arrayOf(expressions: readonly string[]): string {
  return expressions.length === 0 ? 'emptyArrayString()' : `[${expressions.join(', ')}]`
}

/** The captured field behind a name: one for all inputs, or chosen by input where aliases differ. */
function fieldName(
  plan: CorrelationPlan,
  bind: Binder,
  part: 'keys' | 'values' | 'extras',
  index: number,
): string {
  const names = plan.inputs.map(({ projection }) => projection[part][index] ?? '')
  if (names.every((name) => name === names[0])) return bind(names[0] ?? '', 'String')
  return `arrayElement(${bind(names, 'Array(String)')}, input)`
}

function ruleRows(plan: CorrelationPlan, { bind, source, fromMs, toMs }: Context): readonly string[] {
  const positions = plan.inputs.flatMap((input, i) =>
    input.kind === 'rule' ? [{ id: input.ruleId, at: i + 1 }] : [],
  )
  if (positions.length === 0) return []
  const ids = bind(
    positions.map(({ id }) => id),
    'Array(String)',
  )
  const at = bind(
    positions.map(({ at }) => at),
    'Array(UInt32)',
  )
  const from = bind(fromMs - 2 * plan.timespanMs, 'Int64')
  const to = bind(toMs + (judgesAbsence(plan) ? reachMs(plan) : 0), 'Int64')
  return [
    `SELECT toString(tenant_id) AS tenant, arrayElement(${at}, indexOf(${ids}, rule_id)) AS input,
  toUnixTimestamp64Milli(first_time) AS t, event_ids, captured
FROM ${source} WHERE rule_id IN ${ids}
  AND first_time >= fromUnixTimestamp64Milli(${from}) AND first_time <= fromUnixTimestamp64Milli(${to})`,
  ]
}

/** A chained correlation is a row at the instant it began to hold, once per group of the parent. */
function childRows(plan: CorrelationPlan, context: Context): readonly string[] {
  const { bind } = context
  const fromMs = context.fromMs - 2 * plan.timespanMs
  const toMs = context.toMs + (judgesAbsence(plan) ? reachMs(plan) : 0)
  return plan.inputs.flatMap((input, i) => {
    if (input.kind === 'rule') return []
    const names = bind([...input.plan.groupBy, ...input.plan.extras], 'Array(String)')
    return [
      `SELECT key[1] AS tenant, toUInt32(${i + 1}) AS input, burst AS t, ${orderedEventIds} AS event_ids,
  CAST(mapFromArrays(${names}, arrayConcat(arraySlice(key, 2), extra)), 'Map(LowCardinality(String), String)') AS captured
FROM ${contributions(input.plan, { ...context, fromMs, toMs })} AS c
GROUP BY key, burst, extra HAVING burst >= ${bind(fromMs, 'Int64')}`,
    ]
  })
}
