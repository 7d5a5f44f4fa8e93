import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import { NotForYou } from '../settings/not-for-you.tsx'
import { SettingsHead } from '../settings/settings-head.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTitle } from '../settings/use-title.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { plural } from '../text/time-words.ts'
import { InvitePerson } from './invite-person.tsx'
import { peopleQuery, type ShownPerson } from './people-queries.ts'
import { PersonDialogs } from './person-dialogs.tsx'
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

const dialogs = ['invite', 'change', 'invite-again', 'end-sessions'] as const

function PeopleOf({ home, hasOperator }: { readonly home: string; readonly hasOperator: boolean }) {
  const { data: people } = useQuery(peopleQuery(home))
  const navigate = useNavigate()
  const { asked, close } = usePersonDialogs(home)
  const person = people?.find(({ id }) => id === asked?.id)
  return (
    <>
      <SettingsHead
        title="People"
        note={people === undefined ? undefined : plural(people.length, 'person', 'people')}
      >
        <TenantChoice
          chosen={home}
          {...(hasOperator ? { none: 'The operator' } : {})}
          onChoose={(next) => void navigate({ to: '/people', search: next === '' ? {} : { tenant: next } })}
        />
        <ActionButton action="person.invite" variant="filled" />
      </SettingsHead>
      <PersonTable home={home} empty={<Nobody />} />
      {asked?.kind === 'invite' ? <InvitePerson home={home} onClose={close} /> : null}
      {asked === undefined || asked.kind === 'invite' || person === undefined ? null : (
        <PersonDialogs key={person.id} home={home} kind={asked.kind} person={person} onClose={close} />
      )}
    </>
  )
}

/** Nobody opens by a link what their role does not offer. */
function usePersonDialogs(home: string) {
  const { asked, ask, close } = useAsked(dialogs)
  const refusal = useRefusal(home === '' ? 'operator-people.write' : 'tenant-people.write')
  const onPerson = (kind: (typeof dialogs)[number]) => ({
    run: (subject: unknown) => isPerson(subject) && ask(kind, subject.id),
  })
  useActions(
    refusal === undefined
      ? {
          'person.invite': { run: () => ask('invite') },
          'person.change': onPerson('change'),
          'person.invite-again': onPerson('invite-again'),
          'person.end-sessions': onPerson('end-sessions'),
        }
      : {},
  )
  return { asked: refusal === undefined ? asked : undefined, close }
}

function Nobody() {
  return <EmptyWords of="people.none" action={<ActionButton action="person.invite" variant="filled" />} />
}

function isPerson(subject: unknown): subject is ShownPerson {
  return typeof subject === 'object' && subject !== null && 'signInBy' in subject
}
