import type { Me } from '@countersign/api/sign-in'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import css from '../settings/administration.module.css'
import { say } from '../shell/notices.tsx'
import { readMeAgain } from './account-queries.ts'
import { FreshRefusal } from './fresh-refusal.tsx'

/** Name, and the address to sign in with, which only who has none may set. */
export function ProfileSection({ me }: { readonly me: Me }) {
  const client = useQueryClient()
  const [name, setName] = useState(me.name)
  const [email, setEmail] = useState(me.email ?? '')
  const save = useMutation({
    mutationFn: () =>
      api.call('PATCH /api/me', {
        body: { name: name.trim(), ...(me.email === null && email !== '' ? { email: email.trim() } : {}) },
        action: 'me.rename',
      }),
    onSuccess: async () => {
      await readMeAgain(client)
      say('Saved')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const isSame = name.trim() === me.name && email.trim() === (me.email ?? '')
  return (
    <section className={css.section} aria-label="Name and address">
      <h2>Name and address</h2>
      <form onSubmit={submit} className={css.form}>
        <div className={css.pair}>
          <TextInput
            label="Name"
            description="Stands beside what you do."
            required
            withAsterisk={false}
            maxLength={120}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="E-mail"
            description={me.email === null ? 'You sign in with it. It is set once.' : 'You sign in with it.'}
            type="email"
            autoComplete="email"
            readOnly={me.email !== null}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </div>
        <FreshRefusal error={save.error} />
        <div>
          <Button type="submit" variant="default" disabled={isSame} loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </section>
  )
}
