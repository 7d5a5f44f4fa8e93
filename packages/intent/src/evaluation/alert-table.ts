import type { LabelledEvent } from '../sequence/intent-event.ts'

/** Columns that are read; others may stand between them. `-` or nothing as `event_label`: not part of an attack. */
const columns = ['time', 'name', 'host', 'event_label'] as const

/** Something in a table that its owner can put right. `line` counts from 1. */
export class AlertTableError extends Error {
  override readonly name = 'AlertTableError'
  readonly line: number

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.line = line
  }
}

/**
 * Labelled alerts of one tenant from CSV (RFC 4180) with a header: `time` in seconds since 1970, `name` what is taken as
 * the type, `host` as the entity. The id of an event is the tenant and its line. In the order of the file.
 * @throws AlertTableError for a column that is missing and for a time that is no number
 */
export function readAlertTable(tenantId: string, text: string): readonly LabelledEvent[] {
  const lines = text.split('\n')
  const header = cellsOf((lines[0] ?? '').replace(/^\uFEFF/, ''))
  const missing = columns.filter((name) => !header.includes(name))
  if (missing.length > 0)
    throw new AlertTableError(1, `there is no column ${missing.join(', ')}; wanted: ${columns.join(', ')}`)
  const [time, name, host, label] = columns.map((column) => header.indexOf(column)) as [
    number,
    number,
    number,
    number,
  ]
  const events: LabelledEvent[] = []
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] as string
    if (line === '' || line === '\r') continue
    const cells = cellsOf(line)
    const seconds = Number(cells[time] === '' ? Number.NaN : cells[time])
    if (!Number.isFinite(seconds))
      throw new AlertTableError(index + 1, `"${cells[time] ?? ''}" is no time in seconds since 1970`)
    const step = cells[label] ?? ''
    events.push({
      id: `${tenantId}:${index + 1}`,
      entity: cells[host] ?? '',
      type: cells[name] ?? '',
      timeMs: Math.round(seconds * 1000),
      ...(step === '' || step === '-' ? { label: 'benign' } : { label: 'attack', step }),
    })
  }
  return events
}

function cellsOf(line: string): readonly string[] {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line
  if (!whole.includes('"')) return whole.split(',')
  // A quoted cell doubles the quotes it holds.
  return [...`${whole},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*)),/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}
