import type { NotificationChannel } from '@countersign/api/notification'
import { NativeSelect, TextInput } from '@mantine/core'
import type { ChannelDraft } from './channel-draft.ts'
import type { DraftProps } from './channel-form.tsx'
import { kindWords } from './notification-words.ts'

const kinds = Object.keys(kindWords) as readonly ChannelDraft['kind'][]

/** By which way and to whom. A channel keeps its way; an address that is there is kept unless another is typed. */
export function TargetFields({
  draft,
  onChange,
  channel,
}: DraftProps & { readonly channel: NotificationChannel | undefined }) {
  return (
    <>
      {channel === undefined ? (
        <NativeSelect
          label="Way"
          size="xs"
          value={draft.kind}
          data={kinds.map((value) => ({ value, label: kindWords[value] }))}
          onChange={(event) =>
            onChange({ kind: kinds.find((kind) => kind === event.currentTarget.value) ?? draft.kind })
          }
        />
      ) : null}
      {draft.kind === 'email' ? (
        <TextInput
          label="To"
          description="Up to 20 addresses, parted by commas."
          required
          maxLength={5000}
          value={draft.recipients}
          onChange={(event) => onChange({ recipients: event.currentTarget.value })}
        />
      ) : (
        <TextInput
          label={channel === undefined ? 'Address' : 'Another address'}
          description={addressHint(draft.kind, channel)}
          type="url"
          required={channel === undefined}
          maxLength={2000}
          autoComplete="off"
          placeholder="https://"
          value={draft.url}
          onChange={(event) => onChange({ url: event.currentTarget.value })}
        />
      )}
    </>
  )
}

function addressHint(kind: ChannelDraft['kind'], channel: NotificationChannel | undefined): string {
  const secret = kind === 'webhook' ? ' A new signing secret is made with it.' : ''
  if (channel === undefined || channel.target.kind === 'email')
    return `It is not shown again: of an address only the host is.${secret}`
  return `Empty: what is set stays, at ${channel.target.origin.slice(0, 100)}.${secret}`
}
