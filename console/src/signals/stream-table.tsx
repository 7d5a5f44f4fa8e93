import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { LogText } from '../text/log-text.tsx'
import { type ShownStream, streamsQuery } from './signal-queries.ts'
import { deliveryWord, eventNames } from './signal-words.ts'

const tones = { enabled: 'good', paused: 'warn', disabled: 'bad' } as const

const columns: readonly Column<ShownStream>[] = [
  {
    id: 'stream',
    name: 'Who is told',
    cell: ({ stream_id, description, delivery }) => (
      <>
        <strong>
          <LogText text={description ?? stream_id} max={120} />
        </strong>
        <span className={`${tableCss.under} mono`}>
          <LogText text={delivery.endpoint_url} max={160} />
        </span>
      </>
    ),
    sortBy: ({ stream_id, description }) => description ?? stream_id,
  },
  { id: 'way', name: 'By', cell: ({ delivery }) => deliveryWord(delivery.method) },
  { id: 'told', name: 'Is told', cell: ({ events_delivered }) => eventNames(events_delivered).join(', ') },
  {
    id: 'state',
    name: 'State',
    cell: ({ status, reason }) => (
      <>
        <span className={tableCss.tag} data-tone={tones[status]}>
          {status}
        </span>
        {reason === null ? null : (
          <span className={tableCss.under}>
            <LogText text={reason} max={200} />
          </span>
        )}
      </>
    ),
    sortBy: ({ status }) => status,
  },
]

const actions: readonly RowAction<ShownStream>[] = [
  { id: 'signal-stream.verify', word: 'Test', isFor: ({ status }) => status === 'enabled' },
  { id: 'signal-stream.pause', word: 'Pause', isFor: ({ status }) => status === 'enabled' },
  { id: 'signal-stream.enable', word: 'Enable', isFor: ({ status }) => status !== 'enabled' },
  { id: 'signal-stream.remove', word: 'Remove', ends: true },
]

export function StreamTable(props: { readonly tenantId: string; readonly empty: ReactNode }) {
  const { data: streams, error, refetch } = useQuery(streamsQuery(props.tenantId))
  return (
    <DataTable<ShownStream>
      name="Streams to receivers"
      reading="Reading the streams…"
      rows={streams}
      error={error}
      onRetry={() => void refetch()}
      empty={props.empty}
      columns={columns}
      actions={actions}
      keyOf={({ stream_id }) => stream_id}
      nameOf={({ stream_id, description }) => description ?? stream_id}
      isEnded={({ status }) => status === 'disabled'}
    />
  )
}
