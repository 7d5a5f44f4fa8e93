import { parseCondition } from './condition-parser.ts'
import {
  type Correlation,
  type CorrelationAlias,
  type CorrelationBound,
  type CorrelationCondition,
  type CorrelationOperator,
  type CorrelationType,
  correlationTypes,
} from './correlation-rule.ts'
import { asMap, isMap, textList, UnsupportedConstruct, type YamlMap } from './rule-error.ts'

const operators: readonly CorrelationOperator[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq']
/** A month counts as 30 days and a year as 365, so that a window has one length. */
const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  y: 31_536_000,
}
/** Names pySigma gives to temporal types whose condition is an expression. */
const extendedTypes: ReadonlyMap<string, CorrelationType> = new Map([
  ['temporal_extended', 'temporal'],
  ['temporal_ordered_extended', 'temporal_ordered'],
])

/** Reads `correlation:`. Throws UnsupportedConstruct. Source: Sigma 2.1 correlation rules specification. */
export function readCorrelation(map: YamlMap): Correlation {
  const type = readType(map.type)
  const rules = textList(map.rules)
  if (rules.length === 0) throw new UnsupportedConstruct('correlation without rules')
  return {
    type,
    rules,
    groupBy: textList(map['group-by']),
    timespanSeconds: readTimespan(map.timespan),
    aliases: readAliases(map.aliases),
    condition: readCondition(type, map.condition, rules),
  }
}

function readType(value: unknown): CorrelationType {
  const type = correlationTypes.find((known) => known === value) ?? extendedTypes.get(String(value))
  if (type === undefined) throw new UnsupportedConstruct(`correlation type "${String(value)}"`)
  return type
}

function readTimespan(value: unknown): number {
  const match = /^(\d{1,9})([smhdwMy])$/.exec(String(value))
  const seconds = match === null ? 0 : Number(match[1]) * unitSeconds[match[2]!]!
  if (seconds <= 0) throw new UnsupportedConstruct(`correlation timespan "${String(value)}"`)
  return seconds
}

function readAliases(value: unknown): readonly CorrelationAlias[] {
  if (value === undefined || value === null) return []
  return Object.entries(asMap(value, 'correlation aliases')).map(([name, fields]) => {
    const map = asMap(fields, `correlation alias "${name}"`)
    return {
      name,
      fields: Object.fromEntries(Object.entries(map).map(([rule, field]) => [rule, String(field)])),
    }
  })
}

function readCondition(
  type: CorrelationType,
  value: unknown,
  rules: readonly string[],
): CorrelationCondition {
  const temporal = type === 'temporal' || type === 'temporal_ordered'
  if (value === undefined || value === null) {
    if (temporal) return { kind: 'every-rule' }
    throw new UnsupportedConstruct(`correlation of type ${type} without a condition`)
  }
  if (typeof value === 'string') return readExpression(type, temporal, value, rules)
  if (!isMap(value))
    throw new UnsupportedConstruct('correlation condition that is neither a map nor an expression')
  return readThreshold(type, value)
}

function readExpression(
  type: CorrelationType,
  temporal: boolean,
  text: string,
  rules: readonly string[],
): CorrelationCondition {
  if (!temporal)
    throw new UnsupportedConstruct(`correlation of type ${type} with an expression as its condition`)
  const reading = parseCondition(text, rules)
  if (reading.kind === 'unsupported') throw new UnsupportedConstruct(`correlation ${reading.reason}`)
  return { kind: 'expression', expression: reading.condition }
}

function readThreshold(type: CorrelationType, map: YamlMap): CorrelationCondition {
  const fields = textList(map.field)
  const bounds = operators.flatMap((operator): CorrelationBound[] => {
    const value = map[operator]
    if (value === undefined) return []
    if (typeof value !== 'number')
      throw new UnsupportedConstruct(`correlation condition "${operator}" that is not a number`)
    return [{ operator, value }]
  })
  const stranger = Object.keys(map).find(
    (key) => key !== 'field' && key !== 'percentile' && !operators.includes(key as CorrelationOperator),
  )
  if (stranger !== undefined) throw new UnsupportedConstruct(`correlation condition "${stranger}"`)
  if (bounds.length === 0 || bounds.length > 2)
    throw new UnsupportedConstruct('correlation condition without one or two comparisons')
  if (type.startsWith('value_') && fields.length === 0)
    throw new UnsupportedConstruct(`correlation of type ${type} without a field`)
  if (type !== 'value_count' && fields.length > 1)
    throw new UnsupportedConstruct(`correlation of type ${type} over several fields`)
  return { kind: 'threshold', fields, bounds, percentile: readPercentile(map.percentile) }
}

function readPercentile(value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && value >= 0 && value <= 100) return value
  throw new UnsupportedConstruct(`correlation percentile "${String(value)}"`)
}
