import type { Finding, FindingEvent } from '@countersign/api/incident'
import type { Span } from '../chart/time-span.ts'
import { clockText } from '../text/time-words.ts'
import css from './timeline.module.css'
import { type Mark, spanAround } from './timeline-marks.ts'

/** A mark of the timeline. One event opens beside the page; several are shown apart, or as a table. */
export function MarkButton(props: {
  readonly mark: Mark
  readonly level: Finding['level']
  readonly opened: string | undefined
  readonly driving: ReadonlySet<string>
  readonly onOpen: (eventId: string) => void
  readonly show: (span: Span) => void
  readonly onTable: (asTable: boolean) => void
}) {
  const { mark } = props
  const [event] = mark.events
  if (event === undefined) return null
  const isOne = mark.events.length === 1
  const drives = mark.events.some(({ eventId }) => props.driving.has(eventId))
  const words = wordsFor(mark.events) + (drives ? '; the verdict hangs on it' : '')
  const press = () => {
    const around = spanAround(mark)
    if (isOne) props.onOpen(event.eventId)
    else if (around === undefined) props.onTable(true)
    else props.show(around)
  }
  return (
    <button
      type="button"
      className={css.point}
      data-open={mark.events.some((each) => each.eventId === props.opened) || undefined}
      style={{ left: mark.leftPx, color: `var(--${props.level})` }}
      data-drives={drives || undefined}
      title={words}
      aria-label={words}
      onPointerDown={(pressed) => pressed.stopPropagation()}
      onClick={press}
    >
      {isOne ? <EventMark outcome={event.outcome} /> : <span className={css.many}>{mark.events.length}</span>}
    </button>
  )
}

function wordsFor(events: readonly FindingEvent[]): string {
  const [first] = events
  const last = events.at(-1)
  if (first === undefined || last === undefined) return ''
  if (events.length === 1) return `${clockText(first.time)} ${first.action.slice(0, 200)}, ${first.outcome}`
  const failed = events.filter(({ outcome }) => outcome === 'failure').length
  return `${events.length} events, ${clockText(first.time)} to ${clockText(last.time)}, ${failed} failed: show them apart`
}

/** A filled dot succeeded, a cross failed, a ring is not known to be either. */
function EventMark({ outcome }: { readonly outcome: FindingEvent['outcome'] }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {outcome === 'failure' ? (
        <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
      ) : (
        <circle
          cx="6"
          cy="6"
          r="4"
          fill={outcome === 'success' ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth="2"
        />
      )}
    </svg>
  )
}
