import { describeFilterError, FilterError } from '@countersign/filter/filter-error'
import { parseFilter } from '@countersign/filter/parse-filter'

/** What a query can say, as the help beside the query box shows it; docs/search.md has the whole grammar. */
export const queryExamples: readonly { readonly query: string; readonly meaning: string }[] = [
  { query: 'identity:aws:*:assumed-role/deploy', meaning: 'who acted; * stands for any characters' },
  { query: 'action:(CreateUser or AttachUserPolicy)', meaning: 'one of them' },
  { query: 'status:failure not action:ConsoleLogin', meaning: 'all must hold, not turns one round' },
  { query: 'source_ip:203.0.113.0/24 severity:>=high', meaning: 'a network; a comparison' },
  { query: '"access denied"', meaning: 'the record holds this text, wherever' },
]

/** Fields that a value on the page can narrow the search by. */
export type NarrowField = 'identity' | 'action' | 'resource' | 'host' | 'ip' | 'session' | 'source'

/** A term for exactly this value, quoted so that nothing in it is read as grammar. */
export function exactTerm(field: NarrowField, value: string): string {
  return `${field}:"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** The query narrowed by one more term; the same term twice says nothing new. */
export function narrowed(query: string, term: string): string {
  if (query.trim() === '') return term
  if (query.includes(term)) return query
  return `${/\sor\s/i.test(query) ? `(${query})` : query} ${term}`
}

/** Why the text is no query, with the place; undefined when it is one. The server reads it with the same parser. */
export function queryProblem(text: string): string | undefined {
  try {
    parseFilter(text)
    return undefined
  } catch (error) {
    if (error instanceof FilterError) return describeFilterError(error)
    throw error
  }
}
