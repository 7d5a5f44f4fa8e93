import type { NotificationChannel } from '@countersign/api/notification'
import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { severities } from '../queue/queue-search.ts'
import css from '../settings/administration.module.css'
import { Checks } from '../settings/checks.tsx'
import { useReader } from '../settings/use-reader.ts'
import { Refusal } from '../sources/refusal.tsx'
import type { ChannelDraft } from './channel-draft.ts'
import { eventWords, notifiedEvents } from './notification-words.ts'
import { TargetFields } from './target-fields.tsx'
import { TimingFields } from './timing-fields.tsx'

export type DraftProps = {
  readonly draft: ChannelDraft
  readonly onChange: (change: Partial<ChannelDraft>) => void
}

export function ChannelForm(props: {
  readonly before: ChannelDraft
  /** Absent while one is made. */
  readonly channel: NotificationChannel | undefined
  readonly save: UseMutationResult<unknown, Error, ChannelDraft>
  readonly onClose: () => void
}) {
  const { save, channel } = props
  const [draft, setDraft] = useState(props.before)
  const change = (part: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(draft)
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        label="Name"
        data-autofocus
        required
        maxLength={80}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TargetFields draft={draft} onChange={change} channel={channel} />
      <WhatFields draft={draft} onChange={change} />
      <TimingFields draft={draft} onChange={change} />
      <label className={css.check}>
        <input
          type="checkbox"
          checked={draft.isEnabled}
          onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
        />
        Switched on
      </label>
      <Refusal error={save.error} />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={props.onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending} disabled={draft.events.length === 0}>
          {channel === undefined ? 'Create' : 'Save'}
        </Button>
      </Group>
    </form>
  )
}

function WhatFields({ draft, onChange }: DraftProps) {
  const reader = useReader()
  return (
    <div className={css.pair}>
      <Checks
        legend="Tells when"
        choices={notifiedEvents.map((id) => ({ id, label: eventWords(id, reader) }))}
        chosen={draft.events}
        onChosen={(chosen) => onChange({ events: notifiedEvents.filter((event) => chosen.includes(event)) })}
      />
      <NativeSelect
        label="From this severity on"
        size="xs"
        value={draft.minimumSeverity}
        data={[...severities]}
        onChange={(event) =>
          onChange({
            minimumSeverity:
              severities.find((level) => level === event.currentTarget.value) ?? draft.minimumSeverity,
          })
        }
      />
    </div>
  )
}
