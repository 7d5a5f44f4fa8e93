import type {
  Invitation,
  NewOperatorPerson,
  NewTenantPerson,
  OperatorPersonPatch,
  TenantPersonPatch,
} from '@countersign/api/person'
import { api } from '../api/client.ts'
import type { ShownPerson } from './people-queries.ts'

/** The operator's people and those of a tenant have routes of their own: an empty `home` is the operator. */
export async function listPeople(home: string, signal: AbortSignal): Promise<readonly ShownPerson[]> {
  const { items } =
    home === ''
      ? await api.call('GET /api/people', { signal })
      : await api.call('GET /api/tenants/{tenantId}/people', { path: { tenantId: home }, signal })
  return items
}

/** What is asked of a person whose home is not known before; the server refuses a role of the other kind. */
export type InvitedPerson = Omit<NewOperatorPerson, 'role' | 'scope'> & {
  readonly role: NewOperatorPerson['role'] | NewTenantPerson['role']
  readonly scope: NewOperatorPerson['scope']
}

export async function invitePerson(home: string, { scope, ...person }: InvitedPerson): Promise<Invitation> {
  const action = 'person.invite'
  const { invitation } =
    home === ''
      ? await api.call('POST /api/people', { body: { ...person, scope } as NewOperatorPerson, action })
      : await api.call('POST /api/tenants/{tenantId}/people', {
          path: { tenantId: home },
          body: person as NewTenantPerson,
          action,
        })
  return invitation
}

export type PersonChange = Omit<OperatorPersonPatch, 'role'> & { readonly role?: ShownPerson['role'] }

export function changePerson(home: string, personId: string, change: PersonChange): Promise<unknown> {
  const action = 'person.change'
  return home === ''
    ? api.call('PATCH /api/people/{personId}', {
        path: { personId },
        body: change as OperatorPersonPatch,
        action,
      })
    : api.call('PATCH /api/tenants/{tenantId}/people/{personId}', {
        path: { tenantId: home, personId },
        body: change as TenantPersonPatch,
        action,
      })
}

export function inviteAgain(home: string, personId: string): Promise<Invitation> {
  const action = 'person.invite-again'
  return home === ''
    ? api.call('POST /api/people/{personId}/invitation', { path: { personId }, action })
    : api.call('POST /api/tenants/{tenantId}/people/{personId}/invitation', {
        path: { tenantId: home, personId },
        action,
      })
}

export function endSessions(home: string, personId: string): Promise<null> {
  const action = 'person.end-sessions'
  return home === ''
    ? api.call('DELETE /api/people/{personId}/sessions', { path: { personId }, action })
    : api.call('DELETE /api/tenants/{tenantId}/people/{personId}/sessions', {
        path: { tenantId: home, personId },
        action,
      })
}
