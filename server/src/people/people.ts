import type { OperatorRole, Role, Scope, TenantRole } from '@countersign/api/person'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { newSecret } from '../platform/auth/secret.ts'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { removeCredentials } from './credential-store.ts'
import { normalisedEmail } from './email.ts'
import { deleteLinks, insertLink } from './link-store.ts'
import { type PeopleParts, rightNow, secondsLater } from './parts.ts'
import {
  type Home,
  hasOtherAdministrator,
  insertPerson,
  type ListedPerson,
  listPeople,
  type PersonChange,
  type StoredPerson,
  updatePerson,
} from './person-store.ts'
import { deleteSessions } from './session-store.ts'
import { newPersonId } from './sso-account.ts'
import { visibleTenants } from './visible-tenants.ts'

/** Role and tenants of somebody new, or from now on. */
export type Place =
  | { readonly home: null; readonly role: OperatorRole; readonly scope: Scope }
  | { readonly home: TenantId; readonly role: TenantRole }

export type Change = {
  readonly name?: string
  readonly role?: Role
  readonly scope?: Scope
  readonly disabled?: boolean
}

/** `token` makes the one-time link; it is in this answer and nowhere else. */
export type Invited = { readonly person: ListedPerson; readonly token: string; readonly expiresAt: Date }

/** People of one home: the operator's, or a tenant's. Nobody of another home is found. */
export type People = {
  readonly list: (home: Home) => Promise<readonly ListedPerson[]>
  /** Names of everybody, of the operator and of the tenant itself, who sees the tenant and can sign in. */
  readonly namesSeeing: (tenantId: TenantId) => Promise<readonly string[]>
  /** Errors: EMAIL_TAKEN, NOT_FOUND when the scope names a group that is not there. */
  readonly invite: (place: Place, name: string, email: string) => Promise<Invited>
  /** What they may do changes at once, and they sign in again. Errors: NOT_FOUND, LAST_ADMINISTRATOR. */
  readonly change: (home: Home, personId: string, change: Change) => Promise<ListedPerson>
  /** Takes away every way to sign in and makes a new link: for who lost theirs. Errors: NOT_FOUND. */
  readonly inviteAgain: (home: Home, personId: string) => Promise<Invited>
  /** Errors: NOT_FOUND. */
  readonly endSessions: (home: Home, personId: string) => Promise<void>
}

export function openPeople(parts: PeopleParts): People {
  const { state } = parts
  return {
    list: (home) => state.asOperator((tx) => listPeople(tx, home)),
    namesSeeing: (tenantId) => namesSeeing(parts, tenantId),
    invite: (place, name, email) => invite(parts, place, name, email),
    change: (home, personId, change) => changePerson(parts, home, personId, change),
    inviteAgain: (home, personId) =>
      inHome(parts, home, async (tx) => {
        const person = await listed(tx, home, personId)
        await endSessions(parts, tx, person, 'invited again')
        await removeCredentials(tx, personId)
        return withLink(parts, tx, home, personId)
      }),
    endSessions: (home, personId) =>
      inHome(parts, home, async (tx) =>
        endSessions(parts, tx, await listed(tx, home, personId), 'signed out everywhere'),
      ),
  }
}

/** People are reached from any transaction; one of the tenant can tell its receivers, too. */
function inHome<T>(
  { state }: PeopleParts,
  home: Home,
  work: (tx: StateTransaction) => Promise<T>,
): Promise<T> {
  return home === null ? state.asOperator(work) : state.forTenant(home, work)
}

async function endSessions(
  { sessionsEnded }: PeopleParts,
  tx: StateTransaction,
  person: StoredPerson,
  why: string,
): Promise<void> {
  await deleteSessions(tx, person.personId)
  if (person.homeTenantId !== null) await sessionsEnded(tx, person.homeTenantId, person, why)
}

async function namesSeeing({ state, tenancy }: PeopleParts, tenantId: TenantId): Promise<readonly string[]> {
  const groups = await tenancy.groups()
  const people = await state.asOperator(async (tx) => [
    ...(await listPeople(tx, null)),
    ...(await listPeople(tx, tenantId)),
  ])
  const seeing = people.filter(
    (person) => person.disabledAt === null && visibleTenants(person, [tenantId], groups).length > 0,
  )
  return [...new Set(seeing.map(({ name }) => name))].sort((a, b) => a.localeCompare(b, 'en'))
}

async function invite(parts: PeopleParts, place: Place, name: string, email: string): Promise<Invited> {
  const person: StoredPerson = {
    personId: newPersonId(),
    name,
    email: normalisedEmail(email),
    role: place.role,
    homeTenantId: place.home,
    ...(place.home === null
      ? await tenantsOf(parts, place.scope)
      : { tenantIds: [place.home], groupIds: [] }),
    createdAt: rightNow(parts),
    disabledAt: null,
  }
  noteAudit({ target: { person: person.personId }, after: audited(person) })
  return parts.state.asOperator(async (tx) => {
    if (!(await insertPerson(tx, person))) throw new CountersignError('EMAIL_TAKEN', '')
    return withLink(parts, tx, place.home, person.personId)
  })
}

async function changePerson(
  parts: PeopleParts,
  home: Home,
  personId: string,
  { name, role, scope, disabled }: Change,
): Promise<ListedPerson> {
  const change: PersonChange = {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(scope === undefined ? {} : await tenantsOf(parts, scope)),
    ...(disabled === undefined ? {} : { disabledAt: disabled ? rightNow(parts) : null }),
  }
  return inHome(parts, home, async (tx) => {
    const before = await listed(tx, home, personId)
    const after = { ...before, ...change }
    if (administers(before) && !administers(after) && !(await hasOtherAdministrator(tx, personId)))
      throw new CountersignError('LAST_ADMINISTRATOR', '')
    noteAudit({ before: audited(before), after: audited(after) })
    await updatePerson(tx, personId, change)
    if (role !== undefined || scope !== undefined || disabled === true)
      await endSessions(parts, tx, before, disabled === true ? 'switched off' : 'rights changed')
    if (disabled === true) await deleteLinks(tx, personId)
    return listed(tx, home, personId)
  })
}

function audited({ name, email, role, tenantIds, groupIds, disabledAt }: StoredPerson) {
  return { name, email, role, tenantIds, groupIds, isDisabled: disabledAt !== null }
}

function administers({ role, tenantIds, disabledAt }: StoredPerson): boolean {
  return role === 'operator-admin' && tenantIds === null && disabledAt === null
}

async function listed(tx: StateTransaction, home: Home, personId: string): Promise<ListedPerson> {
  const [found] = await listPeople(tx, home, personId)
  if (found === undefined) throw new CountersignError('NOT_FOUND', `person ${personId.slice(0, 63)}`)
  return found
}

async function withLink(
  parts: PeopleParts,
  tx: StateTransaction,
  home: Home,
  personId: string,
): Promise<Invited> {
  const token = newSecret()
  const expiresAt = secondsLater(parts, parts.limits.invitationTtlSeconds)
  await deleteLinks(tx, personId)
  await insertLink(tx, token, personId, expiresAt)
  return { person: await listed(tx, home, personId), token, expiresAt }
}

async function tenantsOf(
  { tenancy }: PeopleParts,
  scope: Scope,
): Promise<Pick<StoredPerson, 'tenantIds' | 'groupIds'>> {
  if (scope.kind === 'all') return { tenantIds: null, groupIds: [] }
  const tenants = new Set<string>(await tenancy.tenantIds())
  const groups = new Set((await tenancy.groups()).map(({ groupId }) => groupId))
  const unknown =
    scope.tenantIds.find((tenantId) => !tenants.has(tenantId)) ??
    scope.groupIds.find((groupId) => !groups.has(groupId))
  if (unknown !== undefined) throw new CountersignError('NOT_FOUND', `tenant or group ${unknown}`)
  return { tenantIds: [...new Set(scope.tenantIds)], groupIds: [...new Set(scope.groupIds)] }
}
