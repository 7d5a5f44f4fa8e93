/** What a query can say, as the help beside the query box shows it. The server's parser has the last word. */
export const queryExamples: readonly { readonly query: string; readonly meaning: string }[] = [
  { query: 'action:AssumeRole*', meaning: 'the action begins with it; * stands for any characters' },
  { query: 'identity:"aws:123456789012:assumed-role/deploy"', meaning: 'exactly this identity' },
  { query: 'ip:203.0.113.0/24', meaning: 'an address of this network, at either end' },
  { query: 'outcome:failure -action:ConsoleLogin', meaning: 'all must hold; - excludes' },
  { query: '(host:web-1 OR host:web-2)', meaning: 'one of them must hold' },
  { query: '"access denied"', meaning: 'the raw record holds this text' },
]

/** Fields a query can name. */
export const queryFields = [
  'action',
  'identity',
  'resource',
  'host',
  'ip',
  'outcome',
  'severity',
  'class',
  'format',
  'source',
  'raw',
] as const
export type QueryField = (typeof queryFields)[number]

/** A term for exactly this value, quoted so that nothing in it is read as grammar. */
export function exactTerm(field: QueryField, value: string): string {
  return `${field}:"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** The query narrowed by one more term; the same term twice says nothing new. */
export function narrowed(query: string, term: string): string {
  if (query.trim() === '') return term
  return query.includes(term) ? query : `${/ OR /.test(query) ? `(${query})` : query} ${term}`
}
