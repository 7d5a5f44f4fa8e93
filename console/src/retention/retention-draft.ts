import type { Retention, RetentionClass, RetentionPut } from '@countersign/api/retention'

export const retentionClasses = ['events', 'unparsed', 'findings', 'incidents'] as const
/** The API's `retentionDaysMax`; a copy, since its schemas are not loaded into a browser. A test compares. */
export const daysMax = 36_500
export const dayMilliseconds = 86_400_000

/** What the dialog holds; days as typed. */
export type RetentionDraft = {
  readonly classes: Readonly<Record<RetentionClass, { readonly isDefault: boolean; readonly days: string }>>
  readonly formats: readonly { readonly format: string; readonly days: string }[]
}

export function draftOf({ classes, formats }: Retention): RetentionDraft {
  const byClass = new Map(classes.map((one) => [one.class, one]))
  const shown = (kept: RetentionClass) => {
    const { isDefault = true, days = 0 } = byClass.get(kept) ?? {}
    return { isDefault, days: String(days) }
  }
  return {
    classes: {
      events: shown('events'),
      unparsed: shown('unparsed'),
      findings: shown('findings'),
      incidents: shown('incidents'),
    },
    formats: formats.map(({ format, days }) => ({ format, days: String(days) })),
  }
}

/** What the API takes; undefined while a number of days is none. */
export function putOf({ classes, formats }: RetentionDraft): RetentionPut | undefined {
  const choice = (kept: RetentionClass) => {
    const { isDefault, days } = classes[kept]
    return isDefault ? 'default' : daysOf(days)
  }
  const [events, unparsed, findings, incidents] = retentionClasses.map(choice)
  const byFormat: Record<string, number> = {}
  for (const { format, days } of formats) {
    const count = daysOf(days)
    if (count === undefined) return undefined
    byFormat[format] = count
  }
  if (events === undefined || unparsed === undefined || findings === undefined || incidents === undefined)
    return undefined
  return { events, unparsed, findings, incidents, formats: byFormat }
}

/** A whole number of days the API takes. */
export function daysOf(text: string): number | undefined {
  const days = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0
  return days >= 1 && days <= daysMax ? days : undefined
}

/** What a number of days does to what is there. */
export type Goes =
  | { readonly kind: 'now'; readonly beforeMs: number }
  | { readonly kind: 'later'; readonly atMs: number }
  | { readonly kind: 'nothing-there' }

export function goesWith(oldestAt: string | null, days: number, nowMs: number): Goes {
  if (oldestAt === null) return { kind: 'nothing-there' }
  const beforeMs = nowMs - days * dayMilliseconds
  const oldestMs = Date.parse(oldestAt)
  return oldestMs < beforeMs
    ? { kind: 'now', beforeMs }
    : { kind: 'later', atMs: oldestMs + days * dayMilliseconds }
}
