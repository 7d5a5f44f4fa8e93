import type { IncidentRow } from '@countersign/api/incident'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { type RememberedRow, type RowCursor, useRowCursor } from '../rows/use-row-cursor.ts'
import { useTitle } from '../settings/use-title.ts'
import { useWords } from '../settings/use-words.ts'
import { Failure } from '../shell/failure.tsx'
import { plural } from '../text/time-words.ts'
import css from './queue.module.css'
import { QueueEmpty } from './queue-empty.tsx'
import { QueueFilters } from './queue-filters.tsx'
import { QueueList } from './queue-list.tsx'
import { isFiltered, type QueueSearch } from './queue-search.ts'
import { useIncidentActions } from './use-incident-actions.tsx'
import { rowKey, useQueue } from './use-queue.ts'

/** Where the reader was, kept while an incident is open, so that going back lands on the same row. */
const remembered: RememberedRow = { key: '' }

export function QueuePage() {
  const search = useSearch({ from: '/signed-in/queue' })
  const queue = useQueue(search)
  const cursor = useRowCursor(queue.rows, rowKey, remembered)
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const chosen = chosenRows(queue.rows, marked, cursor.at)
  const { handlers, dialog } = useIncidentActions(chosen, () => setMarked(new Set()))
  useQueueActions({ queue, cursor, marked, setMarked, search })
  const say = useWords()
  useActions(handlers)
  useTitle(`Queue${queue.waiting > 0 ? ` (${queue.waiting} new)` : ''}`)
  return (
    <div className={css.page}>
      <h1 className="visually-hidden">{say('queue.title')}</h1>
      <QueueFilters search={search} counts={queue.counts} />
      <Strip queue={queue} marked={marked.size} />
      {queue.query.isError && queue.rows.length === 0 ? (
        <Failure error={queue.query.error} onRetry={() => void queue.query.refetch()} />
      ) : queue.rows.length === 0 && !queue.query.isPending && !queue.query.hasNextPage ? (
        <QueueEmpty search={search} />
      ) : (
        <QueueList queue={queue} cursor={cursor} marked={marked} setMarked={setMarked} search={search} />
      )}
      {dialog}
    </div>
  )
}

export type Queue = ReturnType<typeof useQueue>
export type Cursor = RowCursor

function chosenRows(
  rows: readonly IncidentRow[],
  marked: ReadonlySet<string>,
  at: number,
): readonly IncidentRow[] {
  if (marked.size > 0) return rows.filter((row) => marked.has(rowKey(row)))
  const row = rows[at]
  return row === undefined ? [] : [row]
}

function useQueueActions(page: {
  readonly queue: Queue
  readonly cursor: Cursor
  readonly marked: ReadonlySet<string>
  readonly setMarked: (marked: ReadonlySet<string>) => void
  readonly search: QueueSearch
}): void {
  const { queue, cursor, marked, setMarked, search } = page
  const navigate = useNavigate()
  const row = queue.rows[cursor.at]
  useActions({
    'queue.down': { run: () => cursor.go(cursor.at + 1) },
    'queue.up': { run: () => cursor.go(cursor.at - 1) },
    'queue.first': { run: () => cursor.go(0) },
    'queue.last': { run: () => cursor.go(queue.rows.length - 1) },
    'queue.open': {
      blocked: row === undefined ? 'The queue is empty.' : undefined,
      run: (subject) => {
        const { tenantId, incidentId } = (subject as IncidentRow | undefined) ?? (row as IncidentRow)
        void navigate({ to: '/incidents/$tenantId/$incidentId', params: { tenantId, incidentId }, search })
      },
    },
    'queue.mark': { run: () => row !== undefined && setMarked(toggled(marked, rowKey(row))) },
    'queue.mark-all': {
      blocked: row === undefined ? 'The queue is empty.' : undefined,
      run: () => setMarked(new Set(queue.rows.map(rowKey))),
    },
    ...(marked.size === 0 ? {} : { 'queue.mark-none': { run: () => setMarked(new Set()) } }),
    ...(queue.waiting === 0 ? {} : { 'queue.show-new': { run: queue.takeNew } }),
    ...(isFiltered(search)
      ? { 'queue.clear-filters': { run: () => void navigate({ to: '/queue', search: {} }) } }
      : {}),
  })
}

export function toggled(marked: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(marked)
  if (!next.delete(key)) next.add(key)
  return next
}

function Strip({ queue, marked }: { readonly queue: Queue; readonly marked: number }) {
  const lastCount = useRef(0)
  if (!queue.query.isPlaceholderData) lastCount.current = queue.rows.length
  const more = queue.query.hasNextPage ? '+' : ''
  return (
    <div className={css.strip}>
      <span className="quiet number" role="status">
        {marked > 0 ? `${marked} marked · ` : ''}
        {plural(lastCount.current, 'incident').replace(' ', `${more} `)}
      </span>
      {queue.waiting > 0 ? (
        <button type="button" className={css.pill} onClick={queue.takeNew} data-testid="new-pill">
          ↑ {queue.waiting} new
        </button>
      ) : null}
      <span className={css.grow} />
      <span className={css.rowActions}>
        {marked > 0 ? <ActionButton action="queue.mark-none" size="compact-xs" /> : null}
        {marked > 1 ? (
          <ActionButton action="incident.merge" size="compact-xs">
            Merge
          </ActionButton>
        ) : null}
        <ActionButton action="incident.take" size="compact-xs" />
        <ActionButton action="incident.assign" size="compact-xs">
          Assign
        </ActionButton>
        <ActionButton action="incident.start" size="compact-xs">
          In progress
        </ActionButton>
        <ActionButton action="incident.snooze" size="compact-xs">
          Snooze
        </ActionButton>
        <ActionButton action="incident.resolve" size="compact-xs">
          Resolve
        </ActionButton>
        <ActionButton action="view.shortcuts" size="compact-xs">
          Shortcuts
        </ActionButton>
      </span>
    </div>
  )
}
