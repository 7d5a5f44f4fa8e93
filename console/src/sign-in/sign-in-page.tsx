import type { Session } from '@countersign/api/session'
import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { callApi, ProblemError } from '../api/client.ts'
import { Mark } from '../shell/mark.tsx'
import css from './sign-in.module.css'
import { pageAfter, tokenOf, tokenOfPasted } from './sign-in-token.ts'

type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Exchanges the link's token for a session. The token is taken out of the address at once. */
export function SignInPage() {
  const [state, setState] = useState<State>({ kind: 'asking' })
  const client = useQueryClient()
  const signIn = useRef(async (token: string) => {
    setState({ kind: 'working' })
    try {
      await callApi<Session>('/api/session', { method: 'POST', body: { token } })
      client.clear()
      window.location.replace(pageAfter(window.location.search))
    } catch (error) {
      setState({ kind: 'failed', error })
    }
  })
  useEffect(() => {
    document.title = 'Sign in · Countersign'
    const token = tokenOf(window.location.hash)
    if (token === undefined) return
    window.history.replaceState(null, '', window.location.pathname + window.location.search)
    void signIn.current(token)
  }, [])
  return (
    <main className={css.page}>
      <div className={css.box}>
        <p className={css.brand}>
          <Mark size={30} /> Countersign
        </p>
        <h1>{state.kind === 'working' ? 'Signing in…' : 'Sign in'}</h1>
        {state.kind === 'failed' ? <Refused error={state.error} /> : null}
        {state.kind === 'working' ? null : <PasteLink onToken={(token) => void signIn.current(token)} />}
      </div>
    </main>
  )
}

function Refused({ error }: { readonly error: unknown }) {
  const problem = error instanceof ProblemError ? error.problem : undefined
  return (
    <div role="alert" className={css.refused}>
      <strong>{problem?.title ?? 'Signing in failed'}</strong>
      <p>{problem?.detail ?? 'Reload the page and try again.'}</p>
      {problem === undefined ? null : <p className="mono quiet">{problem.code}</p>}
    </div>
  )
}

function PasteLink({ onToken }: { readonly onToken: (token: string) => void }) {
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = tokenOfPasted(text)
    setWrong(token === undefined)
    if (token !== undefined) onToken(token)
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <p>
        Sign-in is by a link that works once, for fifteen minutes. The server printed one when it started; on
        the server, this makes another:
      </p>
      <pre className={css.command}>countersign sign-in-link</pre>
      <TextInput
        size="sm"
        label="Sign-in link"
        placeholder="https://…/sign-in#token=…"
        value={text}
        error={isWrong ? 'This holds no token. Paste the whole link, with what follows the #.' : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="sm">
        Sign in
      </Button>
    </form>
  )
}
