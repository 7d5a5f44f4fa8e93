import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import css from '../settings/administration.module.css'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { plural } from '../text/time-words.ts'
import { InvitePerson } from './invite-person.tsx'
import { peopleQuery, type ShownPerson } from './people-queries.ts'
import { type PersonAsked, PersonDialogs } from './person-dialogs.tsx'
import { PersonTable } from './person-table.tsx'

/** Who may sign in, as what, and how they do: people of the operator, or of one tenant. */
export function PeoplePage() {
  const { tenant } = useSearch({ from: '/signed-in/administration/people' })
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const noOperator = useRefusal('operator-people.read')
  const noTenant = useRefusal('tenant-people.read')
  const home = tenant ?? (noOperator === undefined ? '' : (tenants[0]?.id ?? ''))
  const refusal = home === '' ? noOperator : noTenant
  useTitle('People')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  return <PeopleOf key={home} home={home} hasOperator={noOperator === undefined} />
}

function PeopleOf({ home, hasOperator }: { readonly home: string; readonly hasOperator: boolean }) {
  const { data: people, error, refetch } = useQuery(peopleQuery(home))
  const [asked, setAsked] = useState<PersonAsked>()
  const [isInviting, setInviting] = useState(false)
  const navigate = useNavigate()
  const noWrite = useRefusal(home === '' ? 'operator-people.write' : 'tenant-people.write')
  useActions(
    noWrite === undefined
      ? {
          'person.invite': { run: () => setInviting(true) },
          'person.change': personAction((person) => setAsked({ kind: 'change', person })),
          'person.invite-again': personAction((person) => setAsked({ kind: 'invite', person })),
          'person.end-sessions': personAction((person) => setAsked({ kind: 'end-sessions', person })),
        }
      : {},
  )
  return (
    <>
      <header className={css.head}>
        <h1>People</h1>
        {people === undefined ? null : <p className="quiet">{plural(people.length, 'person', 'people')}</p>}
        <span className={css.grow} />
        <TenantChoice
          chosen={home}
          {...(hasOperator ? { none: 'The operator' } : {})}
          onChoose={(next) => void navigate({ to: '/people', search: next === '' ? {} : { tenant: next } })}
        />
        <ActionButton action="person.invite" variant="filled" />
      </header>
      {error !== null && people === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : people === undefined ? (
        <p className={css.reading}>Reading the people…</p>
      ) : people.length === 0 ? (
        <Empty
          title="Nobody of this tenant can sign in yet"
          action={<ActionButton action="person.invite" variant="filled" />}
        >
          People of a tenant see that tenant and nothing else. The operator's people see it by their own role.
        </Empty>
      ) : (
        <PersonTable people={people} />
      )}
      {isInviting ? <InvitePerson home={home} onClose={() => setInviting(false)} /> : null}
      {asked === undefined ? null : (
        <PersonDialogs home={home} asked={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  )
}

function personAction(ask: (person: ShownPerson) => void) {
  return { run: (subject: unknown) => isPerson(subject) && ask(subject) }
}

function isPerson(subject: unknown): subject is ShownPerson {
  return typeof subject === 'object' && subject !== null && 'signInBy' in subject
}
