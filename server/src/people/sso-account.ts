import { randomBytes } from 'node:crypto'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { normalisedEmail } from './email.ts'
import {
  findPerson,
  findPersonByEmail,
  insertPerson,
  type StoredPerson,
  waysToSignIn,
} from './person-store.ts'
import { findSsoPerson, insertSsoIdentity, type StoredProvider } from './provider-store.ts'

/** What a provider says of an account, after its signature was checked. */
export type SsoAccount = {
  readonly issuer: string
  readonly subject: string
  readonly name: string | undefined
  readonly email: string | undefined
  readonly isEmailVerified: boolean
}

/**
 * Whose account it is: known by issuer and subject; else somebody invited to this provider's home who has no way to sign
 * in yet, by an address that the provider verified; else a newcomer, where the provider may bring them.
 * Nobody who can sign in already is ever found by address. Errors: SSO_UNKNOWN_PERSON.
 */
export async function personOfAccount(
  tx: StateTransaction,
  provider: StoredProvider,
  account: SsoAccount,
  now: Date,
): Promise<string> {
  const identity = { providerId: provider.providerId, issuer: account.issuer, subject: account.subject }
  const known = await findSsoPerson(tx, identity)
  if (known !== undefined) return usable(await findPerson(tx, known), provider)
  const person = (await invited(tx, provider, account)) ?? (await newcomer(tx, provider, account, now))
  if (person === undefined) throw unknownPerson()
  await insertSsoIdentity(tx, identity, person.personId, now)
  return person.personId
}

function usable(person: StoredPerson | undefined, { homeTenantId }: StoredProvider): string {
  if (person === undefined || person.disabledAt !== null || person.homeTenantId !== homeTenantId)
    throw unknownPerson()
  return person.personId
}

async function invited(
  tx: StateTransaction,
  { homeTenantId }: StoredProvider,
  { email, isEmailVerified }: SsoAccount,
): Promise<StoredPerson | undefined> {
  if (email === undefined || !isEmailVerified) return undefined
  const person = await findPersonByEmail(tx, normalisedEmail(email))
  if (person === undefined || person.disabledAt !== null || person.homeTenantId !== homeTenantId)
    return undefined
  const { password, passkeys, sso } = await waysToSignIn(tx, person.personId)
  return password || passkeys > 0 || sso > 0 ? undefined : person
}

/** Somebody of the operator begins without any tenant; somebody of a tenant has that one. */
async function newcomer(
  tx: StateTransaction,
  { newcomerRole, homeTenantId }: StoredProvider,
  { name, email, isEmailVerified }: SsoAccount,
  now: Date,
): Promise<StoredPerson | undefined> {
  if (newcomerRole === null) return undefined
  const address = email !== undefined && isEmailVerified ? normalisedEmail(email) : null
  const person: StoredPerson = {
    personId: newPersonId(),
    name: (name ?? address ?? 'Newcomer').slice(0, 120),
    email: address,
    role: newcomerRole,
    tenantIds: homeTenantId === null ? [] : [homeTenantId],
    groupIds: [],
    homeTenantId,
    createdAt: now,
    disabledAt: null,
  }
  return (await insertPerson(tx, person)) ? person : undefined
}

export function newPersonId(): string {
  return `per-${randomBytes(8).toString('hex')}`
}

function unknownPerson(): CountersignError {
  return new CountersignError('SSO_UNKNOWN_PERSON', '')
}
