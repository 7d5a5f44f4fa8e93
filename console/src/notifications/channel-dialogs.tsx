import type { NotificationChannel } from '@countersign/api/notification'
import { Button, Group, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { ShownOnce } from '../settings/shown-once.tsx'
import { say } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { type ChannelDraft, draftOf, emptyDraft, subscriptionOf, targetOf } from './channel-draft.ts'
import { ChannelForm } from './channel-form.tsx'
import { changeChannel, createChannel, removeChannel } from './notification-queries.ts'
import { newSigningSecret } from './signing-secret.ts'
import { ownTimeZone } from './time-zone-field.tsx'

type DialogProps = { readonly tenantId: string; readonly onClose: () => void }

/** Makes a channel or changes one; a webhook's secret is then shown: the only time there is. */
export function EditChannel({
  tenantId,
  channel,
  onClose,
}: DialogProps & { readonly channel?: NotificationChannel }) {
  const client = useQueryClient()
  const [secret, setSecret] = useState<string>()
  const save = useMutation({
    mutationFn: async (draft: ChannelDraft) => {
      const fresh = newSigningSecret((bytes) => crypto.getRandomValues(bytes))
      const target = targetOf(draft, fresh)
      const subscription = subscriptionOf(draft)
      if (channel !== undefined)
        await changeChannel(channel, { ...subscription, ...(target === undefined ? {} : { target }) })
      else if (target !== undefined) await createChannel(tenantId, { ...subscription, target })
      return target?.kind === 'webhook' ? fresh : undefined
    },
    onSuccess: async (shown, draft) => {
      await client.invalidateQueries({ queryKey: ['notification-channels', tenantId] })
      if (shown !== undefined) return setSecret(shown)
      say(`Channel ${draft.name.trim()} ${channel === undefined ? 'created' : 'changed'}`)
      onClose()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={
        secret !== undefined
          ? 'The signing secret'
          : channel === undefined
            ? 'Create a channel'
            : 'Change a channel'
      }
      closeOnClickOutside={secret === undefined}
      closeOnEscape={secret === undefined}
    >
      {secret === undefined ? (
        <ChannelForm
          before={channel === undefined ? emptyDraft(ownTimeZone) : draftOf(channel, ownTimeZone)}
          channel={channel}
          save={save}
          onClose={onClose}
        />
      ) : (
        <SecretOnce secret={secret} onClose={onClose} />
      )}
    </Modal>
  )
}

function SecretOnce({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  return (
    <div className={css.form}>
      <p>
        This is the only time the secret is shown. Enter it at the receiver: it checks the header
        webhook-signature with it, as Standard Webhooks describe.
      </p>
      <ShownOnce text={secret} what="Secret" />
      <Group justify="flex-end">
        <Button onClick={onClose}>I have the secret</Button>
      </Group>
    </div>
  )
}

export function RemoveChannel(props: {
  readonly channel: NotificationChannel
  readonly onClose: () => void
}) {
  const { channel, onClose } = props
  const client = useQueryClient()
  const { waiting } = channel.state
  return (
    <AskDialog
      title="Remove a channel"
      confirm="Remove"
      onClose={onClose}
      run={async () => {
        await removeChannel(channel)
        await client.invalidateQueries({ queryKey: ['notification-channels', channel.tenantId] })
        say(`Channel ${channel.name} removed`)
      }}
    >
      <p>
        <LogText text={channel.name} max={80} /> tells nobody any more, and the list of its messages goes.
        {waiting > 0 ? ` ${plural(waiting, 'message')} that wait will not be sent.` : ''}
      </p>
    </AskDialog>
  )
}
