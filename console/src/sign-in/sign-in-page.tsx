import type { Session } from '@countersign/api/session'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import { BrandMark } from '../settings/brand-mark.tsx'
import { brandQuery } from '../settings/brand-query.ts'
import { SupportLine } from '../settings/support-line.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Refusal } from '../sources/refusal.tsx'
import { LinkForm } from './link-form.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { PasswordForm } from './password-form.tsx'
import { SecondFactorForm } from './second-factor-form.tsx'
import css from './sign-in.module.css'
import { problemText, type SignInSearch } from './sign-in-search.ts'
import { pageAfter, tokenOf } from './sign-in-token.ts'
import { SsoLinks } from './sso-links.tsx'

type State =
  | { readonly kind: 'choosing'; readonly error?: Error }
  | { readonly kind: 'second-factor'; readonly step: string }
  | { readonly kind: 'working' }

/** Every way in: passkey, password with a code, single sign-on, and the link that works once. */
export function SignInPage() {
  const search = useSearch({ from: '/sign-in' })
  const [state, setState] = useState<State>({ kind: 'choosing' })
  const arrive = useArrival()
  const takeLink = useRef(async (token: string) => {
    setState({ kind: 'working' })
    try {
      arrive(await api.call('POST /api/session', { body: { token } }))
    } catch (error) {
      setState({ kind: 'choosing', error: error as Error })
    }
  })
  useTitle('Sign in')
  useEffect(() => {
    const take = () => {
      const token = tokenOf(window.location.hash)
      if (token === undefined) return
      // The token is taken out of the address at once.
      window.history.replaceState(null, '', window.location.pathname + window.location.search)
      void takeLink.current(token)
    }
    take()
    // A link put into the address bar of this very page loads nothing.
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])
  return (
    <main className={css.page}>
      <div className={css.box}>
        <p className={css.brand}>
          <BrandMark size={30} />
        </p>
        <h1>
          {state.kind === 'working'
            ? 'Signing in…'
            : state.kind === 'second-factor'
              ? 'One more step'
              : 'Sign in'}
        </h1>
        {state.kind === 'second-factor' ? (
          <SecondFactorForm
            step={state.step}
            onSession={arrive}
            onBack={() => setState({ kind: 'choosing' })}
          />
        ) : null}
        {state.kind === 'choosing' ? (
          <Ways
            search={search}
            error={state.error ?? null}
            onSession={arrive}
            onStep={(step) => setState({ kind: 'second-factor', step })}
            onToken={(token) => void takeLink.current(token)}
          />
        ) : null}
      </div>
      <Foot />
    </main>
  )
}

function Ways(props: {
  readonly search: SignInSearch
  readonly error: Error | null
  readonly onSession: (session: Session) => void
  readonly onStep: (step: string) => void
  readonly onToken: (token: string) => void
}) {
  const { problem } = props.search
  return (
    <>
      {problem === undefined ? null : <Refusal error={new Error(`${problemText(problem)} (${problem})`)} />}
      <Refusal error={props.error} />
      <PasswordForm onSession={props.onSession} onStep={props.onStep} />
      <p className={css.or}>or</p>
      <PasskeyButton onSession={props.onSession} />
      <SsoLinks search={props.search} />
      <details className={css.link} open={props.error !== null || undefined}>
        <summary>Sign in with a link</summary>
        <LinkForm onToken={props.onToken} />
      </details>
    </>
  )
}

function Foot() {
  const { data: brand } = useQuery(brandQuery)
  return brand === undefined ? null : <SupportLine support={brand.support} />
}

/** Nothing of somebody who used this browser before is kept; who came by a link first sets up another way in. */
function useArrival(): (session: Session) => void {
  const client = useQueryClient()
  return (session) => {
    client.clear()
    const page = pageAfter(window.location.search)
    window.location.replace(session.isSetUp ? page : `/account?next=${encodeURIComponent(page)}`)
  }
}
