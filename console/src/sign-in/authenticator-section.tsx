import type { Me } from '@countersign/api/sign-in'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { say } from '../shell/notices.tsx'
import { readMeAgain } from './account-queries.ts'
import { FreshRefusal } from './fresh-refusal.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetUp } from './totp-set-up.tsx'

/** The codes of an authenticator app after the password, and what to do without the phone. */
export function AuthenticatorSection({ me }: { readonly me: Me }) {
  const [codes, setCodes] = useState<readonly string[]>()
  const offer = useMutation({
    mutationFn: () => api.call('POST /api/me/totp', { action: 'me.offer-totp' }),
  })
  return (
    <section className={css.section} aria-label="Authenticator app">
      <div className={css.sectionHead}>
        <div>
          <h2>Authenticator app</h2>
          <p>{stateOf(me)}</p>
        </div>
        {me.hasTotp ? (
          <TotpActions onCodes={setCodes} />
        ) : me.hasPassword && offer.data === undefined ? (
          <Button variant="default" loading={offer.isPending} onClick={() => offer.mutate()}>
            Set up an app
          </Button>
        ) : null}
      </div>
      <FreshRefusal error={offer.error} />
      {offer.data === undefined || me.hasTotp ? null : (
        <TotpSetUp
          offer={offer.data}
          onCodes={(recoveryCodes) => {
            setCodes(recoveryCodes)
            offer.reset()
          }}
        />
      )}
      {codes === undefined ? null : <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />}
    </section>
  )
}

function stateOf(me: Me): string {
  if (!me.hasPassword)
    return 'A code from your phone, asked after the password. It goes with a password: set one first. A passkey needs none.'
  if (!me.hasTotp) return 'Not set up: your password alone signs in whoever knows it.'
  return `A code from your phone is asked after the password. ${me.recoveryCodesLeft} recovery codes are left.`
}

function TotpActions({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }) {
  const [asking, setAsking] = useState<'codes' | 'remove'>()
  const client = useQueryClient()
  const close = () => setAsking(undefined)
  return (
    <>
      <Button variant="default" onClick={() => setAsking('codes')}>
        New recovery codes
      </Button>
      <Button variant="default" onClick={() => setAsking('remove')}>
        Remove
      </Button>
      {asking === 'codes' ? (
        <AskDialog
          title="New recovery codes"
          confirm="Make new codes"
          onClose={close}
          run={async () => {
            const made = await api.call('POST /api/me/recovery-codes', {
              action: 'me.new-recovery-codes',
            })
            onCodes(made.recoveryCodes)
            await readMeAgain(client)
          }}
        >
          <p>The codes you have are worthless from then on.</p>
        </AskDialog>
      ) : null}
      {asking === 'remove' ? (
        <AskDialog
          title="Remove the authenticator app"
          confirm="Remove it"
          onClose={close}
          run={async () => {
            await api.call('DELETE /api/me/totp', { action: 'me.remove-totp' })
            await readMeAgain(client)
            say('Authenticator app removed; every other session has ended')
          }}
        >
          <p>From then on the password alone signs you in. Every other session of yours ends.</p>
        </AskDialog>
      ) : null}
    </>
  )
}
