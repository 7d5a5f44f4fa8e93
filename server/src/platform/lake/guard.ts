import { scopeMarkerNames, scopeParam } from './scope.ts'

type Token = { readonly kind: 'word' | 'quoted' | 'string' | 'punctuation'; readonly text: string }

/** Functions that read past the tenant wall or outside the engine, as a table or as a scalar. */
const bannedFunctions =
  /^(?:file|files|url|urlcluster|s3.*|gcs|oss|cos|hdfs.*|azure.*|remote.*|cluster.*|merge|mergetree.*|mysql|postgresql|mongodb|redis|sqlite|odbc|jdbc|executable.*|input|view|viewifpermitted|dictionary|dictget.*|dicthas.*|joinget.*|filesystem.*|getserversetting|getosskernel.*|hostname|python|iceberg.*|deltalake.*|hudi.*|loop|fuzz.*|catboostevaluate|showcertificate|icebergs3|arrowflight|ytsaurus|prometheus.*|timeseries[a-z]*)$/

const bannedWords: ReadonlySet<string> = new Set(['outfile', 'settings', 'infile', 'into'])
const orderWords: ReadonlySet<string> = new Set(['asc', 'desc', 'first', 'last'])
const sourceEnds: ReadonlySet<string> = new Set([
  'where',
  'prewhere',
  'group',
  'order',
  'having',
  'limit',
  'union',
  'intersect',
  'except',
  'window',
  'qualify',
  'offset',
  'on',
  'using',
])

/**
 * Reads a statement before its scoped tables are put in, and says why it is refused, or undefined. The statements are
 * ours; this is the second wall, for the day one of us writes a table name by hand.
 */
export function refusalOf(statement: string): string | undefined {
  const tokens = tokensOf(statement)
  if (tokens === undefined) return 'it holds an unfinished string or comment'
  const first = lower(tokens[0])
  if (first !== 'select' && first !== 'with')
    return 'only SELECT and WITH … SELECT are statements of the lake'
  const known = commonTables(tokens)
  for (let at = 0; at < tokens.length; at++) {
    const refusal = refusalAt(tokens, at, known)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function refusalAt(tokens: readonly Token[], at: number, known: ReadonlySet<string>): string | undefined {
  const token = tokens[at] as Token
  const next = tokens[at + 1]
  if (token.text === ';') return 'it holds more than one statement'
  if (token.kind !== 'word') return undefined
  const word = token.text.toLowerCase()
  if (word === scopeParam) return `the name ${scopeParam} belongs to the lake`
  // `{from:DateTime}` names a parameter.
  if (tokens[at - 1]?.text === '{' && next?.text === ':') return undefined
  if (bannedWords.has(word)) return `${token.text} is not for statements of the lake`
  // A clause only as the last two words; elsewhere it is the column of that name.
  if (
    word === 'format' &&
    at === tokens.length - 2 &&
    next?.kind === 'word' &&
    !orderWords.has(lower(next))
  ) {
    return 'the lake chooses the format'
  }
  if ((word === 'system' || word === 'information_schema') && next?.text === '.') return `${word} is closed`
  if (next?.text === '(' && bannedFunctions.test(word)) return `the function ${token.text} is closed`
  if (word === 'from') return refusedSources(tokens, at + 1, known)
  if (word === 'join' && lower(tokens[at - 1]) !== 'array') return refusedSources(tokens, at + 1, known)
  if (word === 'in') return refusedMembership(tokens, at + 1, known)
  return undefined
}

/** `FROM a, b` names a source after each comma of its own depth, until the clause ends. */
function refusedSources(
  tokens: readonly Token[],
  start: number,
  known: ReadonlySet<string>,
): string | undefined {
  let refusal = refusedSource(tokens[start], known)
  let depth = 0
  let arrayJoin = false
  for (let at = start; at < tokens.length && refusal === undefined; at++) {
    const { kind, text } = tokens[at] as Token
    if (text === '(' || text === '[' || text === '{') depth++
    else if (text === ')' || text === ']' || text === '}') depth--
    if (depth < 0) break
    if (depth > 0) continue
    if (kind === 'word' && sourceEnds.has(text.toLowerCase())) break
    if (kind === 'word' && text.toLowerCase() === 'array') arrayJoin = true
    if (text === ',' && !arrayJoin) refusal = refusedSource(tokens[at + 1], known)
  }
  return refusal
}

function refusedSource(token: Token | undefined, known: ReadonlySet<string>): string | undefined {
  if (token?.text === '(') return undefined
  if (token?.kind === 'word' && (scopeMarkerNames.has(token.text) || known.has(token.text))) return undefined
  return `${token?.text ?? 'nothing'} is no scoped table`
}

/** `x IN name` reads a table in ClickHouse. */
function refusedMembership(
  tokens: readonly Token[],
  at: number,
  known: ReadonlySet<string>,
): string | undefined {
  const token = tokens[at]
  if (token === undefined || token.kind === 'string' || '([{'.includes(token.text)) return undefined
  return refusedSource(token, known)
}

/** Names that WITH defines as a sub-select: `name AS (`. */
function commonTables(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (let at = 0; at + 2 < tokens.length; at++) {
    const [name, as, open] = [tokens[at] as Token, tokens[at + 1], tokens[at + 2]]
    const opensSelect = open?.text === '(' && ['select', 'with'].includes(lower(tokens[at + 3]))
    if (name.kind === 'word' && lower(as) === 'as' && opensSelect) names.add(name.text)
  }
  return names
}

function lower(token: Token | undefined): string {
  return token?.kind === 'word' ? token.text.toLowerCase() : ''
}

const tokenPattern =
  /\s+|--[^\n]*|#[! ][^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|(`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\]|\\[\s\S])*")|([A-Za-z_][A-Za-z0-9_]*)|[0-9][A-Za-z0-9_.]*|[^\s]/gy

function tokensOf(statement: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  for (const match of statement.matchAll(tokenPattern)) {
    const [text, quoted, word] = match
    if (/^(?:\s|--|#[! ]|\/\*)/.test(text)) continue
    if (text === '#' || (text === '/' && statement[match.index + 1] === '*')) return undefined
    if (text === "'" || text === '`' || text === '"' || text === '\\') return undefined
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text })
    else if (word !== undefined) tokens.push({ kind: 'word', text })
    else tokens.push({ kind: text.startsWith("'") ? 'string' : 'punctuation', text })
  }
  return tokens
}
