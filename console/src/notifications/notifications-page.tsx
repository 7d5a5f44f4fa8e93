import type { NotificationChannel } from '@countersign/api/notification'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import listCss from '../rows/list-page.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { SettingsHead } from '../settings/settings-head.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { inWordsOf, useReader } from '../settings/use-reader.ts'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { EditChannel, RemoveChannel } from './channel-dialogs.tsx'
import { ChannelPanel } from './channel-panel.tsx'
import { ChannelTable } from './channel-table.tsx'
import { channelsQuery, testChannel } from './notification-queries.ts'
import { TestAnswer } from './test-answer.tsx'

/** Where a tenant's incidents are told, and whether what is told arrives. */
export function NotificationsPage() {
  const { tenant } = useSearch({ from: '/signed-in/administration/settings/notifications' })
  const refusal = useRefusal('notification.read')
  const tenantId = useTenantShown(tenant)
  useTitle('Notifications')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined)
    return <NoTenantYet>A channel tells of the incidents of one tenant.</NoTenantYet>
  return <ChannelsOf key={tenantId} tenantId={tenantId} />
}

function ChannelsOf({ tenantId }: { readonly tenantId: string }) {
  const { channel: openId } = useSearch({ from: '/signed-in/administration/settings/notifications' })
  const { data: channels } = useQuery(channelsQuery(tenantId))
  const test = useMutation({ mutationFn: testChannel })
  const { asked, close } = useChannelDialogs(test.mutate)
  const opened = channels?.find(({ id }) => id === openId)
  const channel = channels?.find(({ id }) => id === asked?.id)
  return (
    <div className={listCss.page} data-panel={opened !== undefined || undefined}>
      <div className={listCss.main}>
        <div>
          <Head tenantId={tenantId} />
          <TestAnswer test={test} />
        </div>
        <ChannelTable tenantId={tenantId} opened={opened?.id} empty={<NoChannels />} />
      </div>
      {opened === undefined ? null : <ChannelPanel key={opened.id} channel={opened} />}
      {asked?.kind === 'create' ? (
        <EditChannel tenantId={tenantId} onClose={close} />
      ) : asked === undefined || channel === undefined ? null : asked.kind === 'change' ? (
        <EditChannel key={channel.id} tenantId={tenantId} channel={channel} onClose={close} />
      ) : (
        <RemoveChannel key={channel.id} channel={channel} onClose={close} />
      )}
    </div>
  )
}

function useChannelDialogs(test: (channel: NotificationChannel) => void) {
  const { asked, ask, close } = useAsked(['create', 'change', 'remove'])
  const refusal = useRefusal('notification.write')
  const onChannel = (run: (channel: NotificationChannel) => void) => ({
    run: (subject: unknown) => isChannel(subject) && run(subject),
  })
  useActions(
    refusal === undefined
      ? {
          'notification-channel.create': { run: () => ask('create') },
          'notification-channel.change': onChannel(({ id }) => ask('change', id)),
          'notification-channel.remove': onChannel(({ id }) => ask('remove', id)),
          'notification-channel.test': onChannel(test),
        }
      : {},
  )
  return { asked: refusal === undefined ? asked : undefined, close }
}

function isChannel(subject: unknown): subject is NotificationChannel {
  return typeof subject === 'object' && subject !== null && 'criticalPierces' in subject
}

function Head({ tenantId }: { readonly tenantId: string }) {
  const navigate = useNavigate()
  const reader = useReader()
  return (
    <SettingsHead
      title="Notifications"
      note={inWordsOf(reader, 'incidents told outside of the console', 'who is told when something happens')}
    >
      <TenantChoice
        chosen={tenantId}
        onChoose={(tenant) => void navigate({ to: '/settings/notifications', search: { tenant } })}
      />
      <ActionButton action="notification-channel.create" variant="filled" />
    </SettingsHead>
  )
}

function NoChannels() {
  const reader = useReader()
  return (
    <Empty
      title={
        reader.kind === 'tenant'
          ? 'Nobody of your company is told yet'
          : 'Nobody is told of this tenant’s incidents'
      }
      action={<ActionButton action="notification-channel.create" variant="filled" />}
    >
      A channel tells by mail, by a signed webhook, or to Slack and what speaks its format: at once, outside
      of quiet hours, or gathered into one message.
    </Empty>
  )
}
