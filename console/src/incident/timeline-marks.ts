import type { FindingEvent } from '@countersign/api/incident'
import type { Span } from '../chart/time-span.ts'

/** One mark of a lane: an event, or several that are too close together to be told apart or hit. */
export type Mark = {
  /** From the lane's left end, in pixels. */
  readonly leftPx: number
  readonly events: readonly FindingEvent[]
}

/** WCAG 2.5.8: what can be pressed is at least this wide and this far from the next. */
export const markPx = 24

/** The marks of a lane in a span, left to right; two marks are never closer than `markPx`. */
export function marksOf(events: readonly FindingEvent[], span: Span, widthPx: number): readonly Mark[] {
  const inSpan = events
    .map((event) => ({ event, atMs: Date.parse(event.time) }))
    .filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.toMs)
    .sort((a, b) => a.atMs - b.atMs)
  const marks: { leftPx: number; events: FindingEvent[] }[] = []
  for (const { event, atMs } of inSpan) {
    const leftPx = ((atMs - span.fromMs) / (span.toMs - span.fromMs)) * widthPx
    const last = marks.at(-1)
    if (last !== undefined && leftPx - last.leftPx < markPx) last.events.push(event)
    else marks.push({ leftPx, events: [event] })
  }
  return marks
}

/** The span that shows the events of a mark apart; undefined when they share one moment. */
export function spanAround({ events }: Mark): Span | undefined {
  const times = events.map((event) => Date.parse(event.time))
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)]
  if (toMs === fromMs) return undefined
  const margin = Math.ceil((toMs - fromMs) * 0.1)
  return { fromMs: fromMs - margin, toMs: toMs + margin }
}
