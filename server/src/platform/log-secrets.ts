import { isCountersignError } from './errors.ts'

/**
 * What keeps secrets and customers' data out of the log, in three walls: fields by name are removed; an error is
 * described by what we know is ours; and whatever looks like a secret of ours is cut out of the finished line.
 */

const secretNames = [
  'authorization',
  'cookie',
  'headers',
  'key',
  'password',
  'raw',
  'secret',
  'token',
  'body',
  'payload',
] as const

/** At the top and one level below it. */
export const secretPaths: readonly string[] = secretNames.flatMap((name) => [name, `*.${name}`])

const shapes: readonly (readonly [RegExp, string])[] = [
  // Source keys, API keys and tokens: a prefix of ours, then 43 characters of base64url (256 bits).
  [/\b(cs[a-z]?_[a-z0-9]{8})_[A-Za-z0-9_-]{43}/g, '$1_…'],
  [/(#token=)[A-Za-z0-9_-]{20,}/g, '$1…'],
  [/\b(Bearer|Basic|Splunk|ApiKey) [A-Za-z0-9._~+/=-]{8,}/gi, '$1 …'],
  // The password in an address.
  [/(:\/\/[^/@\s:"]*):[^/@\s"]+@/g, '$1:…@'],
]

export function hideSecrets(line: string): string {
  return shapes.reduce((text, [shape, instead]) => text.replace(shape, instead), line)
}

type DescribedError = {
  readonly type: string
  readonly code?: string
  readonly message: string
  /** Where it came from: `function (file:line)`, nearest first. */
  readonly frames?: readonly string[]
  readonly cause?: DescribedError
}

const framesMax = 12
const causesMax = 4
const messageMaxCharacters = 300

/**
 * Messages of engines and parsers quote the row or text they failed at; so does PostgreSQL's `detail`. Our own errors
 * and the system's (a path, an address) are told whole, of all others only what stands before the first quote.
 */
export function describeForLog(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'something that is no error was thrown' }
  const { code } = error as { code?: unknown }
  const frames = framesOf(error)
  const cause =
    error.cause === undefined || depth >= causesMax ? undefined : describeForLog(error.cause, depth + 1)
  return {
    type: error.name.slice(0, 60),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code).slice(0, 60) } : {}),
    message: safeMessage(error),
    ...(frames.length === 0 ? {} : { frames }),
    ...(cause === undefined ? {} : { cause }),
  }
}

/** Without what an engine, a parser or a driver quotes of the data it failed at. */
export function safeMessage(error: Error): string {
  const isSystems = typeof (error as NodeJS.ErrnoException).syscall === 'string'
  const whole = isCountersignError(error) ? error.detail : error.message
  const told = isCountersignError(error) || isSystems ? whole : beforeQuotes(whole)
  return told.slice(0, messageMaxCharacters)
}

/** Engines, parsers and drivers quote what they failed at: all of that goes. */
export function beforeQuotes(message: string): string {
  return (/^[^"'`\n«“‘]*/.exec(message)?.[0] ?? '').trim()
}

/** The first lines of a stack repeat the message, which may itself look like a frame. */
function framesOf(error: Error): readonly string[] {
  const { stack = '', message } = error
  const start = message === '' ? 0 : stack.indexOf(message) + message.length
  return stack
    .slice(start)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, framesMax)
    .map((line) => line.slice('    at '.length))
}
