import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type NewcomerRole, tables } from './tables.ts'

export type StoredProvider = {
  readonly providerId: string
  /** null: for people of the operator. */
  readonly homeTenantId: TenantId | null
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  /** Sealed; null for a public client. */
  readonly clientSecret: Buffer | null
  readonly newcomerRole: NewcomerRole | null
  readonly createdAt: Date
}

/** What to write; `clientSecret: undefined` keeps the one that is there. */
export type ProviderChange = Omit<StoredProvider, 'clientSecret'> & {
  readonly clientSecret: Buffer | null | undefined
}

export async function allProviders(tx: StateTransaction): Promise<readonly StoredProvider[]> {
  const rows = await tables(tx)
    .selectFrom('sign_in_provider')
    .selectAll()
    .orderBy('name')
    .orderBy('provider_id')
    .execute()
  return rows.map((row) => ({
    providerId: row.provider_id,
    homeTenantId: row.home_tenant_id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    clientSecret: row.client_secret,
    newcomerRole: row.newcomer_role,
    createdAt: row.created_at,
  }))
}

/** Another issuer is another set of people: who was known of the old one is forgotten. */
export async function putProvider(tx: StateTransaction, change: ProviderChange): Promise<void> {
  const { providerId, issuer } = change
  await tables(tx)
    .deleteFrom('sso_identity')
    .where('provider_id', '=', providerId)
    .where('issuer', '<>', issuer)
    .execute()
  const values = {
    home_tenant_id: change.homeTenantId,
    name: change.name,
    issuer,
    client_id: change.clientId,
    newcomer_role: change.newcomerRole,
    ...(change.clientSecret === undefined ? {} : { client_secret: change.clientSecret }),
  }
  await tables(tx)
    .insertInto('sign_in_provider')
    .values({ client_secret: null, ...values, provider_id: providerId, created_at: change.createdAt })
    .onConflict((conflict) => conflict.column('provider_id').doUpdateSet(values))
    .execute()
}

/** False when there is none. */
export async function deleteProvider(tx: StateTransaction, providerId: string): Promise<boolean> {
  const gone = await tables(tx)
    .deleteFrom('sign_in_provider')
    .where('provider_id', '=', providerId)
    .returning('provider_id')
    .executeTakeFirst()
  return gone !== undefined
}

export type SsoIdentity = { readonly providerId: string; readonly issuer: string; readonly subject: string }

export async function findSsoPerson(
  tx: StateTransaction,
  { providerId, issuer, subject }: SsoIdentity,
): Promise<string | undefined> {
  const row = await tables(tx)
    .selectFrom('sso_identity')
    .select('person_id')
    .where('provider_id', '=', providerId)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row?.person_id
}

export async function insertSsoIdentity(
  tx: StateTransaction,
  { providerId, issuer, subject }: SsoIdentity,
  personId: string,
  now: Date,
): Promise<void> {
  await tables(tx)
    .insertInto('sso_identity')
    .values({ provider_id: providerId, issuer, subject, person_id: personId, created_at: now })
    .execute()
}
