import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { AreaHead } from '../identities/area-head.tsx'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { useWords } from '../settings/use-words.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { Answer } from './answer.tsx'
import css from './who-can.module.css'
import type { WhoCanSearch } from './who-can-search.ts'

/** Who could do one thing to one resource, now or at a moment, and by which statement. */
export function WhoCanPage() {
  const search = useSearch({ from: '/signed-in/identities/who-can' })
  const tenantId = useTenantShown(search.tenant)
  const navigate = useNavigate()
  useTitle('Who can')
  const say = useWords()
  if (tenantId === undefined) return <NoTenantYet>Policy is that of one tenant.</NoTenantYet>
  return (
    <div>
      <AreaHead title="Who can" note={say('who-can.note')}>
        <TenantChoice
          chosen={tenantId}
          onChoose={(tenant) => void navigate({ to: '/identities/who-can', search: { ...search, tenant } })}
        />
      </AreaHead>
      <Question key={JSON.stringify(search)} tenantId={tenantId} search={search} />
      <Answered tenantId={tenantId} search={search} />
    </div>
  )
}

type Props = { readonly tenantId: string; readonly search: WhoCanSearch }

function Question({ tenantId, search }: Props) {
  const navigate = useNavigate()
  const [action, setAction] = useState(search.action ?? '')
  const [resource, setResource] = useState(search.resource ?? '')
  const [at, setAt] = useState(search.at?.slice(0, 16) ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const moment = at === '' ? {} : { at: new Date(`${at}Z`).toISOString() }
    void navigate({
      to: '/identities/who-can',
      search: { tenant: tenantId, action: action.trim(), resource: resource.trim(), ...moment },
    })
  }
  return (
    <form className={css.question} onSubmit={submit}>
      <TextInput
        label="Action"
        placeholder="s3:GetObject, or get"
        required
        maxLength={200}
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
      />
      <TextInput
        className={css.wide}
        label="Resource"
        placeholder="arn:aws:s3:::bucket/key, or cluster:namespace/group/resource/name"
        required
        maxLength={2000}
        value={resource}
        onChange={(event) => setResource(event.currentTarget.value)}
      />
      <TextInput
        label="At (UTC)"
        type="datetime-local"
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <Button type="submit">Ask</Button>
    </form>
  )
}

function Answered({ tenantId, search }: Props) {
  const { action = '', resource = '', at } = search
  const isAsked = action !== '' && resource !== ''
  const { data, error } = useQuery({
    queryKey: ['who-can', tenantId, action, resource, at],
    queryFn: ({ signal }) =>
      api.call('POST /api/tenants/{tenantId}/who-can', {
        path: { tenantId },
        body: { action, resource, ...(at === undefined ? {} : { at }) },
        signal,
        action: 'identity.who-can',
      }),
    enabled: isAsked,
    retry: false,
    staleTime: 60_000,
  })
  if (!isAsked) return <EmptyWords of="who-can.none" />
  if (error !== null)
    return (
      <div className={css.answer}>
        <Refusal error={error} />
      </div>
    )
  if (data === undefined) return <p className={css.answer}>Asking about everybody…</p>
  return <Answer tenantId={tenantId} answer={data} />
}
