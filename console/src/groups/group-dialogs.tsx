import type { TenantGroup } from '@countersign/api/tenant-group'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { tenantsQuery } from '../api/queries.ts'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { Checks } from '../settings/checks.tsx'
import { freeIdFor } from '../settings/id-for.ts'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { LogText } from '../text/log-text.tsx'
import { removeGroup, saveGroup } from './group-queries.ts'

/** Makes a group, or changes one. */
export function EditGroup(props: {
  readonly group: TenantGroup | undefined
  readonly groups: readonly TenantGroup[]
  readonly onClose: () => void
}) {
  const { group, onClose } = props
  const client = useQueryClient()
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const [name, setName] = useState(group?.name ?? '')
  const [tenantIds, setTenantIds] = useState<readonly string[]>(group?.tenantIds ?? [])
  const save = useMutation({
    mutationFn: () => {
      // Saving under an id that is taken would replace that group.
      const taken = props.groups.map(({ id }) => id)
      const groupId = group?.id ?? freeIdFor(name, taken, 'group')
      return saveGroup(groupId, { name: name.trim(), tenantIds: [...tenantIds] })
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ['tenant-groups'] })
      say(`Group ${saved.name} ${group === undefined ? 'created' : 'changed'}`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={group === undefined ? 'Create a group' : 'Change a group'}>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Name"
          data-autofocus
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checks
          legend="Tenants"
          choices={tenants.map(({ id, name: label }) => ({ id, label }))}
          chosen={tenantIds}
          onChosen={setTenantIds}
        />
        <p className="quiet">Whoever was given the group sees what is in it from the next request on.</p>
        <Refusal error={save.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {group === undefined ? 'Create' : 'Save'}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

export function RemoveGroup({
  group,
  onClose,
}: {
  readonly group: TenantGroup
  readonly onClose: () => void
}) {
  const client = useQueryClient()
  return (
    <AskDialog
      title="Remove a group"
      confirm="Remove"
      onClose={onClose}
      run={async () => {
        await removeGroup(group.id)
        await client.invalidateQueries({ queryKey: ['tenant-groups'] })
        say(`Group ${group.name} removed`)
      }}
    >
      <p>
        The tenants of <LogText text={group.name} max={120} /> stay. People who were given the group no longer
        see them by it.
      </p>
    </AskDialog>
  )
}
