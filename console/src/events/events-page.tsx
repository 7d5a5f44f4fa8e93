import type { EventRow } from '@countersign/api/event'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useActions } from '../actions/use-actions.ts'
import { ProblemError } from '../api/client.ts'
import type { Span } from '../chart/time-span.ts'
import listCss from '../rows/list-page.module.css'
import { type RememberedRow, useRowCursor } from '../rows/use-row-cursor.ts'
import { useTitle } from '../settings/use-title.ts'
import { Failure } from '../shell/failure.tsx'
import { copyText } from '../shell/notices.tsx'
import { Histogram } from './event-histogram.tsx'
import { EventPanel } from './event-panel.tsx'
import { type EventSearch, eventAddress, openedEvent } from './event-search.ts'
import { EventTable } from './event-table.tsx'
import css from './events.module.css'
import { EventsEmpty } from './events-empty.tsx'
import { QueryBar } from './query-bar.tsx'
import { exactTerm, type NarrowField, narrowed } from './query-grammar.ts'
import { type Events, filterSpan, useEvents } from './use-events.ts'

const remembered: RememberedRow = { key: '' }

/** Search over everything that arrived. The address is the search, so it can be kept and sent to somebody. */
export function EventsPage() {
  const search = useSearch({ from: '/signed-in/events' })
  const events = useEvents(search)
  const navigate = useNavigate()
  const change = (next: Partial<EventSearch>, replace = false) =>
    void navigate({ to: '/events', search: { ...search, ...next }, replace, resetScroll: false })
  const opened = openedEvent(search.event)
  useEventActions(events, change)
  useTitle(search.q === undefined ? 'Events' : search.q.slice(0, 60))
  const show = (span: Span) => change({ last: undefined, ...instants(span) })
  const narrow = (field: NarrowField, value: string) =>
    change({ q: narrowed(search.q ?? '', exactTerm(field, value)) })
  return (
    <div className={listCss.page} data-panel={opened !== undefined || undefined}>
      <div className={css.main}>
        <h1 className="visually-hidden">Event search</h1>
        <QueryBar
          search={search}
          filter={events.filter}
          error={queryError(events)}
          onAskAgain={events.askAgain}
        />
        <Histogram
          histogram={events.histogram.isError ? undefined : events.histogram.data}
          span={filterSpan(events.filter)}
          show={show}
          isFailed={events.histogram.isError}
        />
        <Found events={events} search={search} />
      </div>
      {opened === undefined ? null : (
        <EventPanel
          {...opened}
          pane={search.pane ?? 'raw'}
          onPane={(pane) => change({ pane }, true)}
          onClose={() => change({ event: undefined, pane: undefined })}
          onOpenEvent={(eventId) => change({ event: `${opened.tenantId}/${eventId}` })}
          onNarrow={narrow}
        />
      )}
    </div>
  )
}

function Found({ events, search }: { readonly events: Events; readonly search: EventSearch }) {
  const cursor = useRowCursor(events.rows, eventAddress, remembered)
  useActions({
    'event.down': { run: () => cursor.go(cursor.at + 1) },
    'event.up': { run: () => cursor.go(cursor.at - 1) },
    'event.first': { run: () => cursor.go(0) },
    'event.last': { run: () => cursor.go(events.rows.length - 1) },
  })
  useOpenAction(events.rows[cursor.at], search)
  const { query } = events
  if (query.isError && events.rows.length === 0)
    return queryError(events) === undefined ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <p className={listCss.reading}>The query was not understood, so nothing was searched.</p>
    )
  if (query.isPending) return <p className={listCss.reading}>Searching…</p>
  if (events.rows.length === 0) return <EventsEmpty search={search} />
  return <EventTable events={events} cursor={cursor} search={search} />
}

function useOpenAction(row: EventRow | undefined, search: EventSearch): void {
  const navigate = useNavigate()
  useActions({
    'event.open': {
      blocked: row === undefined ? 'There is no event to open.' : undefined,
      run: () =>
        row !== undefined &&
        void navigate({ to: '/events', search: { ...search, event: eventAddress(row) }, resetScroll: false }),
    },
  })
}

function useEventActions(events: Events, change: (next: Partial<EventSearch>) => void): void {
  useActions({
    'event.search-again': { run: events.askAgain },
    'event.copy-link': {
      run: () => {
        // A relative range would show other events to whoever opens the link later.
        change({ last: undefined, from: events.filter.from, to: events.filter.to })
        setTimeout(() => void copyText(window.location.href, 'Link'), 0)
      },
    },
  })
}

function instants({ fromMs, toMs }: Span): { readonly from: string; readonly to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
}

/** What the server says about a query it could not read; other failures are not the query's fault. */
function queryError({ query }: Events): string | undefined {
  const { error } = query
  return error instanceof ProblemError && error.problem.status === 400 ? error.problem.detail : undefined
}
