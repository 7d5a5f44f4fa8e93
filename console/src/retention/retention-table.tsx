import type { Retention } from '@countersign/api/retention'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { useReader } from '../settings/use-reader.ts'
import { Instant } from '../text/instant.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { className } from './retention-words.ts'

type KeptClass = Retention['classes'][number]
type KeptFormat = Retention['formats'][number]
/** What is kept for a time of its own: a class of things, or the events of one format. */
type Kept = ({ readonly kind: 'class' } & KeptClass) | ({ readonly kind: 'format' } & KeptFormat)

const columns: readonly Column<Kept>[] = [
  { id: 'what', name: 'What', cell: (kept) => <WhatCell kept={kept} />, sortBy: keyOf },
  {
    id: 'days',
    name: 'Kept for',
    cell: (kept) => <DaysCell kept={kept} />,
    sortBy: ({ days }) => days,
  },
  {
    id: 'oldest',
    name: 'Oldest',
    cell: ({ oldestAt }) =>
      oldestAt === null ? <span className="quiet">there is none</span> : <Instant at={oldestAt} />,
    sortBy: ({ oldestAt }) => oldestAt,
  },
  {
    id: 'next',
    name: 'Goes next',
    cell: ({ nextDeletionAt }) => <NextCell at={nextDeletionAt} />,
    sortBy: ({ nextDeletionAt }) => nextDeletionAt,
  },
  { id: 'last', name: 'Last deletion', cell: (kept) => <LastCell kept={kept} /> },
]

export function RetentionTable(props: {
  readonly retention: Retention | undefined
  readonly error: Error | null
  readonly onRetry: () => void
}) {
  return (
    <DataTable<Kept>
      name="How long things are kept"
      reading="Reading what is kept…"
      rows={props.retention === undefined ? undefined : rowsOf(props.retention)}
      error={props.error}
      onRetry={props.onRetry}
      empty={null}
      columns={columns}
      keyOf={keyOf}
    />
  )
}

function rowsOf({ classes, formats }: Retention): readonly Kept[] {
  return [
    ...classes.map((one) => ({ kind: 'class' as const, ...one })),
    ...formats.map((one) => ({ kind: 'format' as const, ...one })),
  ]
}

function keyOf(kept: Kept): string {
  return kept.kind === 'class' ? kept.class : kept.format
}

function WhatCell({ kept }: { readonly kept: Kept }) {
  const reader = useReader()
  if (kept.kind === 'class') return <strong>{className(kept.class, reader)}</strong>
  return (
    <>
      <span className="mono">{kept.format}</span>
      <span className={tableCss.under}>events of this format</span>
    </>
  )
}

function DaysCell({ kept }: { readonly kept: Kept }) {
  return (
    <span className="number">
      {plural(kept.days, 'day')}
      {kept.kind === 'class' ? (
        <span className={tableCss.under}>{kept.isDefault ? 'the default' : 'chosen'}</span>
      ) : null}
    </span>
  )
}

function NextCell({ at }: { readonly at: string | null }) {
  const nowMs = useNow()
  if (at === null) return <span className="quiet">nothing</span>
  return Date.parse(at) <= nowMs ? 'with the next pass' : <Instant at={at} />
}

function LastCell({ kept }: { readonly kept: Kept }) {
  if (kept.kind === 'format') return <span className="quiet">with the events</span>
  if (kept.lastDeletion === null) return <span className="quiet">never yet</span>
  return (
    <>
      <Instant at={kept.lastDeletion.at} />
      <span className={`${tableCss.under} number`}>{countWords(kept.lastDeletion.rows)} deleted</span>
    </>
  )
}
