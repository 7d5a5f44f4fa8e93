/**
 * Test code: enough of ClickHouse's HTTP interface in front of an embedded engine to run the real client over a real
 * socket. It speaks query parameters, `param_*`, settings, compression both ways, and failures as status and headers
 * (https://clickhouse.com/docs/interfaces/http). What it does not speak is in docs/stores.md.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Session } from 'chdb'
import { type InsertRows, rowInserter } from './chdb-insert.ts'
import type { LakeFormat } from './lake.ts'

export type HttpFace = {
  readonly url: string
  /** Every request answered, for tests that look at the wire. */
  readonly requests: {
    readonly query: string
    readonly gzipped: boolean
    readonly settings: URLSearchParams
  }[]
  /** The next answer is this failure instead. */
  readonly failNext: (code: number, message: string) => void
  readonly close: () => Promise<void>
}

export type FaceCredentials = { readonly username: string; readonly password: string }

type FaceEngine = { readonly session: Session; readonly insert: InsertRows }

type Failure = { readonly code: number; readonly message: string }

export async function openHttpFace(directory: string, credentials: FaceCredentials): Promise<HttpFace> {
  const session = new Session(directory)
  const engine: FaceEngine = { session, insert: rowInserter(session, join(directory, 'incoming')) }
  const requests: HttpFace['requests'] = []
  let failure: Failure | undefined
  const server = createServer((incoming, outgoing) => {
    const planned = failure
    failure = undefined
    respond(engine, credentials, requests, planned, incoming, outgoing).catch((error: Error) => {
      sendFailure(outgoing, { code: codeOf(error.message), message: error.message })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    failNext: (code, message) => {
      failure = { code, message: `Code: ${code}. DB::Exception: ${message}. (TEST)` }
    },
    close: () => closeFace(server, session),
  }
}

async function closeFace(server: Server, session: Session): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  session.close()
}

async function respond(
  engine: FaceEngine,
  credentials: FaceCredentials,
  requests: HttpFace['requests'],
  failure: Failure | undefined,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await bodyOf(incoming)
  const url = new URL(incoming.url ?? '/', 'http://face')
  if (url.pathname === '/ping') return void outgoing.end('Ok.\n')
  if (!isAllowed(incoming, credentials)) {
    return sendFailure(outgoing, {
      code: 516,
      message: 'Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)',
    })
  }
  const inUrl = url.searchParams.get('query')
  const query = inUrl ?? body.toString('utf8')
  requests.push({
    query,
    gzipped: incoming.headers['content-encoding'] === 'gzip',
    settings: url.searchParams,
  })
  if (failure !== undefined) return sendFailure(outgoing, failure)
  const answer = await run(engine, query, inUrl === null ? undefined : body, url.searchParams)
  sendAnswer(incoming, outgoing, answer)
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  return incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
}

/** The client sends Basic authentication (RFC 7617). */
function isAllowed(incoming: IncomingMessage, { username, password }: FaceCredentials): boolean {
  const wanted = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return incoming.headers.authorization === wanted
}

const notSettings: ReadonlySet<string> = new Set([
  'query',
  'database',
  'query_id',
  'session_id',
  'default_format',
  'enable_http_compression',
  'wait_end_of_query',
  'role',
])

async function run(
  { session, insert }: FaceEngine,
  query: string,
  data: Buffer | undefined,
  asked: URLSearchParams,
): Promise<Buffer> {
  const settings = Object.fromEntries(
    [...asked].filter(([name]) => !notSettings.has(name) && !name.startsWith('param_')),
  )
  const rows = /^\s*INSERT INTO (\S+)\s*\(([^)]*)\)\s*FORMAT (\w+)\s*$/i.exec(query)
  if (rows !== null && data !== undefined) {
    const [, table = '', columns = '', format = ''] = rows
    await insert({
      table,
      columns: columns.split(',').map((name) => name.trim().replaceAll(/[`"]/g, '')),
      rows: data,
      format: format as LakeFormat,
      settings,
    })
    return Buffer.alloc(0)
  }
  const [, statement = query, format = 'TabSeparated'] = /^([\s\S]*?)\s+FORMAT (\w+)\s*$/i.exec(query) ?? []
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${literal(value)}`)
  const isSelect = /^\s*(?:SELECT|WITH)\b/i.test(statement)
  const complete = isSelect && pairs.length > 0 ? `${statement}\nSETTINGS ${pairs.join(', ')}` : statement
  return Buffer.from((await session.queryBindAsync(complete, paramsOf(statement, asked), { format })).bytes())
}

function literal(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`
}

/**
 * Over HTTP a text parameter arrives in the escaped form of TabSeparated, an array as a literal; chDB's binding takes
 * values and writes those forms itself, so both are read back into values here.
 */
function paramsOf(query: string, asked: URLSearchParams): Record<string, unknown> {
  const params = [...asked].filter(([name]) => name.startsWith('param_'))
  return Object.fromEntries(
    params.map(([prefixed, value]) => {
      const name = prefixed.slice('param_'.length)
      return [name, query.includes(`{${name}:Array(`) ? arrayOf(value) : unescaped(value)]
    }),
  )
}

function arrayOf(literal: string): readonly (string | number)[] {
  return [...literal.matchAll(/'((?:[^'\\]|\\[\s\S])*)'|([-\d.]+)/g)].map(([, text, number]) =>
    text === undefined ? Number(number) : unescaped(text),
  )
}

const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '0': '\0' }

function unescaped(value: string): string {
  return value.replaceAll(/\\([\s\S])/g, (_, letter: string) => letters[letter] ?? letter)
}

function sendAnswer(incoming: IncomingMessage, outgoing: ServerResponse, answer: Buffer): void {
  const gzip = /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? ''))
  outgoing.writeHead(200, {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-summary': '{"read_rows":"0","written_rows":"0"}',
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
  })
  outgoing.end(gzip ? gzipSync(answer) : answer)
}

/** A server answers failures with the text of the exception and its code in a header of its own. */
function sendFailure(outgoing: ServerResponse, { code, message }: Failure): void {
  const status =
    code === 516 ? 403 : code === 60 || code === 81 ? 404 : [241, 243, 252].includes(code) ? 500 : 400
  outgoing.writeHead(status, {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-exception-code': String(code),
  })
  outgoing.end(message.slice(message.indexOf('Code:')))
}

function codeOf(message: string): number {
  return Number(/\bCode: (\d+)\./.exec(message)?.[1] ?? 1001)
}
