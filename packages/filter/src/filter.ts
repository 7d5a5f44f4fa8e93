import type { AddressField, ContentField, HopsField, InstantField, NumberField, TextField } from './field.ts'

/**
 * A filter as data. What a person typed survives only as values; names of columns come from the table of fields.
 * Every condition is true or false for a record, never unknown, so `not` is the exact opposite.
 */
export type Filter =
  /** `and` of nothing is true: the empty filter. */
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | Clause

export type Clause =
  /** The whole value fits the pattern. */
  | { readonly kind: 'text'; readonly field: TextField | HopsField | AddressField; readonly pattern: Pattern }
  /** The pattern occurs somewhere in the record as it came. */
  | { readonly kind: 'content'; readonly field: ContentField; readonly pattern: Pattern }
  /** The value is not empty. */
  | { readonly kind: 'present'; readonly field: TextField | HopsField | AddressField | ContentField }
  /** From `first` to `last`, both included; undefined is open. Integers; instants are milliseconds since the epoch. */
  | {
      readonly kind: 'range'
      readonly field: NumberField | InstantField
      readonly first: number | undefined
      readonly last: number | undefined
    }
  /** An address from `first` to `last`, both included, as 128-bit numbers (IPv4 as IPv4-mapped IPv6). */
  | {
      readonly kind: 'network'
      readonly field: AddressField
      readonly first: bigint
      readonly last: bigint
    }

/** Literal text between wildcards: `any` is any run of characters, `one` a single character. */
export type Pattern = readonly PatternPiece[]
export type PatternPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }

export const everything: Filter = { kind: 'and', parts: [] }
