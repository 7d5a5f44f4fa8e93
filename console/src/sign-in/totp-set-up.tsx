import type { TotpOffer } from '@countersign/api/sign-in'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import css from '../settings/administration.module.css'
import { readMeAgain } from './account-queries.ts'
import { FreshRefusal } from './fresh-refusal.tsx'
import { qrPicture } from './qr-picture.ts'

/** The secret as a picture, as an address for an app on this device, and as text; then a code, to show it arrived. */
export function TotpSetUp(props: {
  readonly offer: TotpOffer
  readonly onCodes: (codes: readonly string[]) => void
}) {
  const { secret, address } = props.offer
  const picture = qrPicture(address)
  return (
    <div className={css.offer}>
      <svg
        className={css.qr}
        viewBox={`0 0 ${picture.size} ${picture.size}`}
        role="img"
        aria-label="The secret as a QR code; the same stands beside it as text"
        shapeRendering="crispEdges"
      >
        <path d={picture.path} fill="#000" />
      </svg>
      <div className={css.offerText}>
        <p>
          Scan this with the app, <a href={address}>open it on this device</a>, or type the secret:
        </p>
        <code className="mono" data-testid="totp-secret">
          {secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
        </code>
        <ConfirmCode onCodes={props.onCodes} />
      </div>
    </div>
  )
}

function ConfirmCode({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }) {
  const [code, setCode] = useState('')
  const client = useQueryClient()
  const confirm = useMutation({
    mutationFn: () =>
      api.call('POST /api/me/totp/confirm', {
        body: { code },
        action: 'me.confirm-totp',
      }),
    onSuccess: async ({ recoveryCodes }) => {
      onCodes(recoveryCodes)
      await readMeAgain(client)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        label="Code that the app shows now"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        maxLength={12}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <FreshRefusal error={confirm.error} />
      <div>
        <Button type="submit" loading={confirm.isPending}>
          Confirm
        </Button>
      </div>
    </form>
  )
}
