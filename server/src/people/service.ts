import { newSecret } from '../platform/auth/secret.ts'
import { type ApiKeys, openApiKeys } from './api-keys.ts'
import { deleteEnded } from './ended-store.ts'
import { ensureFirstPerson, firstPersonId } from './first-person.ts'
import { insertLink } from './link-store.ts'
import { type MySignInService, openMySignIn } from './my-sign-in.ts'
import { type PeopleParts, rightNow, secondsLater } from './parts.ts'
import { openPasskeys, type Passkeys } from './passkeys.ts'
import { openPasswords } from './password.ts'
import { openPeople, type People } from './people.ts'
import { openProviders, type Providers } from './providers.ts'
import { openSessions, type Sessions } from './sessions.ts'
import { openSignIn, type SignIn } from './sign-in.ts'
import { openSso, type Sso } from './sso.ts'

/** Who there is, how they sign in, and what programs may do in their place. */
export type PeopleService = {
  /** A new one-time token for the operator's first person: for whoever runs the machine. */
  readonly createLinkToken: () => Promise<string>
  readonly people: People
  readonly sessions: Sessions
  readonly signIn: SignIn
  readonly passkeys: Passkeys
  readonly sso: Sso
  readonly mySignIn: MySignInService
  readonly providers: Providers
  readonly apiKeys: ApiKeys
}

export function openPeopleService(parts: PeopleParts): PeopleService {
  const sessions = openSessions(parts)
  const passwords = openPasswords(parts.limits)
  return {
    createLinkToken: () => createLinkToken(parts),
    people: openPeople(parts),
    sessions,
    signIn: openSignIn({ ...parts, sessions, passwords }),
    passkeys: openPasskeys({ ...parts, sessions }),
    sso: openSso({ ...parts, sessions }),
    mySignIn: openMySignIn({ ...parts, sessions, passwords }),
    providers: openProviders(parts),
    apiKeys: openApiKeys(parts),
  }
}

async function createLinkToken(parts: PeopleParts): Promise<string> {
  const token = newSecret()
  const now = rightNow(parts)
  await parts.state.asOperator(async (tx) => {
    await deleteEnded(tx, now)
    await ensureFirstPerson(tx, now)
    await insertLink(tx, token, firstPersonId, secondsLater(parts, parts.limits.signInLinkTtlSeconds))
  })
  return token
}
