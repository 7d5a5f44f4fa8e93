import type { Session } from '@countersign/api/session'
import { Button, Group, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import { Refusal } from '../sources/refusal.tsx'
import css from './sign-in.module.css'

/** The code of the authenticator app after the password; a recovery code does as well, once. */
export function SecondFactorForm(props: {
  readonly step: string
  readonly onSession: (session: Session) => void
  readonly onBack: () => void
}) {
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const signIn = useMutation({
    mutationFn: () => api.call('POST /api/sign-in/second-factor', { body: { step: props.step, code } }),
    onSuccess: props.onSession,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        ref={field}
        size="sm"
        label="Code"
        description="Six digits of your authenticator app, or one of your recovery codes."
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={60}
        required
        withAsterisk={false}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Refusal error={signIn.error} />
      <Group justify="space-between">
        <Button variant="default" size="sm" onClick={props.onBack}>
          Back
        </Button>
        <Button type="submit" size="sm" loading={signIn.isPending}>
          Sign in
        </Button>
      </Group>
    </form>
  )
}
