import type { NotificationChannel } from '@countersign/api/notification'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { useReader } from '../settings/use-reader.ts'
import { LogText } from '../text/log-text.tsx'
import { ChannelHealth } from './channel-health.tsx'
import { channelsQuery } from './notification-queries.ts'
import { eventWords, targetWords, timingWords } from './notification-words.ts'

const columns: readonly Column<NotificationChannel>[] = [
  {
    id: 'name',
    name: 'Channel',
    cell: (channel) => <NameCell channel={channel} />,
    sortBy: ({ name }) => name,
  },
  { id: 'state', name: 'State', cell: (channel) => <ChannelHealth channel={channel} /> },
  { id: 'tells', name: 'Tells when', cell: (channel) => <TellsCell channel={channel} /> },
  {
    id: 'timing',
    name: 'Sent',
    cell: (channel) => timingWords(channel).map((words) => <div key={words}>{words}</div>),
  },
]

const actions: readonly RowAction<NotificationChannel>[] = [
  { id: 'notification-channel.test', word: 'Test' },
  { id: 'notification-channel.change', word: 'Change' },
  { id: 'notification-channel.remove', word: 'Remove', ends: true },
]

export function ChannelTable(props: {
  readonly tenantId: string
  readonly opened: string | undefined
  readonly empty: ReactNode
}) {
  const { data: channels, error, refetch } = useQuery(channelsQuery(props.tenantId))
  return (
    <div className={tableCss.scroll}>
      <DataTable<NotificationChannel>
        name="Notification channels"
        reading="Reading the channels…"
        rows={channels}
        error={error}
        onRetry={() => void refetch()}
        empty={props.empty}
        columns={columns}
        actions={actions}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        isOpen={({ id }) => id === props.opened}
        isEnded={({ isEnabled }) => !isEnabled}
      />
    </div>
  )
}

function NameCell({ channel }: { readonly channel: NotificationChannel }) {
  return (
    <>
      <Link
        to="/settings/notifications"
        search={({ sort }) => ({ tenant: channel.tenantId, channel: channel.id, sort })}
        preload={false}
        className={tableCss.open}
      >
        <strong>
          <LogText text={channel.name} max={80} />
        </strong>
      </Link>
      <span className={tableCss.under}>
        <LogText text={targetWords(channel.target)} max={80} />
      </span>
    </>
  )
}

function TellsCell({ channel }: { readonly channel: NotificationChannel }) {
  const reader = useReader()
  const { events, minimumSeverity } = channel
  return (
    <>
      {events.map((event) => eventWords(event, reader)).join(', ')}
      <span className={tableCss.under}>
        {minimumSeverity === 'informational' ? 'of any severity' : `${minimumSeverity} or worse`}
      </span>
    </>
  )
}
