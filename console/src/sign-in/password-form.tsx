import type { Session } from '@countersign/api/session'
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { Refusal } from '../sources/refusal.tsx'
import css from './sign-in.module.css'

export function PasswordForm(props: {
  readonly onSession: (session: Session) => void
  readonly onStep: (step: string) => void
}) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => api.call('POST /api/sign-in/password', { body: { email, password } }),
    onSuccess: (answer) =>
      answer.kind === 'signed-in' ? props.onSession(answer.session) : props.onStep(answer.step),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        size="sm"
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        size="sm"
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Refusal error={signIn.error} />
      <Button type="submit" size="sm" loading={signIn.isPending}>
        Sign in
      </Button>
    </form>
  )
}
