import { visibleText } from '@countersign/explanation/hostile-text'

const levels: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

type LogLine = {
  readonly level: number
  readonly time: string
  readonly msg?: string
  readonly [field: string]: unknown
}

const fieldMaxCharacters = 2000
const ofEveryLine: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'pid', 'hostname'])

/** A line of JSON as a person reads it: `14:03:07 warn  a connection to PostgreSQL broke  err=…`. */
export function textLine(json: string): string {
  const line = JSON.parse(json) as LogLine
  const fields = Object.entries(line)
    .filter(([name]) => !ofEveryLine.has(name))
    .map(([name, value]) => `${name}=${shown(value)}`)
  const words = [line.time.slice(11, 19), levels[line.level] ?? 'info', line.msg ?? '', ...fields]
  const visible = words.filter((word) => word !== '').map((word) => visibleText(word, fieldMaxCharacters))
  return `${visible.join('  ')}\n`
}

/** An error in its own words; frames are for machines and for debugging, so they stay in the JSON form. */
function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { message, code } = value as { message?: unknown; code?: unknown }
  if (typeof message !== 'string') return JSON.stringify(value)
  return code === undefined ? message : `${code}: ${message}`
}
