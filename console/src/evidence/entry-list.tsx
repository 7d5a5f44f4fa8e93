import type { EvidenceEntry } from '@countersign/api/evidence'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import { MoreRows } from '../rows/more-rows.tsx'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { entryText, kindWords } from './entry-name.ts'
import { evidenceQuery } from './evidence-queries.ts'
import type { EvidenceSearch } from './evidence-search.ts'

const columns: readonly Column<EvidenceEntry>[] = [
  { id: 'what', name: 'What', cell: (entry) => <WhatCell entry={entry} /> },
  { id: 'at', name: 'When', cell: ({ at }) => <Instant at={at} /> },
  { id: 'logged', name: 'In the log', cell: (entry) => <LoggedCell entry={entry} /> },
  {
    id: 'payload',
    name: 'Document',
    room: 'alone',
    cell: ({ payload }) => (payload === 'kept' ? 'kept' : <span className={tableCss.tag}>erased</span>),
  },
]

/** What was logged of a tenant, newest first. */
export function EntryList({
  tenantId,
  search,
}: {
  readonly tenantId: string
  readonly search: EvidenceSearch
}) {
  const query = useInfiniteQuery(evidenceQuery(tenantId, search))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="What was logged">
      <DataTable<EvidenceEntry>
        name="Evidence, newest first"
        reading="Reading the evidence…"
        rows={query.data?.pages.flatMap(({ items }) => items)}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<NoEntries search={search} />}
        columns={columns}
        keyOf={entryText}
        isOpen={(entry) => entryText(entry) === search.open}
      />
      <MoreRows query={query} word="Show earlier entries" />
    </section>
  )
}

function WhatCell({ entry }: { readonly entry: EvidenceEntry }) {
  const search = useSearch({ from: '/signed-in/evidence' })
  return (
    <Link
      to="/evidence"
      search={{ ...search, open: entryText(entry) }}
      className={tableCss.open}
      preload={false}
      resetScroll={false}
    >
      <strong>{kindWords[entry.kind][0]}</strong>
      <span className="visually-hidden">: </span>
      <span className={`${tableCss.under} mono`}>
        <LogText text={entry.ref} max={120} />
      </span>
    </Link>
  )
}

function LoggedCell({ entry: { status, epoch, index } }: { readonly entry: EvidenceEntry }) {
  if (status === 'waiting' || index === null)
    return (
      <span className={tableCss.tag} data-tone="warn">
        waiting
      </span>
    )
  return (
    <span className="number">
      entry {countWords(index)}
      {epoch === 1 ? null : <span className={tableCss.under}>of log {epoch}</span>}
    </span>
  )
}

function NoEntries({ search }: { readonly search: EvidenceSearch }) {
  const { tenant, kind, from, to } = search
  if (kind === undefined && from === undefined && to === undefined) return <EmptyWords of="evidence.none" />
  return (
    <Empty
      title="Nothing of this kind and time was logged"
      action={
        <Link to="/evidence" search={{ tenant }} preload={false}>
          Everything that was logged
        </Link>
      }
    >
      {kind === undefined ? 'Another time may hold some.' : `${kindWords[kind][0]}: ${kindWords[kind][1]}.`}
    </Empty>
  )
}
