import type { FindingEvent } from '@countersign/api/incident'
import type { Span } from '../chart/time-span.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './timeline.module.css'
import type { Lane } from './timeline.tsx'

const rowsMax = 500
const rulesShown = 2

type Row = { readonly event: FindingEvent; readonly rules: readonly string[] }

/** The timeline as a table: an event a row, with every rule that it matched. */
export function EventTable(props: {
  readonly lanes: readonly Lane[]
  readonly span: Span
  readonly driving: ReadonlySet<string>
  readonly onOpen: (eventId: string) => void
}) {
  const rows = rowsOf(props.lanes, props.span)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={css.table} tabIndex={0} aria-label="Timeline as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Action</th>
            <th scope="col">Outcome</th>
            <th scope="col">Identity</th>
            <th scope="col">Rules</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowsMax).map(({ event, rules }) => (
            <tr key={event.eventId}>
              <td>
                <Instant at={event.time} />
              </td>
              <td>
                <button type="button" className={css.open} onClick={() => props.onOpen(event.eventId)}>
                  <LogText text={event.action || '(no action named)'} max={80} mono />
                </button>
                {props.driving.has(event.eventId) ? (
                  <span className="quiet"> the verdict hangs on it</span>
                ) : null}
              </td>
              <td>{event.outcome}</td>
              <td>
                <LogText text={event.identityKey ?? 'not named'} max={90} mono />
              </td>
              <td>
                <LogText text={rules.slice(0, rulesShown).join(', ')} max={160} />
                {rules.length > rulesShown ? ` +${rules.length - rulesShown}` : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > rowsMax ? (
        <p className="quiet">{plural(rows.length - rowsMax, 'more event')}: zoom in.</p>
      ) : null}
    </section>
  )
}

function rowsOf(lanes: readonly Lane[], span: Span): readonly Row[] {
  const rows = new Map<string, { event: FindingEvent; rules: string[] }>()
  for (const { title, events } of lanes) {
    for (const event of events) {
      const row = rows.get(event.eventId)
      if (row === undefined) rows.set(event.eventId, { event, rules: [title] })
      else row.rules.push(title)
    }
  }
  const atMs = ({ event }: Row) => Date.parse(event.time)
  return [...rows.values()]
    .filter((row) => atMs(row) >= span.fromMs && atMs(row) <= span.toMs)
    .sort((a, b) => atMs(a) - atMs(b))
}
