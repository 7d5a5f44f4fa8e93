import type { NotificationChannel, NotificationDelivery } from '@countersign/api/notification'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import css from '../settings/settings.module.css'
import { useReader } from '../settings/use-reader.ts'
import { Failure } from '../shell/failure.tsx'
import { SeverityMark } from '../shell/severity.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { ChannelHealth } from './channel-health.tsx'
import { deliveriesQuery } from './notification-queries.ts'
import { deliveryWords, eventWords, kindWords, targetWords, timingWords } from './notification-words.ts'

/** One channel: what it is, and what became of each message. */
export function ChannelPanel({ channel }: { readonly channel: NotificationChannel }) {
  const navigate = useNavigate()
  const focus = usePanelFocus(channel.id)
  const close = () => void navigate({ to: '/settings/notifications', search: { tenant: channel.tenantId } })
  useActions({ 'notification-channel.close': { run: close } })
  return (
    <aside className={listCss.panel} aria-label={`Channel ${channel.name.slice(0, 80)}`} {...focus}>
      <div className={listCss.panelHead}>
        <h2>
          <LogText text={channel.name} max={80} />
        </h2>
        <span className={listCss.grow} />
        <ActionButton action="notification-channel.close">Close</ActionButton>
      </div>
      <dl className={css.facts}>
        <dt>State</dt>
        <dd>
          <ChannelHealth channel={channel} />
        </dd>
        <dt>Way</dt>
        <dd>{kindWords[channel.target.kind]}</dd>
        <dt>To</dt>
        <dd>
          <LogText text={targetWords(channel.target)} max={400} />
        </dd>
        <dt>Sent</dt>
        <dd>{timingWords(channel).join('; ')}</dd>
        <dt>Made</dt>
        <dd>
          <Instant at={channel.createdAt} />
        </dd>
      </dl>
      <h3>Messages</h3>
      <Deliveries channel={channel} />
    </aside>
  )
}

function Deliveries({ channel }: { readonly channel: NotificationChannel }) {
  const query = useInfiniteQuery(deliveriesQuery(channel.tenantId, channel.id))
  const rows = query.data?.pages.flatMap(({ items }) => items)
  if (query.isError && rows === undefined)
    return <Failure error={query.error} onRetry={() => void query.refetch()} />
  if (rows === undefined) return <p className="quiet">Reading the messages…</p>
  if (rows.length === 0)
    return <p className="quiet">No incident has been told through it yet. Tests are not kept here.</p>
  return (
    <>
      <table className={tableCss.lines} aria-label="Messages, newest first">
        <thead>
          <tr>
            <th scope="col">Message</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <DeliveryRow key={row.id} tenantId={channel.tenantId} delivery={row} />
          ))}
        </tbody>
      </table>
      {query.hasNextPage ? (
        <div>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show earlier messages
          </Button>
        </div>
      ) : null}
    </>
  )
}

function DeliveryRow(props: { readonly tenantId: string; readonly delivery: NotificationDelivery }) {
  const { tenantId, delivery } = props
  const reader = useReader()
  const { word, tone } = deliveryWords[delivery.status]
  return (
    <tr>
      <td>
        <SeverityMark level={delivery.severity} />{' '}
        <Link
          to="/incidents/$tenantId/$incidentId"
          params={{ tenantId, incidentId: delivery.incidentId }}
          preload={false}
          className={tableCss.open}
        >
          <LogText text={delivery.title} max={160} />
        </Link>
        <span className={tableCss.under}>
          {eventWords(delivery.event, reader)}, <Instant at={delivery.at} />
          {delivery.isDigest ? ', gathered' : ''}
        </span>
      </td>
      <td>
        <span className={tableCss.tag} data-tone={tone}>
          {word}
        </span>
        <span className={tableCss.under}>
          {delivery.status === 'waiting' ? 'due ' : ''}
          <Instant at={delivery.finishedAt ?? delivery.dueAt} />
          {delivery.attempts > 1 ? `, ${plural(delivery.attempts, 'attempt')}` : ''}
          {delivery.lastError === null ? null : (
            <>
              : <LogText text={delivery.lastError} max={160} />
            </>
          )}
        </span>
      </td>
    </tr>
  )
}
