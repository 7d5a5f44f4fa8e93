import type { Me } from '@countersign/api/sign-in'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { sessionQuery } from '../api/queries.ts'
import css from '../settings/administration.module.css'
import { roleWords } from '../settings/role-words.ts'
import { useTitle } from '../settings/use-title.ts'
import { Failure } from '../shell/failure.tsx'
import { meQuery } from './account-queries.ts'
import { AuthenticatorSection } from './authenticator-section.tsx'
import { PasskeySection } from './passkey-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { SessionSection } from './session-section.tsx'
import { pageAfter } from './sign-in-token.ts'

/** How the person who is signed in signs in, and where they are signed in. */
export function AccountPage() {
  const { data: me, error, refetch } = useQuery(meQuery)
  useTitle('Your account')
  if (error !== null && me === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  if (me === undefined) return <p className={css.reading}>Reading your account…</p>
  return (
    <>
      <header className={css.head}>
        <h1>Your account</h1>
        <p className="quiet">{roleWords(me.role).name}</p>
        <span className={css.grow} />
        <ActionButton action="session.sign-out" />
      </header>
      <div className={css.sections}>
        <Welcome me={me} />
        <ProfileSection key={`${me.name}${me.email}`} me={me} />
        <PasskeySection me={me} />
        <PasswordSection me={me} />
        <AuthenticatorSection me={me} />
        <SessionSection />
      </div>
    </>
  )
}

/** For who came by a link that has now been used: without another way in they would be locked out. */
function Welcome({ me }: { readonly me: Me }) {
  const { next } = useSearch({ from: '/signed-in/administration/account' })
  const { data: session } = useQuery(sessionQuery)
  if (session === undefined || (session.isSetUp && next === undefined)) return null
  const page = pageAfter(`?back=${encodeURIComponent(next ?? '')}`)
  return (
    <section className={`${css.section} ${css.welcome}`} aria-label="Set up how you sign in">
      {session.isSetUp ? (
        <>
          <h2>You are set up</h2>
          <p>From now on you sign in without a link.</p>
        </>
      ) : (
        <>
          <h2>Choose how you sign in from now on</h2>
          <p>
            The link you came by works once and is used up. Add a passkey, or set a password and an
            authenticator app.
            {me.email === null ? ' A password goes with an e-mail address: set yours first.' : ''}
          </p>
        </>
      )}
      <div>
        <Button variant={session.isSetUp ? 'filled' : 'default'} onClick={() => window.location.assign(page)}>
          {session.isSetUp ? 'Continue' : 'Not now'}
        </Button>
      </div>
    </section>
  )
}
