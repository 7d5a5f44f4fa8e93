import { listOf, oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export const auditOutcomes = ['done', 'refused', 'failed'] as const

export type AuditSearch = {
  readonly tenant?: readonly string[] | undefined
  /** Id of a person or key. */
  readonly actor?: string | undefined
  /** A whole name, or its beginning with a dot: `incident.` */
  readonly action?: string | undefined
  readonly outcome?: (typeof auditOutcomes)[number] | undefined
  /** RFC 3339; both are included. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export function auditSearch(search: RawSearch): AuditSearch {
  const all: AuditSearch = {
    tenant: listOf(search, 'tenant'),
    actor: textOf(search, 'actor'),
    action: textOf(search, 'action'),
    outcome: oneOf(search, 'outcome', auditOutcomes),
    from: instantOf(search, 'from'),
    to: instantOf(search, 'to'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** First instant of a day `YYYY-MM-DD` in UTC; undefined for what is no day. */
export function startOfDay(day: string): string | undefined {
  return instant(`${day}T00:00:00.000Z`)
}

/** Last millisecond of a day in UTC. */
export function endOfDay(day: string): string | undefined {
  return instant(`${day}T23:59:59.999Z`)
}

export const dayOf = (at: string): string => at.slice(0, 10)

function instantOf(search: RawSearch, name: string): string | undefined {
  return instant(textOf(search, name) ?? '')
}

function instant(text: string): string | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
