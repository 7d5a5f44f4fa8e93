import type { NotificationChannel } from '@countersign/api/notification'
import { Link } from '@tanstack/react-router'
import type { ActionId } from '../actions/catalogue.ts'
import { useContextMenu } from '../actions/context-menu.tsx'
import { useRegistry } from '../actions/use-actions.ts'
import tableCss from '../rows/table.module.css'
import { useReader } from '../settings/use-reader.ts'
import { LogText } from '../text/log-text.tsx'
import { ChannelHealth } from './channel-health.tsx'
import { eventWords, targetWords, timingWords } from './notification-words.ts'

const menuActions: readonly ActionId[] = [
  'notification-channel.test',
  'notification-channel.change',
  'notification-channel.remove',
]

export function ChannelTable(props: {
  readonly channels: readonly NotificationChannel[]
  readonly tenantId: string
  readonly opened: string | undefined
}) {
  return (
    <div className={tableCss.scroll}>
      <table className={tableCss.stacked} aria-label="Notification channels">
        <thead>
          <tr>
            <th scope="col">Channel</th>
            <th scope="col">State</th>
            <th scope="col" data-column="tells">
              Tells when
            </th>
            <th scope="col" data-column="timing">
              Sent
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.channels.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} isOpen={channel.id === props.opened} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ChannelRow({
  channel,
  isOpen,
}: {
  readonly channel: NotificationChannel
  readonly isOpen: boolean
}) {
  const openMenu = useContextMenu()
  const reader = useReader()
  return (
    <tr
      data-open={isOpen || undefined}
      data-ended={!channel.isEnabled || undefined}
      onContextMenu={(event) => openMenu(event, menuActions, channel)}
    >
      <td>
        <Link
          to="/settings/notifications"
          search={{ tenant: channel.tenantId, channel: channel.id }}
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
      </td>
      <td>
        <ChannelHealth channel={channel} />
      </td>
      <td data-column="tells" data-name="Tells when">
        {channel.events.map((event) => eventWords(event, reader)).join(', ')}
        <span className={tableCss.under}>
          {channel.minimumSeverity === 'informational'
            ? 'of any severity'
            : `${channel.minimumSeverity} or worse`}
        </span>
      </td>
      <td data-column="timing" data-name="Sent">
        {timingWords(channel).map((words) => (
          <div key={words}>{words}</div>
        ))}
      </td>
      <td>
        <RowActions channel={channel} />
      </td>
    </tr>
  )
}

const buttons: readonly (readonly [ActionId, string])[] = [
  ['notification-channel.test', 'Test'],
  ['notification-channel.change', 'Change'],
  ['notification-channel.remove', 'Remove'],
]

function RowActions({ channel }: { readonly channel: NotificationChannel }) {
  const registry = useRegistry()
  return (
    <span className={tableCss.rowActions}>
      {buttons
        .filter(([id]) => registry.handlerOf(id) !== undefined)
        .map(([id, word]) => (
          <button
            key={id}
            type="button"
            className={tableCss.rowButton}
            data-ends={word === 'Remove' || undefined}
            aria-label={`${word}: ${channel.name.slice(0, 80)}`}
            onClick={() => registry.run(id, channel)}
          >
            {word}
          </button>
        ))}
    </span>
  )
}
