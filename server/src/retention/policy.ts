import type { RetentionClass, RetentionPut } from '@countersign/api/retention'
import type { Limits } from '../platform/limits.ts'

export const dayMilliseconds = 24 * 60 * 60 * 1000

/** Days that hold for one tenant. */
export type Policy = {
  readonly days: Readonly<Record<RetentionClass, number>>
  readonly isDefault: Readonly<Record<RetentionClass, boolean>>
  readonly defaultDays: Readonly<Record<RetentionClass, number>>
  readonly formats: Readonly<Record<string, number>>
}

export function policyOf(choice: RetentionPut, limits: Limits): Policy {
  const { formats, ...choices } = choice
  const defaultDays = {
    events: limits.eventsKeptDays,
    unparsed: limits.unparsedKeptDays,
    findings: limits.findingsKeptDays,
    incidents: limits.incidentsKeptDays,
  }
  const days = (kept: RetentionClass) => {
    const chosen = choices[kept]
    return chosen === 'default' ? defaultDays[kept] : chosen
  }
  return {
    days: {
      events: days('events'),
      unparsed: days('unparsed'),
      findings: days('findings'),
      incidents: days('incidents'),
    },
    defaultDays,
    isDefault: {
      events: choices.events === 'default',
      unparsed: choices.unparsed === 'default',
      findings: choices.findings === 'default',
      incidents: choices.incidents === 'default',
    },
    formats,
  }
}

/** What came before this moment is past its time. Never negative: nothing came before 1970. */
export function cutOffMs(nowMs: number, days: number): number {
  return Math.max(0, Math.floor(nowMs - days * dayMilliseconds))
}

/** One deletion: a class, or the events of one format, or those of all formats without a time of their own. */
export type Deletion =
  | { readonly kind: 'class'; readonly class: Exclude<RetentionClass, 'events'>; readonly beforeMs: number }
  | { readonly kind: 'format'; readonly format: string; readonly beforeMs: number }
  | { readonly kind: 'other-formats'; readonly named: readonly string[]; readonly beforeMs: number }

export function deletionsOf({ days, formats }: Policy, nowMs: number): readonly Deletion[] {
  const byFormat = Object.entries(formats).map(
    ([format, kept]): Deletion => ({
      kind: 'format',
      format,
      beforeMs: cutOffMs(nowMs, kept),
    }),
  )
  const others: Deletion = {
    kind: 'other-formats',
    named: Object.keys(formats),
    beforeMs: cutOffMs(nowMs, days.events),
  }
  const classes = (['unparsed', 'findings', 'incidents'] as const).map(
    (one): Deletion => ({ kind: 'class', class: one, beforeMs: cutOffMs(nowMs, days[one]) }),
  )
  return [...byFormat, others, ...classes]
}
