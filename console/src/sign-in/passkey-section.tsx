import type { Me } from '@countersign/api/sign-in'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { say } from '../shell/notices.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { readMeAgain } from './account-queries.ts'
import { FreshRefusal } from './fresh-refusal.tsx'
import { makePasskey, missingPasskeys } from './passkey.ts'

type Passkey = Me['passkeys'][number]

/** Passkeys need no password and no code, and cannot be phished: so they come first. */
export function PasskeySection({ me }: { readonly me: Me }) {
  const [removing, setRemoving] = useState<Passkey>()
  const missing = missingPasskeys()
  return (
    <section className={css.section} aria-label="Passkeys">
      <div>
        <h2>Passkeys</h2>
        <p className="quiet">On this device or a security key; no password and no code is asked.</p>
      </div>
      {me.passkeys.length === 0 ? null : (
        <ul className={css.list}>
          {me.passkeys.map((passkey) => (
            <li key={passkey.id}>
              <div>
                <strong>
                  <LogText text={passkey.name} max={120} />
                </strong>
                <span className={css.under}>
                  added <Instant at={passkey.createdAt} />
                  {passkey.lastUsedAt === null ? (
                    ', not used yet'
                  ) : (
                    <>
                      , last used <Instant at={passkey.lastUsedAt} />
                    </>
                  )}
                </span>
              </div>
              <button
                type="button"
                className={css.rowButton}
                data-ends
                aria-label={`Remove the passkey ${passkey.name.slice(0, 80)}`}
                onClick={() => setRemoving(passkey)}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      {missing === undefined ? <AddPasskey /> : <p>{missing}</p>}
      {removing === undefined ? null : (
        <RemovePasskey passkey={removing} onClose={() => setRemoving(undefined)} />
      )}
    </section>
  )
}

function AddPasskey() {
  const [name, setName] = useState('')
  const client = useQueryClient()
  const add = useMutation({
    mutationFn: async () => {
      const ceremony = await api.call('POST /api/me/passkeys/options', {
        action: 'me.offer-passkey',
      })
      const body = await makePasskey(ceremony, name.trim())
      return api.call('POST /api/me/passkeys', { body, action: 'me.add-passkey' })
    },
    onSuccess: async () => {
      setName('')
      await readMeAgain(client)
      say('Passkey added')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit} className={`${css.form} ${css.short}`}>
      <TextInput
        label="Name of a new passkey"
        placeholder="Laptop"
        required
        withAsterisk={false}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <FreshRefusal error={add.error} />
      <div>
        <Button type="submit" variant="default" loading={add.isPending}>
          Add a passkey
        </Button>
      </div>
    </form>
  )
}

function RemovePasskey({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const client = useQueryClient()
  return (
    <AskDialog
      title="Remove a passkey"
      confirm="Remove it"
      onClose={onClose}
      run={async () => {
        await api.call('DELETE /api/me/passkeys/{passkeyId}', {
          path: { passkeyId: passkey.id },
          action: 'me.remove-passkey',
        })
        await readMeAgain(client)
        say('Passkey removed; every other session has ended')
      }}
    >
      <p>
        <strong>
          <LogText text={passkey.name} max={120} />
        </strong>{' '}
        no longer signs you in, and every other session of yours ends.
      </p>
    </AskDialog>
  )
}
