import type { OperatorPerson } from '@countersign/api/person'
import { useQuery } from '@tanstack/react-query'
import type { ActionId } from '../actions/catalogue.ts'
import { useContextMenu } from '../actions/context-menu.tsx'
import { useRegistry } from '../actions/use-actions.ts'
import { sessionQuery, tenantsQuery } from '../api/queries.ts'
import css from '../settings/administration.module.css'
import { roleWords } from '../settings/role-words.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { groupsQuery, type ShownPerson } from './people-queries.ts'
import { waysText } from './ways-text.ts'

const menuActions: readonly ActionId[] = ['person.change', 'person.invite-again', 'person.end-sessions']

export function PersonTable({ people }: { readonly people: readonly ShownPerson[] }) {
  return (
    <table className={css.table} aria-label="People">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col" data-column="scope">
            Sees
          </th>
          <th scope="col" data-column="ways">
            Signs in by
          </th>
          <th scope="col" data-column="seen">
            Last seen
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </tbody>
    </table>
  )
}

function PersonRow({ person }: { readonly person: ShownPerson }) {
  const openMenu = useContextMenu()
  const { data: session } = useQuery(sessionQuery)
  const isYou = session?.person.id === person.id
  return (
    <tr
      data-ended={person.disabledAt !== null || undefined}
      onContextMenu={(event) => openMenu(event, menuActions, person)}
    >
      <td>
        <strong>
          <LogText text={person.name} max={120} />
        </strong>{' '}
        {isYou ? <span className={css.tag}>you</span> : null}
        {person.disabledAt === null ? null : (
          <span className={css.tag} data-tone="bad">
            cannot sign in
          </span>
        )}
        <span className={css.under}>
          {person.email === null ? 'no e-mail address' : <LogText text={person.email} max={120} />}
        </span>
      </td>
      <td>{roleWords(person.role).name}</td>
      <td data-column="scope">{'scope' in person ? <ScopeText scope={person.scope} /> : 'this tenant'}</td>
      <td data-column="ways">
        {waysText(person.signInBy) ?? (
          <span className={css.tag} data-tone="warn">
            {person.lastSeenAt === null ? 'invited, not here yet' : 'a link only'}
          </span>
        )}
      </td>
      <td data-column="seen">
        {person.lastSeenAt === null ? (
          <span className="quiet">never</span>
        ) : (
          <Instant at={person.lastSeenAt} look="age" />
        )}
      </td>
      <td>
        <RowActions person={person} />
      </td>
    </tr>
  )
}

function RowActions({ person }: { readonly person: ShownPerson }) {
  const registry = useRegistry()
  if (registry.handlerOf('person.change') === undefined) return null
  const name = person.name.slice(0, 80)
  return (
    <span className={css.rowActions}>
      <button
        type="button"
        className={css.rowButton}
        aria-label={`Change ${name}`}
        onClick={() => registry.run('person.change', person)}
      >
        Change
      </button>
      <button
        type="button"
        className={css.rowButton}
        aria-label={`Invite again: ${name}`}
        onClick={() => registry.run('person.invite-again', person)}
      >
        Invite again
      </button>
    </span>
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
