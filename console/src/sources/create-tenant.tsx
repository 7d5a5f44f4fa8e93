import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { idFor } from '../settings/id-for.ts'
import { say } from '../shell/notices.tsx'
import { Refusal } from './refusal.tsx'
import css from './sources.module.css'

/** A new customer. The id stands in every address and row and cannot be changed. */
export function CreateTenant({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [ownId, setOwnId] = useState<string>()
  const id = ownId ?? idFor(name)
  const create = useMutation({
    mutationFn: () =>
      api.call('POST /api/tenants', {
        body: { id, name: name.trim() },
        action: 'tenant.create',
      }),
    onSuccess: async (tenant) => {
      await client.invalidateQueries({ queryKey: ['tenants'] })
      say(`Tenant ${tenant.name} created`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Modal opened onClose={onClose} title="Create a tenant">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Name"
          data-autofocus
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Id"
          description="Lower-case letters, digits and hyphens. It cannot be changed later."
          required
          pattern="[a-z0-9][a-z0-9\-]{0,62}"
          value={id}
          onChange={(event) => setOwnId(event.currentTarget.value)}
        />
        <Refusal error={create.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
