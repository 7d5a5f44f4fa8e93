import { contentField, type Field, fieldNamed, fields } from './field.ts'
import { everything, type Filter } from './filter.ts'
import { FilterError } from './filter-error.ts'
import { filterLimits } from './filter-limits.ts'
import { nearFields } from './near-field.ts'
import { clauseOf, comparisonOf, rangeOf } from './read-clause.ts'
import {
  atEnd,
  type Scanner,
  skipBlanks,
  take,
  takeComparison,
  takeFieldName,
  takeKeyword,
  takeWord,
  type Word,
} from './scanner.ts'

type Parser = Scanner & {
  depth: number
  clauses: number
}

/**
 * Reads what a person typed (docs/search.md). Errors: FilterError, with the place and what to do.
 *
 *     filter = [ or ]
 *     or     = and *( "or" and )
 *     and    = not *( [ "and" ] not )
 *     not    = "not" not / "(" or ")" / clause
 *     clause = [ field ":" ] ( value / "(" or ")" )
 *     value  = word / ( ">=" / "<=" / ">" / "<" ) word / "[" word "to" word "]"
 *
 * @example parseFilter('identity:aws:* action:(CreateUser or AttachUserPolicy) not source_ip:10.0.0.0/8')
 */
export function parseFilter(text: string): Filter {
  const { textMaxChars } = filterLimits
  if (text.length > textMaxChars)
    throw new FilterError(textMaxChars, `a filter has at most ${textMaxChars} characters. Shorten it.`)
  const parser: Parser = { text: text.toWellFormed(), at: 0, depth: 0, clauses: 0 }
  if (atEnd(parser)) return everything
  const filter = readOr(parser, undefined)
  if (!atEnd(parser))
    throw new FilterError(parser.at, 'no parenthesis is open here. Remove this ) or put it in quotes.')
  return filter
}

/** `field` is what the words of a group belong to: `action:(a or b)`. */
function readOr(parser: Parser, field: Field | undefined): Filter {
  const parts = [readAnd(parser, field)]
  while (takeKeyword(parser, 'or')) parts.push(readAnd(parser, field))
  return parts.length === 1 ? (parts[0] as Filter) : { kind: 'or', parts }
}

function readAnd(parser: Parser, field: Field | undefined): Filter {
  const parts = [readNot(parser, field)]
  while (!atEnd(parser) && parser.text[parser.at] !== ')' && !nextIsOr(parser)) {
    takeKeyword(parser, 'and')
    parts.push(readNot(parser, field))
  }
  return parts.length === 1 ? (parts[0] as Filter) : { kind: 'and', parts }
}

function nextIsOr(parser: Parser): boolean {
  return takeKeyword({ ...parser }, 'or')
}

function readNot(parser: Parser, field: Field | undefined): Filter {
  skipBlanks(parser)
  const start = parser.at
  if (takeKeyword(parser, 'not'))
    return nested(parser, start, () => ({ kind: 'not', part: readNot(parser, field) }))
  if (take(parser, '(')) return readGroup(parser, start, field)
  for (const keyword of ['and', 'or']) {
    if (takeKeyword(parser, keyword)) throw missing(start, `something has to stand before "${keyword}"`)
  }
  return readClause(parser, field)
}

/** After the opening parenthesis, which stands at `start`. */
function readGroup(parser: Parser, start: number, field: Field | undefined): Filter {
  return nested(parser, start, () => {
    const filter = readOr(parser, field)
    skipBlanks(parser)
    if (!take(parser, ')'))
      throw new FilterError(start, 'this parenthesis is not closed. Put a ) where it ends.')
    return filter
  })
}

function nested(parser: Parser, position: number, read: () => Filter): Filter {
  const { depthMax } = filterLimits
  if (parser.depth >= depthMax)
    throw new FilterError(
      position,
      `parentheses and NOTs nest at most ${depthMax} deep. Write it with fewer levels.`,
    )
  parser.depth++
  const filter = read()
  parser.depth--
  return filter
}

function readClause(parser: Parser, outer: Field | undefined): Filter {
  const { clausesMax } = filterLimits
  if (++parser.clauses > clausesMax)
    throw new FilterError(
      parser.at,
      `a filter has at most ${clausesMax} conditions. Use wildcards or networks instead.`,
    )
  // Within a group a colon is part of the value: identity:(aws:1:user/anna or aws:1:user/ben).
  const named = outer === undefined ? takeFieldName(parser) : undefined
  const field = named === undefined ? (outer ?? contentField) : knownField(named.name, named.position)
  return readValue(parser, field, named !== undefined)
}

function readValue(parser: Parser, field: Field, named: boolean): Filter {
  const start = parser.at
  if (named && take(parser, '(')) return readGroup(parser, start, field)
  if (field !== contentField && take(parser, '[')) return readRange(parser, start, field)
  const comparison = field === contentField ? undefined : takeComparison(parser)
  const word = takeWord(parser)
  if (word === undefined) throw missing(start, `a value has to stand here`)
  return comparison === undefined ? clauseOf(field, word) : comparisonOf(field, comparison, word)
}

/** After the opening bracket, which stands at `start`. */
function readRange(parser: Parser, start: number, field: Field): Filter {
  const from = rangeEnd(parser, start)
  if (!takeKeyword(parser, 'to')) throw brokenRange(start)
  const to = rangeEnd(parser, start)
  skipBlanks(parser)
  if (!take(parser, ']')) throw brokenRange(start)
  return rangeOf(field, from, to)
}

function rangeEnd(parser: Parser, start: number): Word {
  skipBlanks(parser)
  const word = takeWord(parser, /[\s()\]]/)
  if (word === undefined) throw brokenRange(start)
  return word
}

function knownField(name: string, position: number): Field {
  const field = fieldNamed(name)
  if (field !== undefined) return field
  const near = nearFields(name)
  const known = fields.map((one) => one.name).join(', ')
  const meant = near.length === 0 ? `Known fields: ${known}.` : `Did you mean ${near.join(' or ')}?`
  throw new FilterError(
    position,
    `there is no field "${name.slice(0, 40)}". ${meant} To search for this text, put it in quotes.${
      near.length === 0 ? '' : ` Known fields: ${known}.`
    }`,
  )
}

function brokenRange(position: number): FilterError {
  return new FilterError(position, 'a range is written [from TO to], with * for an open end.')
}

function missing(position: number, what: string): FilterError {
  return new FilterError(position, `${what}. Complete it, or put the word in quotes to search for it.`)
}
