import { type SeverityName, severities } from '../queue/queue-search.ts'
import type { AskedSearch } from '../routes/asked.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

const ruleSorts = ['title', 'level', 'pack', 'author'] as const
export type RuleSort = (typeof ruleSorts)[number]

export type RuleSearch = AskedSearch & {
  readonly text?: string | undefined
  readonly level?: SeverityName | undefined
  readonly pack?: string | undefined
  /** Column to sort by; `-` before it turns the order round. */
  readonly sort?: RuleSort | `-${RuleSort}` | undefined
  readonly show?: 'refused' | 'packs' | 'own' | 'tests' | undefined
  /** Whose own rules are shown. */
  readonly tenant?: string | undefined
  /** Id of the test that is open. */
  readonly test?: string | undefined
  /** Id of the rule that is open. */
  readonly open?: string | undefined
}

export function ruleSearch(search: RawSearch): RuleSearch {
  const all: RuleSearch = {
    ask: textOf(search, 'ask'),
    text: textOf(search, 'text'),
    level: oneOf(search, 'level', severities),
    pack: textOf(search, 'pack'),
    sort: oneOf(
      search,
      'sort',
      ruleSorts.flatMap((sort) => [sort, `-${sort}`] as const),
    ),
    show: oneOf(search, 'show', ['refused', 'packs', 'own', 'tests']),
    tenant: textOf(search, 'tenant'),
    test: textOf(search, 'test'),
    open: textOf(search, 'open'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
