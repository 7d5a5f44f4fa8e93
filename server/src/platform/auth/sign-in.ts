import type { Clock } from '../clock.ts'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { State } from '../state/state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import {
  deleteEnded,
  deleteSession,
  ensurePerson,
  findSession,
  insertLink,
  insertSession,
  type StoredPerson,
  spendLink,
} from './people-store.ts'
import type { SessionCaller } from './person.ts'
import { rightsOf } from './rights.ts'
import { newSecret } from './secret.ts'

export type SignInParts = {
  readonly state: State
  readonly clock: Clock
  readonly limits: Limits
  /** All tenants of the region: what `tenant_ids = null` stands for. Owned by tenancy, wired by main.ts. */
  readonly allTenantIds: () => Promise<readonly TenantId[]>
}

export type SignInService = {
  /** A new one-time token for the operator's first person. */
  readonly createLinkToken: () => Promise<string>
  /** Spends the token; answers the session's secret for the cookie. Errors: SIGN_IN_LINK_SPENT. */
  readonly signIn: (
    linkToken: string,
  ) => Promise<{ readonly secret: string; readonly session: SessionCaller }>
  readonly resolve: (secret: string) => Promise<SessionCaller | undefined>
  readonly signOut: (secret: string) => Promise<void>
}

const firstPerson: StoredPerson = {
  personId: 'operator',
  name: 'Operator',
  role: 'operator-admin',
  tenantIds: null,
}

export function openSignIn({ state, clock, limits, allTenantIds }: SignInParts): SignInService {
  const now = () => new Date(clock.now())
  const later = (seconds: number) => new Date(clock.now() + seconds * 1000)

  const resolve = async (secret: string): Promise<SessionCaller | undefined> => {
    const stored = await state.asOperator((tx) => findSession(tx, secret, now()))
    if (stored === undefined) return undefined
    const { personId, name, role, tenantIds } = stored.person
    const all = await allTenantIds()
    const visible = tenantIds === null ? all : all.filter((tenantId) => tenantIds.includes(tenantId))
    const rights = rightsOf(role, tenantIds === null ? 'all-tenants' : 'some-tenants')
    const person = { personId, name, role, rights, tenantIds: visible }
    const { expiresAt } = stored
    return { kind: 'session', person, sessionId: '', createdAt: expiresAt, expiresAt, isSetUp: false }
  }

  return {
    createLinkToken: async () => {
      const token = newSecret()
      await state.asOperator(async (tx) => {
        await deleteEnded(tx, now())
        await ensurePerson(tx, firstPerson, now())
        await insertLink(tx, token, firstPerson.personId, later(limits.signInLinkTtlSeconds))
      })
      return token
    },
    signIn: async (linkToken) => {
      const secret = newSecret()
      await state.asOperator(async (tx) => {
        const personId = await spendLink(tx, linkToken, now())
        if (personId === undefined)
          throw new CountersignError('SIGN_IN_LINK_SPENT', 'It was used, or is too old')
        await insertSession(tx, {
          token: secret,
          personId,
          now: now(),
          expiresAt: later(limits.sessionTtlSeconds),
        })
      })
      const session = await resolve(secret)
      if (session === undefined) throw new CountersignError('INTERNAL', 'the new session was not found')
      return { secret, session }
    },
    resolve,
    signOut: (secret) => state.asOperator((tx) => deleteSession(tx, secret)),
  }
}
