import type { EvidenceWitness } from '@countersign/api/evidence'
import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { LogText } from '../text/log-text.tsx'
import { removeWitness, saveWitness } from './evidence-queries.ts'

type Props = { readonly tenantId: string; readonly onClose: () => void }

const nothing = { name: '', url: '', verifierKey: '' }

/** Names somebody who cosigns the log from now on; the same name again gives it another address or key. */
export function WitnessDialog({ tenantId, onClose }: Props) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(nothing)
  const save = useMutation({
    mutationFn: () =>
      saveWitness(tenantId, draft.name.trim(), {
        url: draft.url.trim(),
        verifierKey: draft.verifierKey.trim(),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['evidence-witnesses', tenantId] })
      say(`Witness ${draft.name.trim()} is asked from now on`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal opened onClose={onClose} size="lg" title="Add a witness">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Name"
          description="Lower-case letters, digits and hyphens."
          data-autofocus
          required
          maxLength={63}
          pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <TextInput
          label="Address"
          description="Where it answers; add-checkpoint follows."
          type="url"
          required
          maxLength={2000}
          placeholder="https://"
          value={draft.url}
          onChange={(event) => setDraft({ ...draft, url: event.currentTarget.value })}
        />
        <Textarea
          label="Its verifier key"
          description="The line that it prints at the start."
          required
          rows={3}
          maxLength={8000}
          value={draft.verifierKey}
          onChange={(event) => setDraft({ ...draft, verifierKey: event.currentTarget.value })}
        />
        <Refusal error={save.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Add it
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

export function RemoveWitness(props: Props & { readonly witness: EvidenceWitness }) {
  const { tenantId, witness, onClose } = props
  const client = useQueryClient()
  return (
    <AskDialog
      title="Remove a witness"
      confirm="Remove"
      onClose={onClose}
      run={async () => {
        await removeWitness(tenantId, witness.name)
        await client.invalidateQueries({ queryKey: ['evidence-witnesses', tenantId] })
        say(`Witness ${witness.name} removed`)
      }}
    >
      <p>
        <LogText text={witness.name} max={80} /> is asked no more. What it cosigned stays proven, and that it
        was removed is on record.
      </p>
    </AskDialog>
  )
}
