import type { Role } from '@countersign/api/person'
import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type PeopleTables, tables } from './tables.ts'

export type StoredPerson = {
  readonly personId: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
  /** null: every tenant of the region. */
  readonly tenantIds: readonly string[] | null
  readonly groupIds: readonly string[]
  /** The one tenant of somebody with a tenant's role. */
  readonly homeTenantId: TenantId | null
  readonly createdAt: Date
  readonly disabledAt: Date | null
}

export type SignInWays = {
  readonly password: boolean
  readonly totp: boolean
  readonly passkeys: number
  readonly sso: number
}

export type ListedPerson = StoredPerson & { readonly ways: SignInWays; readonly lastSeenAt: Date | null }

/** Whose people: the operator's own, or those of one tenant. */
export type Home = TenantId | null

/** False when somebody has the e-mail address or the id. */
export async function insertPerson(tx: StateTransaction, person: StoredPerson): Promise<boolean> {
  const inserted = await tables(tx)
    .insertInto('person')
    .values({
      person_id: person.personId,
      name: person.name,
      email: person.email,
      role: person.role,
      tenant_ids: person.tenantIds === null ? null : [...person.tenantIds],
      group_ids: [...person.groupIds],
      home_tenant_id: person.homeTenantId,
      created_at: person.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('person_id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function findPerson(tx: StateTransaction, personId: string): Promise<StoredPerson | undefined> {
  const row = await tables(tx)
    .selectFrom('person')
    .selectAll()
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row === undefined ? undefined : personOf(row)
}

export async function findPersonByEmail(
  tx: StateTransaction,
  email: string,
): Promise<StoredPerson | undefined> {
  const row = await tables(tx).selectFrom('person').selectAll().where('email', '=', email).executeTakeFirst()
  return row === undefined ? undefined : personOf(row)
}

/** People of one home with how they sign in, by name; or the one of them with this id. */
export async function listPeople(
  tx: StateTransaction,
  home: Home,
  personId?: string,
): Promise<readonly ListedPerson[]> {
  const rows = await tables(tx)
    .selectFrom('person')
    .selectAll()
    .select(waysOf)
    .select((select) =>
      select
        .selectFrom('session')
        .select((one) => one.fn.max('session.last_seen_at').as('at'))
        .whereRef('session.person_id', '=', 'person.person_id')
        .as('last_seen_at'),
    )
    .where('home_tenant_id', 'is not distinct from', home)
    .$if(personId !== undefined, (query) => query.where('person_id', '=', personId as string))
    .orderBy('name')
    .orderBy('person_id')
    .execute()
  return rows.map((row) => ({
    ...personOf(row),
    ways: { password: row.password, totp: row.totp, passkeys: row.passkeys, sso: row.sso },
    lastSeenAt: row.last_seen_at,
  }))
}

export async function waysToSignIn(tx: StateTransaction, personId: string): Promise<SignInWays> {
  return tables(tx)
    .selectFrom('person')
    .select(waysOf)
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
}

const waysOf = () => [
  sql<boolean>`person.password_hash IS NOT NULL`.as('password'),
  sql<boolean>`person.totp_confirmed_at IS NOT NULL`.as('totp'),
  sql<number>`(SELECT count(*) FROM passkey p WHERE p.person_id = person.person_id)`.as('passkeys'),
  sql<number>`(SELECT count(*) FROM sso_identity s WHERE s.person_id = person.person_id)`.as('sso'),
]

export type PersonChange = Partial<
  Pick<StoredPerson, 'name' | 'email' | 'role' | 'tenantIds' | 'groupIds' | 'disabledAt'>
>

export async function updatePerson(
  tx: StateTransaction,
  personId: string,
  change: PersonChange,
): Promise<void> {
  const { tenantIds, groupIds, disabledAt, ...plain } = change
  const set = {
    ...plain,
    ...(tenantIds === undefined ? {} : { tenant_ids: tenantIds === null ? null : [...tenantIds] }),
    ...(groupIds === undefined ? {} : { group_ids: [...groupIds] }),
    ...(disabledAt === undefined ? {} : { disabled_at: disabledAt }),
  }
  if (Object.keys(set).length === 0) return
  await tables(tx).updateTable('person').set(set).where('person_id', '=', personId).execute()
}

/**
 * Whether somebody else may administer the whole region. Locks the administrators, so that of two who
 * step down at once, one stays.
 */
export async function hasOtherAdministrator(tx: StateTransaction, personId: string): Promise<boolean> {
  const administrators = await tables(tx)
    .selectFrom('person')
    .select('person_id')
    .where('role', '=', 'operator-admin')
    .where('tenant_ids', 'is', null)
    .where('disabled_at', 'is', null)
    .orderBy('person_id')
    .forUpdate()
    .execute()
  return administrators.some((one) => one.person_id !== personId)
}

function personOf(row: Selectable<PeopleTables['person']>): StoredPerson {
  return {
    personId: row.person_id,
    name: row.name,
    email: row.email,
    role: row.role,
    tenantIds: row.tenant_ids,
    groupIds: row.group_ids,
    homeTenantId: row.home_tenant_id,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  }
}
