import { addressOf } from './address.ts'
import type { AddressField, ContentField, HopsField, TextField } from './field.ts'
import type { Clause, Filter, Pattern } from './filter.ts'
import type { FilterRecord } from './filter-record.ts'
import { caseForms, foldAscii, recordForms } from './fold.ts'
import { fits } from './glob.ts'
import { formsOf, literalOf } from './pattern.ts'

export type Predicate = (record: FilterRecord) => boolean

/** The filter as a function: the same answer as its SQL gives for the same record (where.ts), as a test proves. */
export function predicateOf(filter: Filter): Predicate {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.parts.map(predicateOf)
      return (record) => parts.every((part) => part(record))
    }
    case 'or': {
      const parts = filter.parts.map(predicateOf)
      return (record) => parts.some((part) => part(record))
    }
    case 'not': {
      const part = predicateOf(filter.part)
      return (record) => !part(record)
    }
    default:
      return clausePredicate(filter)
  }
}

function clausePredicate(clause: Clause): Predicate {
  switch (clause.kind) {
    case 'text':
      return textPredicate(clause.field, clause.pattern)
    case 'content':
      return contentPredicate(clause.pattern)
    case 'present': {
      const { field } = clause
      if (field.kind === 'hops') return (record) => record[field.column].length > 0
      return (record) => valuesOf(record, field).some((value) => value !== '')
    }
    case 'range': {
      const { field, first = Number.NEGATIVE_INFINITY, last = Number.POSITIVE_INFINITY } = clause
      return (record) => record[field.column] >= first && record[field.column] <= last
    }
    case 'network':
      return networkPredicate(clause)
  }
}

function textPredicate(field: TextField | HopsField | AddressField, pattern: Pattern): Predicate {
  if (field.kind === 'text' && field.exact) {
    return (record) => valuesOf(record, field).some((value) => fits(value, pattern))
  }
  const forms = formsOf(pattern, caseForms)
  return (record) =>
    valuesOf(record, field).some((value) => {
      const folded = foldAscii(value)
      return forms.some((form) => fits(folded, form))
    })
}

function contentPredicate(pattern: Pattern): Predicate {
  const finds = formsOf(pattern, recordForms).map((form): ((folded: string) => boolean) => {
    const literal = literalOf(form)
    if (literal !== undefined) return (folded) => folded.includes(literal)
    const anywhere: Pattern = [{ kind: 'any' }, ...form, { kind: 'any' }]
    return (folded) => fits(folded, anywhere)
  })
  return (record) => {
    const folded = foldAscii(record.raw)
    return finds.some((find) => find(folded))
  }
}

function networkPredicate({ field, first, last }: Extract<Clause, { kind: 'network' }>): Predicate {
  return (record) =>
    field.columns.some((column) => {
      const address = addressOf(record[column])
      return address !== undefined && address >= first && address <= last
    })
}

function valuesOf(
  record: FilterRecord,
  field: TextField | HopsField | AddressField | ContentField,
): readonly string[] {
  switch (field.kind) {
    case 'hops':
      // A hop is `relation identity-key`; a relation has no blank.
      return record[field.column].map((hop) => hop.slice(hop.indexOf(' ') + 1))
    case 'content':
      return [record[field.column]]
    default:
      return field.columns.map((column) => record[column])
  }
}
