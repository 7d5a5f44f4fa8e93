import type { Session } from '@countersign/api/session'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { Refusal } from '../sources/refusal.tsx'
import { askForPasskey, missingPasskeys } from './passkey.ts'

export function PasskeyButton({ onSession }: { readonly onSession: (session: Session) => void }) {
  const signIn = useMutation({
    mutationFn: async () => {
      const missing = missingPasskeys()
      if (missing !== undefined) throw new Error(missing)
      const ceremony = await api.call('GET /api/sign-in/passkey/options')
      return api.call('POST /api/sign-in/passkey', { body: await askForPasskey(ceremony) })
    },
    onSuccess: onSession,
  })
  return (
    <>
      <Refusal error={signIn.error} />
      <Button variant="default" size="sm" loading={signIn.isPending} onClick={() => signIn.mutate()}>
        Sign in with a passkey
      </Button>
    </>
  )
}
