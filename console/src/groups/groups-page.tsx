import type { TenantGroup } from '@countersign/api/tenant-group'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { groupsQuery } from '../people/people-queries.ts'
import { useAsked } from '../routes/asked.ts'
import { NotForYou } from '../settings/not-for-you.tsx'
import { SettingsHead } from '../settings/settings-head.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { plural } from '../text/time-words.ts'
import { EditGroup, RemoveGroup } from './group-dialogs.tsx'
import { GroupTable } from './group-table.tsx'

/** Tenants that belong together; what a group holds is looked up at each request of a person who was given it. */
export function GroupsPage() {
  const refusal = useRefusal('tenant-group.read')
  useTitle('Tenant groups')
  return refusal === undefined ? <Groups /> : <NotForYou refusal={refusal} />
}

function Groups() {
  const { data: groups } = useQuery(groupsQuery)
  const { asked, close } = useGroupDialogs()
  const group = groups?.find(({ id }) => id === asked?.id)
  return (
    <>
      <SettingsHead
        title="Tenant groups"
        note={groups === undefined ? undefined : plural(groups.length, 'group')}
      >
        <ActionButton action="tenant-group.create" variant="filled" />
      </SettingsHead>
      <GroupTable empty={<NoGroups />} />
      {asked?.kind === 'create' ? (
        <EditGroup group={undefined} groups={groups ?? []} onClose={close} />
      ) : asked === undefined || group === undefined ? null : asked.kind === 'change' ? (
        <EditGroup key={group.id} group={group} groups={groups ?? []} onClose={close} />
      ) : (
        <RemoveGroup key={group.id} group={group} onClose={close} />
      )}
    </>
  )
}

function useGroupDialogs() {
  const { asked, ask, close } = useAsked(['create', 'change', 'remove'])
  const refusal = useRefusal('tenant-group.write')
  useActions(
    refusal === undefined
      ? {
          'tenant-group.create': { run: () => ask('create') },
          'tenant-group.save': { run: (subject) => isGroup(subject) && ask('change', subject.id) },
          'tenant-group.remove': { run: (subject) => isGroup(subject) && ask('remove', subject.id) },
        }
      : {},
  )
  return { asked: refusal === undefined ? asked : undefined, close }
}

function NoGroups() {
  return (
    <Empty
      title="There is no tenant group"
      action={<ActionButton action="tenant-group.create" variant="filled" />}
    >
      A group joins tenants, such as those of one team or reseller. People who are given the group see
      whatever is in it, also what joins later.
    </Empty>
  )
}

function isGroup(subject: unknown): subject is TenantGroup {
  return typeof subject === 'object' && subject !== null && 'tenantIds' in subject
}
