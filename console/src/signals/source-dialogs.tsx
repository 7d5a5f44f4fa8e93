import type { CreatedSignalSource, SignalSource } from '@countersign/api/signal'
import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { ShownOnce } from '../settings/shown-once.tsx'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { LogText } from '../text/log-text.tsx'
import { changeSignalSource, createSignalSource, removeSignalSource } from './signal-queries.ts'
import { draftOf, putOf, type SourceDraft } from './source-draft.ts'

type Props = {
  readonly tenantId: string
  /** Absent while one is made. */
  readonly source?: SignalSource
  readonly onClose: () => void
}

/** Makes a signal source or changes one; a new one's header is then shown: the only time there is. */
export function EditSignalSource({ tenantId, source, onClose }: Props) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(source))
  const [made, setMade] = useState<CreatedSignalSource>()
  const save = useMutation({
    mutationFn: async () => {
      const body = putOf(draft, source)
      if (source === undefined) return createSignalSource(tenantId, body)
      await changeSignalSource(tenantId, source.id, body)
      return undefined
    },
    onSuccess: async (created) => {
      await client.invalidateQueries({ queryKey: ['signal-sources', tenantId] })
      if (created !== undefined) return setMade(created)
      say(`Signal source ${draft.name.trim()} changed`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  if (made !== undefined) return <EnterAtTransmitter made={made} onClose={onClose} />
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={source === undefined ? 'Trust a signal source' : 'Change a signal source'}
    >
      <form onSubmit={submit} className={css.form}>
        <WhoFields
          draft={draft}
          hasInlineKeys={source?.keys.kind === 'inline'}
          onChange={(part) => setDraft({ ...draft, ...part })}
        />
        <SubjectFields draft={draft} onChange={(part) => setDraft({ ...draft, ...part })} />
        <PollFields draft={draft} onChange={(part) => setDraft({ ...draft, ...part })} />
        <Refusal error={save.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {source === undefined ? 'Trust it' : 'Save'}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

type FieldProps = { readonly draft: SourceDraft; readonly onChange: (part: Partial<SourceDraft>) => void }

function WhoFields({ draft, hasInlineKeys, onChange }: FieldProps & { readonly hasInlineKeys: boolean }) {
  return (
    <>
      <TextInput
        label="Name"
        data-autofocus
        required
        maxLength={120}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Issuer"
        description="What its signed events name as their issuer, exactly."
        required
        maxLength={2000}
        placeholder="https://"
        value={draft.issuer}
        onChange={(event) => onChange({ issuer: event.currentTarget.value })}
      />
      <TextInput
        label="Address of its keys"
        description={
          hasInlineKeys
            ? 'Empty: the keys that were given by themselves stay.'
            : 'A JSON Web Key Set: what is signed by no key of it is refused.'
        }
        type="url"
        required={!hasInlineKeys}
        maxLength={2000}
        placeholder="https://"
        value={draft.jwksUri}
        onChange={(event) => onChange({ jwksUri: event.currentTarget.value })}
      />
    </>
  )
}

function SubjectFields({ draft, onChange }: FieldProps) {
  return (
    <>
      <NativeSelect
        label="Ids of its own"
        description="Whom it means when it gives neither an address nor a name that is known anyway."
        value={draft.subjects}
        data={[
          { value: 'unknown', label: 'belong to nobody we know' },
          { value: 'prefix', label: 'are identities behind a prefix' },
          { value: 'as-they-are', label: 'are identity keys already' },
        ]}
        onChange={(event) => onChange({ subjects: event.currentTarget.value as SourceDraft['subjects'] })}
      />
      {draft.subjects === 'prefix' ? (
        <TextInput
          label="Prefix"
          required
          maxLength={200}
          value={draft.prefix}
          onChange={(event) => onChange({ prefix: event.currentTarget.value })}
        />
      ) : null}
    </>
  )
}

function PollFields({ draft, onChange }: FieldProps) {
  return (
    <>
      <TextInput
        label="Fetched from"
        description="Empty: it pushes to us."
        type="url"
        maxLength={2000}
        placeholder="https://"
        value={draft.pollUrl}
        onChange={(event) => onChange({ pollUrl: event.currentTarget.value })}
      />
      {draft.pollUrl.trim() === '' ? null : (
        <TextInput
          label="Authorization header for it"
          description="Empty: none, or the one that is set stays."
          type="password"
          maxLength={4000}
          autoComplete="new-password"
          value={draft.pollHeader}
          onChange={(event) => onChange({ pollHeader: event.currentTarget.value })}
        />
      )}
      <label className={css.check}>
        <input
          type="checkbox"
          checked={draft.isEnabled}
          onChange={(event) => onChange({ isEnabled: event.currentTarget.checked })}
        />
        It is heeded
      </label>
    </>
  )
}

function EnterAtTransmitter(props: { readonly made: CreatedSignalSource; readonly onClose: () => void }) {
  const { source, authorizationHeader } = props.made
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title="Enter this at the transmitter"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <div className={css.form}>
        <p>
          It pushes to <LogText text={source.pushEndpoint} max={400} mono />, with this Authorization header.
          This is the only time it is shown.
        </p>
        <ShownOnce text={authorizationHeader} what="Header" />
        <Group justify="flex-end">
          <Button onClick={props.onClose}>I have the header</Button>
        </Group>
      </div>
    </Modal>
  )
}

export function RemoveSignalSource({ tenantId, source, onClose }: Required<Props>) {
  const client = useQueryClient()
  return (
    <AskDialog
      title="Remove a signal source"
      confirm="Remove"
      onClose={onClose}
      run={async () => {
        await removeSignalSource(tenantId, source.id)
        await client.invalidateQueries({ queryKey: ['signal-sources', tenantId] })
        say(`Signal source ${source.name} removed`)
      }}
    >
      <p>
        What <LogText text={source.name} max={80} /> sends is refused from now on. The risks that it told stay
        until somebody tells another.
      </p>
    </AskDialog>
  )
}
