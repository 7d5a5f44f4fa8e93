import type { CreatedSource } from '@countersign/api/source'
import { sourceFormats } from '@countersign/ocsf/source-format'
import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { tenantsQuery } from '../api/queries.ts'
import { KeyOnce } from './key-once.tsx'
import { Refusal } from './refusal.tsx'
import css from './sources.module.css'

/** Creates a source, then shows its key: the only time there is. */
export function CreateSource(props: { readonly tenantId: string | undefined; readonly onClose: () => void }) {
  const client = useQueryClient()
  const [created, setCreated] = useState<CreatedSource>()
  const onCreated = (next: CreatedSource) => {
    setCreated(next)
    void client.invalidateQueries({ queryKey: ['sources'] })
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      size={created === undefined ? 'md' : 'xl'}
      title={created === undefined ? 'Create a source' : `Key of ${created.source.name}`}
      // The key is shown once: a click beside the dialog must not lose it.
      closeOnClickOutside={created === undefined}
      closeOnEscape={created === undefined}
    >
      {created === undefined ? (
        <SourceForm {...props} onCreated={onCreated} />
      ) : (
        <KeyOnce created={created} onClose={props.onClose} />
      )}
    </Modal>
  )
}

function SourceForm(props: {
  readonly tenantId: string | undefined
  readonly onClose: () => void
  readonly onCreated: (created: CreatedSource) => void
}) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const [tenantId, setTenantId] = useState(props.tenantId ?? tenants[0]?.id ?? '')
  const [name, setName] = useState('')
  const [format, setFormat] = useState('auto')
  const create = useMutation({
    mutationFn: () =>
      api.call('POST /api/tenants/{tenantId}/sources', {
        path: { tenantId },
        body: { name: name.trim(), format },
        action: 'source.create',
      }),
    onSuccess: props.onCreated,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <NativeSelect
        label="Tenant"
        description="Everything sent with the key belongs to it."
        size="xs"
        value={tenantId}
        onChange={(event) => setTenantId(event.currentTarget.value)}
        data={tenants.map(({ id, name: label }) => ({ value: id, label }))}
      />
      <TextInput
        label="Name"
        placeholder="cloudtrail-prod"
        description="Letters, digits, spaces, dots, hyphens and underscores."
        data-autofocus
        required
        maxLength={80}
        pattern="[A-Za-z0-9][A-Za-z0-9 ._\-]*"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Format"
        description="Leave it at auto unless the source sends one format only and you want others refused."
        size="xs"
        value={format}
        onChange={(event) => setFormat(event.currentTarget.value)}
        data={['auto', ...sourceFormats]}
      />
      <Refusal error={create.error} />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={props.onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending}>
          Create
        </Button>
      </Group>
    </form>
  )
}
