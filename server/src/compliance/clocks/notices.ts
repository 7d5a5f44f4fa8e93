import type { Deadline } from '@countersign/oscal/clock/deadline'

/** What a tenant is told of one deadline. The same notice is told once. */
export type DeadlineNotice = {
  readonly event: 'report-due' | 'report-overdue'
  readonly statement: string
}

const hourMs = 3_600_000
/** Told when this much is left, the nearest first. */
const noticeHours = [4, 24] as const

/** Those of deadlines that run out within a day, or did. By the strict reading (`dueMs`): whoever goes by it is never late. */
export function noticesOf(deadlines: readonly Deadline[], nowMs: number): readonly DeadlineNotice[] {
  return deadlines.flatMap(({ state, dueMs, title, article }): readonly DeadlineNotice[] => {
    if (dueMs === undefined) return []
    const due = `${new Date(dueMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    if (state === 'overdue')
      return [{ event: 'report-overdue', statement: `${title} (${article}) was due ${due}.` }]
    const hours = noticeHours.find((one) => dueMs - nowMs <= one * hourMs)
    if (state !== 'running' || hours === undefined) return []
    const statement = `${title} (${article}) is due ${due}, within ${hours} hours.`
    return [{ event: 'report-due', statement }]
  })
}
