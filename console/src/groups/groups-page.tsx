import type { TenantGroup } from '@countersign/api/tenant-group'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { groupsQuery } from '../people/people-queries.ts'
import listCss from '../rows/list-page.module.css'
import { NotForYou } from '../settings/not-for-you.tsx'
import { SettingsHead } from '../settings/settings-head.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { plural } from '../text/time-words.ts'
import { type GroupAsked, GroupDialogs } from './group-dialogs.tsx'
import { GroupTable } from './group-table.tsx'

/** Tenants that belong together; what a group holds is looked up at each request of a person who was given it. */
export function GroupsPage() {
  const refusal = useRefusal('tenant-group.read')
  useTitle('Tenant groups')
  return refusal === undefined ? <Groups /> : <NotForYou refusal={refusal} />
}

function Groups() {
  const { data: groups, error, refetch } = useQuery(groupsQuery)
  const [asked, setAsked] = useState<GroupAsked>()
  const refusal = useRefusal('tenant-group.write')
  const onGroup = (kind: 'save' | 'remove') => ({
    run: (subject: unknown) => isGroup(subject) && setAsked({ kind, group: subject }),
  })
  useActions(
    refusal === undefined
      ? {
          'tenant-group.create': { run: () => setAsked({ kind: 'create' }) },
          'tenant-group.save': onGroup('save'),
          'tenant-group.remove': onGroup('remove'),
        }
      : {},
  )
  return (
    <>
      <SettingsHead
        title="Tenant groups"
        note={groups === undefined ? undefined : plural(groups.length, 'group')}
      >
        <ActionButton action="tenant-group.create" variant="filled" />
      </SettingsHead>
      {error !== null && groups === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : groups === undefined ? (
        <p className={listCss.reading}>Reading the groups…</p>
      ) : groups.length === 0 ? (
        <Empty
          title="There is no tenant group"
          action={<ActionButton action="tenant-group.create" variant="filled" />}
        >
          A group joins tenants, such as those of one team or reseller. People who are given the group see
          whatever is in it, also what joins later.
        </Empty>
      ) : (
        <GroupTable groups={groups} />
      )}
      {asked === undefined ? null : (
        <GroupDialogs asked={asked} groups={groups ?? []} onClose={() => setAsked(undefined)} />
      )}
    </>
  )
}

function isGroup(subject: unknown): subject is TenantGroup {
  return typeof subject === 'object' && subject !== null && 'tenantIds' in subject
}
