import type { EventPosition } from './cursor.ts'
import type { Search } from './event-query.ts'

const firstSpanMs = 15 * 60_000
const growth = 8

/**
 * A search cut into spans of time, newest first, each longer than the one before. A page is nearly always full after
 * the first ones: the rest of the lake, which is ordered by tenant and then time, is not read for it. Together they are
 * the whole search, and none overlaps.
 */
export function timeSpans(search: Search, after?: EventPosition): readonly Search[] {
  const { fromMs } = search
  const spans: Search[] = []
  // Rows of the cursor's own millisecond may be left.
  let toMs = after === undefined ? search.toMs : Math.min(search.toMs, after.timeMs + 1)
  for (let lengthMs = firstSpanMs; toMs > fromMs; lengthMs *= growth) {
    const startMs = Math.max(fromMs, toMs - lengthMs)
    spans.push({ ...search, fromMs: startMs, toMs })
    toMs = startMs
  }
  return spans
}
