import type { RefusedRule, RuleRow } from '@countersign/api/rule'
import { severities } from '../queue/queue-search.ts'
import type { RuleSearch, RuleSort } from './rule-search.ts'

/** The rules that match the search, in its order. */
export function shownRules(rules: readonly RuleRow[], search: RuleSearch): readonly RuleRow[] {
  const text = search.text?.toLowerCase()
  const matching = rules.filter(
    (rule) =>
      (search.level === undefined || rule.level === search.level) &&
      (search.pack === undefined || rule.pack === search.pack) &&
      (text === undefined || haystack(rule).includes(text)),
  )
  const descending = search.sort?.startsWith('-') ?? false
  const compare = comparisons[(search.sort?.replace('-', '') ?? 'level') as RuleSort]
  return matching.sort((a, b) => compare(a, b) * (descending ? -1 : 1) || byTitle(a, b))
}

export function shownRefused(refused: readonly RefusedRule[], search: RuleSearch): readonly RefusedRule[] {
  const text = search.text?.toLowerCase()
  return refused.filter(
    (each) =>
      (search.pack === undefined || each.pack === search.pack) &&
      (text === undefined ||
        `${each.title ?? ''}\n${each.path}\n${each.reason}`.toLowerCase().includes(text)),
  )
}

const byTitle = (a: RuleRow, b: RuleRow) => a.title.localeCompare(b.title, 'en')

const comparisons: Readonly<Record<RuleSort, (a: RuleRow, b: RuleRow) => number>> = {
  title: byTitle,
  level: (a, b) => severities.indexOf(a.level) - severities.indexOf(b.level),
  pack: (a, b) => a.pack.localeCompare(b.pack, 'en'),
  author: (a, b) => (a.author ?? '').localeCompare(b.author ?? '', 'en'),
}

function haystack({ title, id, author, tags, pack }: RuleRow): string {
  return [title, id, author ?? '', ...tags, pack].join('\n').toLowerCase()
}
