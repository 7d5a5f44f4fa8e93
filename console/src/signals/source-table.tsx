import type { SignalSource } from '@countersign/api/signal'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { signalSourcesQuery } from './signal-queries.ts'
import { eventNames } from './signal-words.ts'

const columns: readonly Column<SignalSource>[] = [
  {
    id: 'name',
    name: 'Who tells',
    cell: ({ name, issuer }) => (
      <>
        <strong>
          <LogText text={name} max={120} />
        </strong>
        <span className={tableCss.under}>
          <LogText text={issuer} max={200} />
        </span>
      </>
    ),
    sortBy: ({ name }) => name,
  },
  { id: 'state', name: 'State', cell: (source) => <StateCell source={source} /> },
  { id: 'takes', name: 'Takes', cell: ({ eventsAllowed }) => eventNames(eventsAllowed).join(', ') },
  {
    id: 'way',
    name: 'Comes by',
    cell: ({ pollUrl, pushEndpoint }) => (
      <>
        {pollUrl === null ? 'push' : 'polling'}
        <span className={`${tableCss.under} mono`}>
          <LogText text={pollUrl ?? pushEndpoint} max={160} />
        </span>
      </>
    ),
  },
  {
    id: 'received',
    name: 'Last received',
    cell: ({ lastReceivedAt }) =>
      lastReceivedAt === null ? (
        <span className="quiet">nothing yet</span>
      ) : (
        <Instant at={lastReceivedAt} look="age" />
      ),
    sortBy: ({ lastReceivedAt }) => lastReceivedAt,
  },
]

const actions: readonly RowAction<SignalSource>[] = [
  { id: 'signal-source.change', word: 'Change' },
  { id: 'signal-source.remove', word: 'Remove', ends: true },
]

export function SignalSourceTable(props: { readonly tenantId: string; readonly empty: ReactNode }) {
  const { data: sources, error, refetch } = useQuery(signalSourcesQuery(props.tenantId))
  return (
    <DataTable<SignalSource>
      name="Signal sources"
      reading="Reading the signal sources…"
      rows={sources}
      error={error}
      onRetry={() => void refetch()}
      empty={props.empty}
      columns={columns}
      actions={actions}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      isEnded={({ isEnabled }) => !isEnabled}
    />
  )
}

function StateCell({ source }: { readonly source: SignalSource }) {
  const { isEnabled, lastError, lastErrorAt, lastReceivedAt } = source
  const isFailing = lastErrorAt !== null && (lastReceivedAt === null || lastErrorAt > lastReceivedAt)
  const [word, tone] = !isEnabled
    ? ['switched off', undefined]
    : isFailing
      ? ['failing', 'bad']
      : lastReceivedAt === null
        ? ['waiting for the first', undefined]
        : ['works', 'good']
  return (
    <>
      <span className={tableCss.tag} data-tone={tone}>
        {word}
      </span>
      {isFailing ? (
        <span className={tableCss.under}>
          <LogText text={lastError ?? ''} max={200} /> <Instant at={lastErrorAt} look="age" />
        </span>
      ) : null}
    </>
  )
}
