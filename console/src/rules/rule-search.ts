import { type SeverityName, severities } from '../queue/queue-search.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export type RuleSearch = {
  readonly text?: string | undefined
  readonly level?: SeverityName | undefined
  readonly sort?: string | undefined
}

export function ruleSearch(search: RawSearch): RuleSearch {
  const all = {
    text: textOf(search, 'text'),
    level: oneOf(search, 'level', severities),
    sort: oneOf(search, 'sort', ['title', '-title', 'level', '-level', 'pack', '-pack']),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
