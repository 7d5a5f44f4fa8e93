import type { ConditionNode } from './condition.ts'

/** The modifiers of Sigma 2.1 (appendix, modifiers), and the three long names that pySigma reads. */
export const sigmaModifiers = [
  ...['contains', 'startswith', 'endswith', 'all', 'exists', 'cased', 'neq', 'windash', 're', 'i', 'm', 's'],
  ...['base64', 'base64offset', 'utf16le', 'utf16be', 'utf16', 'wide', 'lt', 'lte', 'gt', 'gte'],
  ...['minute', 'hour', 'day', 'week', 'month', 'year', 'cidr', 'expand', 'fieldref'],
  ...['ignorecase', 'multiline', 'dotall'],
] as const
export type SigmaModifier =
  | (
      | 'contains'
      | 'startswith'
      | 'endswith'
      | 'all'
      | 'exists'
      | 'cased'
      | 'neq'
      | 'windash'
      | 're'
      | 'i'
      | 'm'
      | 's'
    )
  | ('base64' | 'base64offset' | 'utf16le' | 'utf16be' | 'utf16' | 'wide' | 'lt' | 'lte' | 'gt' | 'gte')
  | ('minute' | 'hour' | 'day' | 'week' | 'month' | 'year' | 'cidr' | 'expand' | 'fieldref')
  | ('ignorecase' | 'multiline' | 'dotall')

/** A value as the rule wrote it: escapes and wildcards are still in it. */
export type SigmaValue = string | number | boolean | null

/** One line of a selection: `CommandLine|contains|all: [a, b]`. `field` is undefined for keywords. */
export type DetectionItem = {
  readonly field: string | undefined
  readonly modifiers: readonly SigmaModifier[]
  readonly values: readonly SigmaValue[]
}

/** What a selection demands: a map is every item, a list is any entry. */
export type SelectionNode =
  | { readonly kind: 'every'; readonly of: readonly SelectionNode[] }
  | { readonly kind: 'any'; readonly of: readonly SelectionNode[] }
  | { readonly kind: 'item'; readonly item: DetectionItem }

export type Selection = { readonly name: string; readonly expression: SelectionNode }

/** A list of conditions holds when one of them does. */
export type Detection = {
  readonly selections: readonly Selection[]
  readonly conditions: readonly ConditionNode[]
}
