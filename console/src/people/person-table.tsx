import type { OperatorPerson } from '@countersign/api/person'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { sessionQuery, tenantsQuery } from '../api/queries.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { roleWords } from '../settings/role-words.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { groupsQuery, peopleQuery, type ShownPerson } from './people-queries.ts'
import { waysText } from './ways-text.ts'

const columns: readonly Column<ShownPerson>[] = [
  {
    id: 'name',
    name: 'Name',
    cell: (person) => <WhoCell person={person} />,
    sortBy: ({ name }) => name,
  },
  {
    id: 'role',
    name: 'Role',
    cell: ({ role }) => roleWords(role).name,
    sortBy: ({ role }) => roleWords(role).name,
  },
  {
    id: 'scope',
    name: 'Sees',
    cell: (person) => ('scope' in person ? <ScopeText scope={person.scope} /> : 'this tenant'),
  },
  { id: 'ways', name: 'Signs in by', cell: (person) => <WaysCell person={person} /> },
  {
    id: 'seen',
    name: 'Last seen',
    cell: ({ lastSeenAt }) =>
      lastSeenAt === null ? <span className="quiet">never</span> : <Instant at={lastSeenAt} look="age" />,
    sortBy: ({ lastSeenAt }) => lastSeenAt,
  },
]

const actions: readonly RowAction<ShownPerson>[] = [
  { id: 'person.change', word: 'Change' },
  { id: 'person.invite-again', word: 'Invite again' },
  { id: 'person.end-sessions', word: 'Sign out', inMenuOnly: true },
]

export function PersonTable({ home, empty }: { readonly home: string; readonly empty: ReactNode }) {
  const { data: people, error, refetch } = useQuery(peopleQuery(home))
  return (
    <DataTable<ShownPerson>
      name="People"
      reading="Reading the people…"
      rows={people}
      error={error}
      onRetry={() => void refetch()}
      empty={empty}
      columns={columns}
      actions={actions}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      isEnded={({ disabledAt }) => disabledAt !== null}
    />
  )
}

function WhoCell({ person }: { readonly person: ShownPerson }) {
  const { data: session } = useQuery(sessionQuery)
  return (
    <>
      <strong>
        <LogText text={person.name} max={120} />
      </strong>{' '}
      {session?.person.id === person.id ? <span className={tableCss.tag}>you</span> : null}
      {person.disabledAt === null ? null : (
        <span className={tableCss.tag} data-tone="bad">
          cannot sign in
        </span>
      )}
      <span className={tableCss.under}>
        {person.email === null ? 'no e-mail address' : <LogText text={person.email} max={120} />}
      </span>
    </>
  )
}

function WaysCell({ person }: { readonly person: ShownPerson }) {
  return (
    waysText(person.signInBy) ?? (
      <span className={tableCss.tag} data-tone="warn">
        {person.lastSeenAt === null ? 'invited, not here yet' : 'a link only'}
      </span>
    )
  )
}

function ScopeText({ scope }: { readonly scope: OperatorPerson['scope'] }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const { data: groups = [] } = useQuery(groupsQuery)
  if (scope.kind === 'all') return 'all tenants'
  const names = [
    ...groups.filter(({ id }) => scope.groupIds.includes(id)).map(({ name }) => name),
    ...tenants.filter(({ id }) => scope.tenantIds.includes(id)).map(({ name }) => name),
  ]
  const parts = [
    ...(scope.groupIds.length > 0 ? [plural(scope.groupIds.length, 'group')] : []),
    ...(scope.tenantIds.length > 0 ? [plural(scope.tenantIds.length, 'tenant')] : []),
  ]
  return <span title={names.join(', ').slice(0, 300)}>{parts.join(' and ') || 'nothing'}</span>
}
