import type { Digest, QuietHours } from '@countersign/api/notification'
import { minuteOfDay, minutesOf, nextDaily, nextHourly } from './local-time.ts'

export type Schedule = {
  readonly quietHours: QuietHours | null
  readonly digest: Digest | null
  readonly criticalPierces: boolean
}

/** When a message leaves, and whether it waits for others that leave with it. */
export type DueTime = { readonly dueMs: number; readonly isDigest: boolean }

/** Pure: the same change at the same time is always due at the same time. A digest that falls into quiet hours waits for their end. */
export function dueTime(atMs: number, isCritical: boolean, schedule: Schedule): DueTime {
  const { quietHours, digest, criticalPierces } = schedule
  if (isCritical && criticalPierces) return { dueMs: atMs, isDigest: false }
  const sendMs = digest === null ? atMs : nextDigest(atMs, digest)
  return { dueMs: afterQuiet(sendMs, quietHours), isDigest: digest !== null }
}

function nextDigest(atMs: number, digest: Digest): number {
  if (digest.every === 'hour') return nextHourly(atMs, digest.minute, digest.timeZone)
  return nextDaily(atMs, minutesOf(digest.at), digest.timeZone)
}

function afterQuiet(atMs: number, quietHours: QuietHours | null): number {
  if (quietHours === null || !isQuiet(atMs, quietHours)) return atMs
  return nextDaily(atMs, minutesOf(quietHours.to), quietHours.timeZone)
}

/** From `from` up to and without `to`. The same time twice means the whole day. */
export function isQuiet(atMs: number, { from, to, timeZone }: QuietHours): boolean {
  const [start, end, now] = [minutesOf(from), minutesOf(to), minuteOfDay(atMs, timeZone)]
  if (start < end) return now >= start && now < end
  return now >= start || now < end
}
