import { Button } from '@mantine/core'
import { api, ProblemError } from '../api/client.ts'
import { Refusal } from '../sources/refusal.tsx'

/** A refusal; when the sign-in is too long ago for the change, with the way to do it again. */
export function FreshRefusal({ error }: { readonly error: Error | null }) {
  const isStale = error instanceof ProblemError && error.problem.code === 'SIGN_IN_AGAIN'
  const signInAgain = async () => {
    await api.call('DELETE /api/session', { action: 'session.sign-out' }).catch(() => undefined)
    window.location.assign('/sign-in?back=/account')
  }
  return (
    <>
      <Refusal error={error} />
      {isStale ? <Button onClick={() => void signInAgain()}>Sign in again</Button> : null}
    </>
  )
}
