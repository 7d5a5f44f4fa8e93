import type { IdentityPatch, IdentityRecord } from '@countersign/api/inventory'
import { Button, Group, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import css from '../settings/administration.module.css'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { changeRecord, readRecordAgain } from './identity-page-queries.ts'
import { lifeStages } from './inventory-search.ts'

type Draft = {
  readonly owner: string
  readonly sponsor: string
  readonly purpose: string
  /** Empty: it follows from what is known. */
  readonly stage: string
}

/** What a person says of an identity; an emptied field takes the word back. */
export function EditRecord(props: {
  readonly tenantId: string
  readonly identityKey: string
  readonly record: IdentityRecord
  readonly etag: string | undefined
  readonly onClose: () => void
}) {
  const { tenantId, identityKey, record, etag } = props
  const client = useQueryClient()
  const before = draftOf(record)
  const [draft, setDraft] = useState(before)
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const save = useMutation({
    mutationFn: () => changeRecord(tenantId, identityKey, patchOf(before, draft), etag),
    onSuccess: async () => {
      await readRecordAgain(client, tenantId)
      say('What you said is kept')
      props.onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal opened onClose={props.onClose} title="Who answers for it">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Owner"
          description="Who looks after it: an identity key or an e-mail address."
          data-autofocus
          maxLength={500}
          value={draft.owner}
          onChange={(event) => set({ owner: event.currentTarget.value })}
        />
        <TextInput
          label="Sponsor"
          description="The person who answers for why it exists."
          maxLength={500}
          value={draft.sponsor}
          onChange={(event) => set({ sponsor: event.currentTarget.value })}
        />
        <Textarea
          label="Purpose"
          rows={3}
          maxLength={2000}
          value={draft.purpose}
          onChange={(event) => set({ purpose: event.currentTarget.value })}
        />
        <NativeSelect
          label="Stage"
          value={draft.stage}
          data={[{ value: '', label: 'As it follows from what is known' }, ...lifeStages]}
          onChange={(event) => set({ stage: event.currentTarget.value })}
        />
        <Refusal error={save.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** Only what a person stated stands in the form; what was derived is not theirs to take back. */
function draftOf({ accountable, purpose, identity, stageSetBy }: IdentityRecord): Draft {
  const stated = (role: 'owner' | 'sponsor') =>
    accountable.find((one) => one.role === role && one.confidence === 'stated')?.key ?? ''
  return {
    owner: stated('owner'),
    sponsor: stated('sponsor'),
    purpose: purpose ?? '',
    stage: stageSetBy === null ? '' : identity.stage,
  }
}

function patchOf(before: Draft, draft: Draft): IdentityPatch {
  const names = ['owner', 'sponsor', 'purpose', 'stage'] as const
  const changed = names.filter((name) => draft[name].trim() !== before[name])
  return Object.fromEntries(changed.map((name) => [name, draft[name].trim() || null])) as IdentityPatch
}
