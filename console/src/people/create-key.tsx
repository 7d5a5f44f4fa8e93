import type { Right } from '@countersign/api/person'
import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import css from '../settings/administration.module.css'
import { Checks } from '../settings/checks.tsx'
import { ShownOnce } from '../settings/shown-once.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Refusal } from '../sources/refusal.tsx'

/** Rights that reach into a tenant and that a program may hold; the server refuses others. */
const rightsForKeys: readonly Right[] = [
  'tenant.read',
  'source.read',
  'source.write',
  'source.replay',
  'event.read',
  'incident.read',
  'incident.write',
  'rule.read',
  'rule.write',
  'audit.read',
  'notification.read',
  'notification.write',
]
const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
]

/** Makes a key, then shows it: the only time there is. */
export function CreateKey({
  tenantId,
  onClose,
}: {
  readonly tenantId: string
  readonly onClose: () => void
}) {
  const [key, setKey] = useState<string>()
  return (
    <Modal
      opened
      onClose={onClose}
      title="Create an API key"
      closeOnClickOutside={key === undefined}
      closeOnEscape={key === undefined}
    >
      {key === undefined ? (
        <KeyForm tenantId={tenantId} onClose={onClose} onKey={setKey} />
      ) : (
        <div className={css.form}>
          <p>This is the only time the key is shown. Send it as “Authorization: Bearer …”.</p>
          <ShownOnce text={key} what="Key" />
          <Group justify="flex-end">
            <Button onClick={onClose}>I have the key</Button>
          </Group>
        </div>
      )}
    </Modal>
  )
}

function KeyForm(props: {
  readonly tenantId: string
  readonly onClose: () => void
  readonly onKey: (key: string) => void
}) {
  const { tenantId } = props
  const client = useQueryClient()
  const { data: session } = useQuery(sessionQuery)
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [rights, setRights] = useState<readonly Right[]>(['incident.read'])
  const create = useMutation({
    mutationFn: () =>
      api.call('POST /api/tenants/{tenantId}/api-keys', {
        path: { tenantId },
        body: { name: name.trim(), rights, expiresInDays: Number(days) },
        action: 'api-key.create',
      }),
    onSuccess: ({ key }) => {
      props.onKey(key)
      void client.invalidateQueries({ queryKey: ['api-keys'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  // Nobody gives a program more than they have.
  const choices = rightsForKeys.filter((right) => session?.rights.includes(right))
  return (
    <form onSubmit={submit} className={css.form}>
      <p>
        <TenantChip tenantId={tenantId} /> The key reaches into this tenant and nothing else.
      </p>
      <TextInput
        label="Name"
        data-autofocus
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Works for"
        size="xs"
        value={days}
        data={lives}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <Checks
        legend="May"
        choices={choices.map((right) => ({ id: right, label: right }))}
        chosen={rights}
        onChosen={(chosen) => setRights(rightsForKeys.filter((right) => chosen.includes(right)))}
      />
      <Refusal error={create.error} />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={props.onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending} disabled={rights.length === 0}>
          Create
        </Button>
      </Group>
    </form>
  )
}
