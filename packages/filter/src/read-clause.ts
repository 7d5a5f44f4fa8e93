import { addressOf, networkOf } from './address.ts'
import type { AddressField, Field, InstantField, NumberField } from './field.ts'
import type { Clause } from './filter.ts'
import { FilterError } from './filter-error.ts'
import { instantSpan } from './instant.ts'
import { isAnything, literalOf } from './pattern.ts'
import type { Comparison, Word } from './scanner.ts'

/** `field:word`. Errors: FilterError, when the word is no value of this field. */
export function clauseOf(field: Field, word: Word): Clause {
  if (field.kind === 'number' || field.kind === 'instant') {
    return { kind: 'range', field, ...spanOf(field, word) }
  }
  if (isAnything(word.pattern)) return { kind: 'present', field }
  if (field.kind === 'content') return contentClause(field, word)
  if (field.kind === 'address') return addressClause(field, word)
  return { kind: 'text', field, pattern: word.pattern }
}

/** `field:>=word` and its like. Errors: FilterError, also for fields that have no order. */
export function comparisonOf(field: Field, comparison: Comparison, word: Word): Clause {
  const ordered = orderedOf(field, word.position)
  const { first, last } = spanOf(ordered, word)
  switch (comparison) {
    case '>=':
      return { kind: 'range', field: ordered, first, last: undefined }
    case '>':
      return { kind: 'range', field: ordered, first: last + 1, last: undefined }
    case '<=':
      return { kind: 'range', field: ordered, first: undefined, last }
    case '<':
      return { kind: 'range', field: ordered, first: undefined, last: first - 1 }
  }
}

/** `field:[from TO to]`, both included; `*` leaves an end open. Errors: FilterError. */
export function rangeOf(field: Field, from: Word, to: Word): Clause {
  if (field.kind === 'address') return addressRange(field, from, to)
  const ordered = orderedOf(field, from.position)
  const first = isAnything(from.pattern) ? undefined : spanOf(ordered, from).first
  const last = isAnything(to.pattern) ? undefined : spanOf(ordered, to).last
  if (first !== undefined && last !== undefined && first > last) throw turned(from)
  return { kind: 'range', field: ordered, first, last }
}

function contentClause(field: Extract<Field, { kind: 'content' }>, word: Word): Clause {
  if (literalOf(word.pattern) === '')
    throw new FilterError(word.position, 'this looks for nothing. Put the text between the quotes.')
  return { kind: 'content', field, pattern: word.pattern }
}

function addressClause(field: AddressField, word: Word): Clause {
  const text = literalOf(word.pattern)
  if (text === undefined || text === '') return { kind: 'text', field, pattern: word.pattern }
  const address = addressOf(text)
  const network = address === undefined ? networkOf(text) : { first: address, last: address }
  if (network === undefined) throw noAddress(field, word)
  return { kind: 'network', field, ...network }
}

function addressRange(field: AddressField, from: Word, to: Word): Clause {
  const first = isAnything(from.pattern) ? 0n : addressOf(literalOf(from.pattern) ?? '')
  const last = isAnything(to.pattern) ? (1n << 128n) - 1n : addressOf(literalOf(to.pattern) ?? '')
  if (first === undefined) throw noAddress(field, from)
  if (last === undefined) throw noAddress(field, to)
  if (first > last) throw turned(from)
  return { kind: 'network', field, first, last }
}

function orderedOf(field: Field, position: number): NumberField | InstantField {
  if (field.kind === 'number' || field.kind === 'instant') return field
  throw new FilterError(
    position,
    field.kind === 'address'
      ? `write a network (${field.name}:10.0.0.0/8) or a range (${field.name}:[10.0.0.1 TO 10.0.0.9]).`
      : `${field.name} is text and has no order. Use wildcards: ${field.name}:abc*.`,
  )
}

/** The integers that a word stands for: `high`, `3`, `2026-03-01`. */
function spanOf(
  field: NumberField | InstantField,
  word: Word,
): { readonly first: number; readonly last: number } {
  const text = literalOf(word.pattern)
  if (text === undefined)
    throw new FilterError(word.position, `${field.name} takes no wildcards. Use a range: >=, < or [a TO b].`)
  if (field.kind === 'number') return numberSpan(field, text, word.position)
  const span = instantSpan(text)
  if (span === undefined)
    throw new FilterError(
      word.position,
      `"${shown(text)}" is no instant. Write 2026-03-01 or 2026-03-01T08:30:00Z.`,
    )
  return { first: span.firstMs, last: span.lastMs }
}

function numberSpan(
  field: NumberField,
  text: string,
  position: number,
): { readonly first: number; readonly last: number } {
  const wanted = text.toLowerCase()
  const [named] = [...field.names].find(([, name]) => name.toLowerCase() === wanted) ?? []
  const value = named ?? (/^-?\d{1,9}$/.test(text) ? Number(text) : undefined)
  if (value !== undefined) return { first: value, last: value }
  const known = [...field.names.values()].slice(0, 8).map((name) => (name.includes(' ') ? `"${name}"` : name))
  throw new FilterError(
    position,
    `"${shown(text)}" is no ${field.name}. Use a number or a name: ${known.join(', ')}${field.names.size > known.length ? ', …' : ''}.`,
  )
}

function noAddress(field: AddressField, { position }: Word): FilterError {
  return new FilterError(
    position,
    `this is no address or network. Write ${field.name}:10.0.0.7, ${field.name}:10.0.0.0/8, or a text with *.`,
  )
}

function turned({ position }: Word): FilterError {
  return new FilterError(position, 'this range ends before it begins. Put the smaller end first.')
}

/** What a person typed, short enough for a message. */
function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
