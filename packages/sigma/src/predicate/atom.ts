import type { Network } from '../value/cidr.ts'
import type { PatternToken } from '../value/pattern.ts'
import type { TimePart } from '../value/time-part.ts'

export type ComparisonOperator = 'lt' | 'lte' | 'gt' | 'gte' | 'eq'
export type Affix = 'equals' | 'contains' | 'startswith' | 'endswith'

/** One test of one value, with all modifiers applied. Text of atoms that ignore case is folded. */
export type Atom =
  | { readonly kind: 'text'; readonly affix: Affix; readonly text: string; readonly cased: boolean }
  /** `*` alone: any value at all. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'pattern'; readonly tokens: readonly PatternToken[]; readonly cased: boolean }
  | { readonly kind: 'regex'; readonly pattern: string; readonly flags: string }
  | { readonly kind: 'network'; readonly network: Network }
  | {
      readonly kind: 'number'
      readonly operator: ComparisonOperator
      readonly value: number
      readonly part: TimePart | undefined
    }
  | { readonly kind: 'field'; readonly field: string; readonly affix: Affix; readonly cased: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly wanted: boolean }

/** What a line of a selection tests: any (or every) group holds, where a group is one written value in all its spellings. */
export type ItemTest = {
  readonly field: string | undefined
  readonly quantifier: 'any' | 'every'
  readonly negated: boolean
  readonly groups: readonly (readonly Atom[])[]
}
