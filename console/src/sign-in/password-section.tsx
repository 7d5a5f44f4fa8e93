import type { Me } from '@countersign/api/sign-in'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import css from '../settings/administration.module.css'
import { say } from '../shell/notices.tsx'
import { readMeAgain } from './account-queries.ts'
import { FreshRefusal } from './fresh-refusal.tsx'

export function PasswordSection({ me }: { readonly me: Me }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const client = useQueryClient()
  const set = useMutation({
    mutationFn: () =>
      api.call('PUT /api/me/password', {
        body: { next, ...(me.hasPassword ? { current } : {}) },
        action: 'me.set-password',
      }),
    onSuccess: async () => {
      setCurrent('')
      setNext('')
      await readMeAgain(client)
      say(me.hasPassword ? 'Password changed; every other session has ended' : 'Password set')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <section className={css.section} aria-label="Password">
      <h2>Password</h2>
      {me.email === null ? (
        <p>A password goes with an e-mail address. Set yours above first.</p>
      ) : (
        <form onSubmit={submit} className={`${css.form} ${css.short}`}>
          <input type="email" autoComplete="username" value={me.email} readOnly hidden />
          {me.hasPassword ? (
            <Secret
              label="Current password"
              complete="current-password"
              value={current}
              onValue={setCurrent}
            />
          ) : null}
          <Secret
            label="New password"
            description="Twelve characters or more; several words that do not belong together do well."
            complete="new-password"
            value={next}
            onValue={setNext}
          />
          <FreshRefusal error={set.error} />
          <div>
            <Button type="submit" variant="default" loading={set.isPending}>
              {me.hasPassword ? 'Change the password' : 'Set the password'}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}

function Secret(props: {
  readonly label: string
  readonly description?: string
  readonly complete: string
  readonly value: string
  readonly onValue: (value: string) => void
}) {
  return (
    <TextInput
      type="password"
      label={props.label}
      description={props.description}
      autoComplete={props.complete}
      required
      withAsterisk={false}
      maxLength={1000}
      value={props.value}
      onChange={(event) => props.onValue(event.currentTarget.value)}
    />
  )
}
