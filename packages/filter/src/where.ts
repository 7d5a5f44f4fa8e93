import { addressText } from './address.ts'
import type { Clause, Filter, Pattern } from './filter.ts'
import { caseForms, recordForms } from './fold.ts'
import { formsOf, literalOf } from './pattern.ts'

export type WhereParam = string | number
/** An expression for WHERE in ClickHouse's SQL, and the values it names as `{f0:String}`. */
export type Where = { readonly sql: string; readonly params: Readonly<Record<string, WhereParam>> }

type Bind = (type: 'String' | 'Int64', value: WhereParam) => string

/**
 * The filter as SQL. Columns come from the table of fields and everything else is a bound parameter: no character that
 * a person typed is part of the text. The expression is 0 or 1, never NULL.
 */
export function whereOf(filter: Filter): Where {
  const params: Record<string, WhereParam> = {}
  const bind: Bind = (type, value) => {
    const name = `f${Object.keys(params).length}`
    params[name] = value
    return `{${name}:${type}}`
  }
  return { sql: sqlOf(filter, bind), params }
}

function sqlOf(filter: Filter, bind: Bind): string {
  switch (filter.kind) {
    case 'and':
      return joined(filter.parts, ' AND ', '1', bind)
    case 'or':
      return joined(filter.parts, ' OR ', '0', bind)
    case 'not':
      return `NOT ${sqlOf(filter.part, bind)}`
    default:
      return clauseSql(filter, bind)
  }
}

function joined(parts: readonly Filter[], word: string, none: string, bind: Bind): string {
  return parts.length === 0 ? none : `(${parts.map((part) => sqlOf(part, bind)).join(word)})`
}

function clauseSql(clause: Clause, bind: Bind): string {
  switch (clause.kind) {
    case 'text':
      return textSql(clause, bind)
    case 'content':
      return either(formsOf(clause.pattern, recordForms).map((form) => containsSql(form, bind)))
    case 'present':
      return either(columnsOf(clause.field).map((column) => `notEmpty(${column})`))
    case 'range':
      return rangeSql(clause, bind)
    case 'network':
      return either(clause.field.columns.map((column) => networkSql(column, clause, bind)))
  }
}

function textSql({ field, pattern }: Extract<Clause, { kind: 'text' }>, bind: Bind): string {
  if (field.kind === 'hops') {
    // A hop is `relation identity-key`; a relation has no blank.
    const identity = `lower(substring(hop, position(hop, ' ') + 1))`
    return `arrayExists(hop -> ${either(formsOf(pattern, caseForms).map((form) => fitsSql(identity, form, bind)))}, ${field.column})`
  }
  if (field.kind === 'text' && field.exact)
    return either(field.columns.map((column) => fitsSql(column, pattern, bind)))
  return either(
    field.columns.flatMap((column) =>
      formsOf(pattern, caseForms).map((form) => fitsSql(`lower(${column})`, form, bind)),
    ),
  )
}

function fitsSql(value: string, pattern: Pattern, bind: Bind): string {
  const literal = literalOf(pattern)
  return literal === undefined
    ? `${value} LIKE ${bind('String', likeOf(pattern))}`
    : `${value} = ${bind('String', literal)}`
}

function containsSql(pattern: Pattern, bind: Bind): string {
  const literal = literalOf(pattern)
  return literal === undefined
    ? `lower(raw) LIKE ${bind('String', `%${likeOf(pattern)}%`)}`
    : `positionCaseInsensitive(raw, ${bind('String', literal)}) > 0`
}

/** ClickHouse's LIKE: `%`, `_` (one code point), and a backslash before what is meant literally. */
function likeOf(pattern: Pattern): string {
  return pattern
    .map((piece) => {
      if (piece.kind === 'any') return '%'
      return piece.kind === 'one' ? '_' : piece.text.replace(/[\\%_]/g, '\\$&')
    })
    .join('')
}

function rangeSql({ field, first, last }: Extract<Clause, { kind: 'range' }>, bind: Bind): string {
  const bound = (value: number) => {
    const param = bind('Int64', value)
    return field.kind === 'instant' ? `fromUnixTimestamp64Milli(${param})` : param
  }
  const ends = [
    ...(first === undefined ? [] : [`${field.column} >= ${bound(first)}`]),
    ...(last === undefined ? [] : [`${field.column} <= ${bound(last)}`]),
  ]
  return ends.length === 0 ? '1' : `(${ends.join(' AND ')})`
}

function networkSql(
  column: string,
  { first, last }: Extract<Clause, { kind: 'network' }>,
  bind: Bind,
): string {
  // The form that the lake has an index over; `::` is also what it makes of a text that is no address.
  if (first === last && first !== 0n)
    return `toIPv6OrDefault(${column}) = toIPv6(${bind('String', addressText(first))})`
  const [low, high] = [first, last].map((end) => `toIPv6(${bind('String', addressText(end))})`)
  return `ifNull(toIPv6OrNull(${column}) BETWEEN ${low} AND ${high}, 0)`
}

function columnsOf(field: Extract<Clause, { kind: 'present' }>['field']): readonly string[] {
  return 'columns' in field ? field.columns : [field.column]
}

function either(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] as string) : `(${conditions.join(' OR ')})`
}
