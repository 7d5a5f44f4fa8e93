import type { Provider } from '@countersign/api/sign-in'
import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import css from '../settings/administration.module.css'
import { freeIdFor } from '../settings/id-for.ts'
import { roleWords } from '../settings/role-words.ts'
import { ShownOnce } from '../settings/shown-once.tsx'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import {
  changeOf,
  draftOf,
  operatorNewcomers,
  type ProviderDraft,
  tenantNewcomers,
} from './provider-draft.ts'
import { saveProvider } from './provider-queries.ts'
import { WhosePeople } from './whose-people.tsx'

type Props = {
  /** Absent while one is made. */
  readonly provider?: Provider
  readonly providers: readonly Provider[]
  readonly onClose: () => void
}

export function ProviderDialog({ provider, providers, onClose }: Props) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(provider))
  const [made, setMade] = useState<Provider>()
  const change = (part: Partial<ProviderDraft>) => setDraft((before) => ({ ...before, ...part }))
  const taken = providers.map(({ id }) => id)
  const id = provider?.id ?? (draft.id === '' ? freeIdFor(draft.name, taken, 'provider') : draft.id)
  const save = useMutation({
    mutationFn: () => saveProvider(id, changeOf(draft)),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ['sign-in-providers'] })
      if (provider === undefined) return setMade(saved)
      say(`Provider ${saved.name} changed`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  if (made !== undefined) return <EnterAtProvider provider={made} onClose={onClose} />
  return (
    <Modal
      opened
      onClose={onClose}
      title={provider === undefined ? 'Set up a provider' : 'Change a provider'}
    >
      <form onSubmit={submit} className={css.form}>
        {provider === undefined ? <NewFields id={id} draft={draft} taken={taken} onChange={change} /> : null}
        <ClientFields draft={draft} isNew={provider === undefined} onChange={change} />
        <NewcomerField draft={draft} onChange={change} />
        <Refusal error={save.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            // Saving under an id that is taken would replace that provider.
            disabled={provider === undefined && taken.includes(id)}
          >
            {provider === undefined ? 'Set up' : 'Save'}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

type FieldProps = {
  readonly draft: ProviderDraft
  readonly onChange: (part: Partial<ProviderDraft>) => void
}

function NewFields(props: FieldProps & { readonly id: string; readonly taken: readonly string[] }) {
  return (
    <>
      <WhosePeople home={props.draft.home} onHome={(home) => props.onChange({ home })} />
      <TextInput
        label="Id"
        description="Stands in the redirect address. It cannot be changed later."
        pattern="[a-z0-9][a-z0-9\-]{0,62}"
        maxLength={63}
        error={props.taken.includes(props.id) ? 'Another provider has this id' : undefined}
        placeholder={props.id}
        value={props.draft.id}
        onChange={(event) => props.onChange({ id: event.currentTarget.value })}
      />
    </>
  )
}

function ClientFields({ draft, isNew, onChange }: FieldProps & { readonly isNew: boolean }) {
  return (
    <>
      <TextInput
        label="Name"
        description="Stands on the button of the sign-in page."
        data-autofocus
        required
        maxLength={120}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Issuer"
        description="Address of the provider. Its description is found below it."
        type="url"
        required
        maxLength={500}
        placeholder="https://"
        value={draft.issuer}
        onChange={(event) => onChange({ issuer: event.currentTarget.value })}
      />
      <TextInput
        label="Client id"
        required
        maxLength={500}
        autoComplete="off"
        value={draft.clientId}
        onChange={(event) => onChange({ clientId: event.currentTarget.value })}
      />
      {draft.isPublic ? null : (
        <TextInput
          label="Client secret"
          description={isNew ? 'It is not shown again.' : 'Empty: the one that is set stays.'}
          type="password"
          required={isNew}
          maxLength={1000}
          autoComplete="new-password"
          value={draft.clientSecret}
          onChange={(event) => onChange({ clientSecret: event.currentTarget.value })}
        />
      )}
      <label className={css.check}>
        <input
          type="checkbox"
          checked={draft.isPublic}
          onChange={(event) => onChange({ isPublic: event.currentTarget.checked })}
        />
        A public client, which has no secret
      </label>
    </>
  )
}

function NewcomerField({ draft, onChange }: FieldProps) {
  const roles = draft.home === '' ? operatorNewcomers : tenantNewcomers
  return (
    <NativeSelect
      label="Whoever comes without an invitation"
      description={draft.home === '' ? 'Sees no tenant until an administrator says which.' : undefined}
      size="xs"
      value={roles.find((role) => role === draft.newcomerRole) ?? ''}
      data={[
        { value: '', label: 'may not come in' },
        ...roles.map((role) => ({ value: role, label: `becomes ${roleWords(role).name.toLowerCase()}` })),
      ]}
      onChange={(event) => onChange({ newcomerRole: event.currentTarget.value })}
    />
  )
}

/** The provider has to know where to send people back to. */
function EnterAtProvider({
  provider,
  onClose,
}: {
  readonly provider: Provider
  readonly onClose: () => void
}) {
  return (
    <Modal opened onClose={onClose} title="Enter this at the provider">
      <div className={css.form}>
        <p>Allow this redirect address for the client at the provider, letter by letter:</p>
        <ShownOnce text={provider.redirectUri} what="Redirect address" />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </div>
    </Modal>
  )
}
