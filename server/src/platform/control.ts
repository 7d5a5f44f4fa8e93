import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CountersignError, type ErrorCode, errorTable, isCountersignError } from './errors.ts'
import type { Log } from './log.ts'

/**
 * What the person at the machine may ask of a running server: whoever reads the data directory owns the server.
 * HTTP over a unix socket, mode 0600; the file `control` in the data directory says where the socket is, because
 * a socket's path is short (sun_path, unix(7)) and a data directory's may be long.
 */
export type ControlCommands = Readonly<Record<string, (argument: unknown) => Promise<unknown>>>
export type Control = { readonly close: () => Promise<void> }

const socketPathMaxBytes = 107
const answerMaxMilliseconds = 10_000
const argumentMaxBytes = 64 * 1024

export async function openControl(pointer: string, commands: ControlCommands, log: Log): Promise<Control> {
  const socket = socketPathFor(pointer)
  rmSync(socket, { force: true })
  const server = createServer((incoming, outgoing) => answer(incoming, outgoing, commands, log))
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve))
  } finally {
    process.umask(before)
  }
  chmodSync(socket, 0o600)
  writeFileSync(pointer, socket, { mode: 0o600 })
  return {
    close: async () => {
      rmSync(pointer, { force: true })
      await new Promise((resolve) => server.close(resolve))
      if (!socket.startsWith(dirname(pointer))) rmSync(dirname(socket), { recursive: true, force: true })
    },
  }
}

function socketPathFor(pointer: string): string {
  const beside = `${pointer}.sock`
  if (Buffer.byteLength(beside) <= socketPathMaxBytes) return beside
  return join(mkdtempSync(join(tmpdir(), 'countersign-control-')), 'control.sock')
}

function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  commands: ControlCommands,
  log: Log,
): void {
  const command = incoming.method === 'POST' ? commands[incoming.url?.slice(1) ?? ''] : undefined
  if (command === undefined) {
    outgoing.writeHead(404).end()
    return
  }
  readArgument(incoming)
    .then(command)
    .then(
      (result) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result)),
      (error: unknown) => {
        log.error({ err: error }, 'a control command failed')
        outgoing.writeHead(500).end(JSON.stringify(failureOf(error)))
      },
    )
}

async function readArgument(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > argumentMaxBytes) throw new CountersignError('BODY_TOO_LARGE', 'the argument of a command')
    chunks.push(chunk)
  }
  return bytes === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString())
}

type Failure = { readonly code: ErrorCode; readonly detail: string }

function failureOf(error: unknown): Failure {
  if (isCountersignError(error)) return { code: error.code, detail: error.detail }
  return { code: 'INTERNAL', detail: (error as Error).message }
}

export type AskOptions = {
  /** Handed to the command as JSON. */
  readonly argument?: unknown
  readonly answerMaxMilliseconds?: number
}

/**
 * The other end, for the command line. Errors: NOT_RUNNING when no server answers on this data directory; what the
 * command itself failed with.
 */
export async function askRunningServer<T>(
  pointer: string,
  command: string,
  options: AskOptions = {},
): Promise<T> {
  const socketPath = readPointer(pointer)
  const { status, body } = await post(socketPath, `/${command}`, options).catch((cause: unknown) => {
    throw new CountersignError('NOT_RUNNING', (cause as Error).message, { cause })
  })
  if (status === 200) return JSON.parse(body) as T
  throw failed(status, body)
}

function failed(status: number, body: string): CountersignError {
  try {
    const { code, detail } = JSON.parse(body) as Failure
    if (Object.hasOwn(errorTable, code)) return new CountersignError(code, detail)
  } catch {
    // An answer that is no JSON says nothing more than its status.
  }
  return new CountersignError('INTERNAL', `the server answered ${status}: ${body.slice(0, 300)}`)
}

function readPointer(pointer: string): string {
  try {
    return readFileSync(pointer, 'utf8')
  } catch (cause) {
    throw new CountersignError('NOT_RUNNING', `there is no ${pointer}`, { cause })
  }
}

function post(
  socketPath: string,
  path: string,
  { argument, answerMaxMilliseconds: timeout = answerMaxMilliseconds }: AskOptions,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: 'POST', timeout }, (answered) => {
      const chunks: Buffer[] = []
      answered.on('data', (chunk: Buffer) => chunks.push(chunk))
      answered.on('end', () =>
        resolve({ status: answered.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
    asked.on('error', reject)
    asked.end(argument === undefined ? undefined : JSON.stringify(argument))
  })
}
