import type { Site } from './read-records.ts'

export type RejectedLine = { readonly file: string; readonly line: number; readonly reason: string }

/** Broken lines listed one by one; further ones are counted, and that is said. */
export const rejectedListedMax = 10_000

/** What became of everything that was read. */
export class EventTally {
  /** Records and broken lines. */
  read = 0
  normalised = 0
  /** Of the normalised ones: those that only the generic readers took. */
  unrecognised = 0
  rejectedCount = 0
  readonly rejected: RejectedLine[] = []
  readonly formats = new Map<string, number>()
  firstMs = Number.POSITIVE_INFINITY
  lastMs = Number.NEGATIVE_INFINITY

  event(format: string, timeMs: number): void {
    this.read++
    this.normalised++
    if (format === 'generic-json' || format === 'generic-text') this.unrecognised++
    this.formats.set(format, (this.formats.get(format) ?? 0) + 1)
    if (timeMs < this.firstMs) this.firstMs = timeMs
    if (timeMs > this.lastMs) this.lastMs = timeMs
  }

  reject(site: Site, reason: string): void {
    if (site.line > 0) this.read++
    this.rejectedCount++
    if (this.rejected.length < rejectedListedMax) this.rejected.push({ ...site, reason })
  }
}
