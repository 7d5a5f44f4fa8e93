import type { Source } from '@countersign/api/source'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { sourcesQuery } from '../api/queries.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { Formats } from './formats.tsx'
import type { SourceSearch } from './source-search.ts'
import { sourceState, sourceStateWords } from './source-state.ts'
import css from './sources.module.css'
import { Sparkline } from './sparkline.tsx'

const columns: readonly Column<Source>[] = [
  {
    id: 'tenant',
    name: 'Tenant',
    isTenant: true,
    cell: ({ tenantId }) => <TenantChip tenantId={tenantId} />,
    sortBy: ({ tenantId }) => tenantId,
  },
  {
    id: 'source',
    name: 'Source',
    words: 'column.source',
    cell: (source) => <NameCell source={source} />,
    sortBy: ({ name }) => name,
  },
  { id: 'state', name: 'State', cell: (source) => <StateCell source={source} /> },
  {
    id: 'seen',
    name: 'Last seen',
    room: 'alone',
    cell: ({ lastSeenAt }) =>
      lastSeenAt === null ? <span className="quiet">never</span> : <Instant at={lastSeenAt} look="age" />,
    sortBy: ({ lastSeenAt }) => lastSeenAt,
  },
  {
    id: 'rate',
    name: 'Last hour',
    room: 'alone',
    cell: (source) => (
      <span className={css.rate}>
        <Sparkline perMinute={source.perMinute} />
        <span className="number">{countWords(source.eventsLastHour)}</span>
      </span>
    ),
    sortBy: ({ eventsLastHour }) => eventsLastHour,
  },
  {
    id: 'day',
    name: 'Last day',
    isNumber: true,
    room: 'alone',
    cell: ({ eventsLastDay }) => <span className="number">{countWords(eventsLastDay)}</span>,
    sortBy: ({ eventsLastDay }) => eventsLastDay,
  },
  {
    id: 'formats',
    name: 'Recognised as',
    words: 'column.formats',
    room: 'wide',
    cell: (source) => <Formats source={source} />,
  },
  {
    id: 'unparsed',
    name: 'Not parsed',
    words: 'column.unparsed',
    isNumber: true,
    cell: (source) => <Unparsed source={source} />,
    sortBy: ({ unparsedLastDay }) => unparsedLastDay,
  },
]

const actions: readonly RowAction<Source>[] = [
  { id: 'source.unparsed', word: 'Lines', inMenuOnly: true },
  { id: 'source.events', word: 'Events', inMenuOnly: true },
  { id: 'source.revoke', word: 'Revoke', ends: true, isFor: ({ revokedAt }) => revokedAt === null },
]

export function SourceTable({ search, empty }: { readonly search: SourceSearch; readonly empty: ReactNode }) {
  const { data: sources, error, refetch } = useQuery(sourcesQuery)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Sources one by one">
      <DataTable<Source>
        name="Sources"
        reading="Reading the sources…"
        rows={sources?.filter(({ tenantId }) => search.tenant?.includes(tenantId) ?? true)}
        error={error}
        onRetry={() => void refetch()}
        empty={empty}
        columns={columns}
        actions={actions}
        keyOf={({ id, tenantId }) => `${tenantId}/${id}`}
        nameOf={({ name }) => name}
        isOpen={({ id, tenantId }) => search.open === `${tenantId}/${id}`}
        isEnded={({ revokedAt }) => revokedAt !== null}
      />
    </section>
  )
}

function NameCell({ source: { name, keyPrefix, format } }: { readonly source: Source }) {
  return (
    <>
      <strong>
        <LogText text={name} max={80} />
      </strong>
      <span className={tableCss.under}>
        <span className="mono">{keyPrefix}…</span> {format === 'auto' ? '' : format}
      </span>
    </>
  )
}

function StateCell({ source }: { readonly source: Source }) {
  const state = sourceState(source, useNow())
  return (
    <span className={css.state} data-state={state}>
      <span className={css.dot} aria-hidden="true" />
      {sourceStateWords[state]}
    </span>
  )
}

/** Lines that could not be parsed are kept; the number leads to them. */
function Unparsed({ source }: { readonly source: Source }) {
  const search = useSearch({ from: '/signed-in/sources' })
  const count = source.unparsedLastDay
  return (
    <Link
      to="/sources"
      search={{ ...search, open: `${source.tenantId}/${source.id}` }}
      className={css.unparsed}
      data-some={count > 0 || undefined}
      aria-label={`${count.toLocaleString('en')} lines of ${source.name.slice(0, 80)} were not parsed in the last day: show them`}
      preload={false}
    >
      {count > 0 ? '⚠ ' : ''}
      {countWords(count)}
    </Link>
  )
}
