import { randomBytes } from 'node:crypto'
import type { SessionCaller } from '../platform/auth/person.ts'
import { rightsOf } from '../platform/auth/rights.ts'
import { newSecret } from '../platform/auth/secret.ts'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { deleteEnded } from './ended-store.ts'
import { type Client, type PeopleParts, rightNow, secondsLater } from './parts.ts'
import {
  deleteSession,
  deleteSessionBySecret,
  deleteSessions,
  type FoundSession,
  findSession,
  insertSession,
  replaceSecret,
  type StoredSession,
  sessionsOf,
  touchSession,
} from './session-store.ts'
import type { SignedInBy } from './tables.ts'
import { visibleTenants } from './visible-tenants.ts'

/** A session is marked as seen at most this often: a write for every read would be dear. */
const touchEverySeconds = 60

export type Sessions = {
  /** Answers the secret for the cookie, which is in this answer and nowhere else. */
  readonly begin: (tx: StateTransaction, personId: string, by: SignedInBy, client: Client) => Promise<string>
  /** `watching` does not count as being used: an open page does not keep a session alive. */
  readonly resolve: (secret: string, why?: 'asking' | 'watching') => Promise<SessionCaller | undefined>
  readonly list: (personId: string) => Promise<readonly StoredSession[]>
  /** Errors: NOT_FOUND. */
  readonly end: (personId: string, sessionId: string) => Promise<void>
  readonly endBySecret: (secret: string) => Promise<void>
  readonly endOthers: (caller: SessionCaller) => Promise<void>
  /** After a change of how somebody signs in: this session gets another secret, every other one ends. */
  readonly renew: (tx: StateTransaction, caller: SessionCaller) => Promise<string>
}

export function openSessions(parts: PeopleParts): Sessions {
  const { state, limits } = parts
  const idleSince = () => secondsLater(parts, -limits.sessionIdleSeconds)
  return {
    begin: (tx, personId, by, client) => begin(parts, tx, personId, by, client),
    resolve: async (secret, why = 'asking') => {
      const found = await state.asOperator(async (tx) => {
        const session = await findSession(tx, secret, rightNow(parts), idleSince())
        const isStale = session !== undefined && session.lastSeenAt < secondsLater(parts, -touchEverySeconds)
        if (isStale && why === 'asking') await touchSession(tx, session.sessionId, rightNow(parts))
        return session
      })
      return found === undefined ? undefined : callerOf(parts, found)
    },
    list: (personId) => state.asOperator((tx) => sessionsOf(tx, personId, rightNow(parts), idleSince())),
    end: async (personId, sessionId) => {
      const gone = await state.asOperator((tx) => deleteSession(tx, personId, sessionId))
      if (!gone) throw new CountersignError('NOT_FOUND', 'there is no such session')
    },
    endBySecret: (secret) => state.asOperator((tx) => deleteSessionBySecret(tx, secret)),
    endOthers: (caller) =>
      state.asOperator((tx) => deleteSessions(tx, caller.person.personId, caller.sessionId)),
    renew: async (tx, caller) => {
      const secret = newSecret()
      await replaceSecret(tx, caller.sessionId, secret)
      await deleteSessions(tx, caller.person.personId, caller.sessionId)
      return secret
    },
  }
}

async function begin(
  parts: PeopleParts,
  tx: StateTransaction,
  personId: string,
  signedInBy: SignedInBy,
  client: Client,
): Promise<string> {
  const secret = newSecret()
  const now = rightNow(parts)
  await deleteEnded(tx, now)
  await insertSession(tx, secret, personId, {
    ...client,
    sessionId: `ses-${randomBytes(8).toString('hex')}`,
    createdAt: now,
    expiresAt: secondsLater(parts, parts.limits.sessionTtlSeconds),
    lastSeenAt: now,
    signedInBy,
  })
  return secret
}

async function callerOf({ tenancy }: PeopleParts, found: FoundSession): Promise<SessionCaller> {
  const { personId, name, role } = found.person
  const [all, groups] = await Promise.all([tenancy.tenantIds(), tenancy.groups()])
  const tenantIds = visibleTenants(found.person, all, groups)
  const rights = rightsOf(role, found.person.tenantIds === null ? 'all-tenants' : 'some-tenants')
  const { sessionId, createdAt, expiresAt, isSetUp } = found
  const person = { personId, name, role, rights, tenantIds }
  return { kind: 'session', person, sessionId, createdAt, expiresAt, isSetUp }
}
