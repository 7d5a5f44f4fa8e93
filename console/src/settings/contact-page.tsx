import type { TenantSettings } from '@countersign/api/settings'
import { NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import css from './administration.module.css'
import { contactDraft, contactOf } from './brand-draft.ts'
import { ContactFields } from './contact-fields.tsx'
import { NoTenantYet } from './no-tenant-yet.tsx'
import { NotForYou } from './not-for-you.tsx'
import { SettingsHead } from './settings-head.tsx'
import { saveTenantSettings } from './settings-queries.ts'
import { SupportLine } from './support-line.tsx'
import { TenantChoice } from './tenant-choice.tsx'
import { tenantSettingsQuery, useReader } from './use-reader.ts'
import { useTenantShown } from './use-tenant-shown.ts'
import { useTitle } from './use-title.ts'

/** Whom a tenant's people turn to, and in which words they read. */
export function ContactPage() {
  const { tenant } = useSearch({ from: '/signed-in/administration/settings/contact' })
  const refusal = useRefusal('tenant.read')
  const tenantId = useTenantShown(tenant)
  const navigate = useNavigate()
  useTitle('Contact and words')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>A contact and words belong to one tenant.</NoTenantYet>
  return (
    <>
      <SettingsHead title="Contact and words">
        <TenantChoice
          chosen={tenantId}
          onChoose={(next) => void navigate({ to: '/settings/contact', search: { tenant: next } })}
        />
      </SettingsHead>
      <ContactOf key={tenantId} tenantId={tenantId} />
    </>
  )
}

function ContactOf({ tenantId }: { readonly tenantId: string }) {
  const { data: settings, error, refetch } = useQuery(tenantSettingsQuery(tenantId))
  const mayWrite = useRefusal('tenant-settings.write') === undefined
  if (error !== null && settings === undefined)
    return <Failure error={error} onRetry={() => void refetch()} />
  if (settings === undefined) return <p className={listCss.reading}>Reading the contact…</p>
  return (
    <div className={css.sections}>
      <Holds settings={settings} />
      {mayWrite ? <OwnForm tenantId={tenantId} settings={settings} /> : null}
    </div>
  )
}

function Holds({ settings }: { readonly settings: TenantSettings }) {
  const { email, phone, url } = settings.support
  const isOfTenant = useReader().kind === 'tenant'
  return (
    <section className={css.section} aria-label="What holds">
      <h2>{isOfTenant ? 'Whom you can turn to' : 'What this tenant’s people see'}</h2>
      {email === null && phone === null && url === null ? (
        <p>Nobody is named.</p>
      ) : (
        <SupportLine support={settings.support} />
      )}
      <p>{settings.plainerWords ? 'Pages use everyday words.' : 'Pages use the words of the field.'}</p>
    </section>
  )
}

const wordChoices = [
  { value: 'operator', label: 'As the operator has it' },
  { value: 'plain', label: 'Everyday words' },
  { value: 'exact', label: 'Words of the field' },
] as const
type Words = (typeof wordChoices)[number]['value']

function OwnForm({ tenantId, settings }: { readonly tenantId: string; readonly settings: TenantSettings }) {
  const { own, support } = settings
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [hasOwn, setHasOwn] = useState(own.support !== null)
  const [contact, setContact] = useState(() => contactDraft(own.support ?? support))
  const [words, setWords] = useState<Words>(
    own.plainerWords === null ? 'operator' : own.plainerWords ? 'plain' : 'exact',
  )
  const save = useMutation({
    mutationFn: () =>
      saveTenantSettings(tenantId, {
        support: hasOwn ? contactOf(contact) : null,
        plainerWords: words === 'operator' ? null : words === 'plain',
      }),
    onSuccess: (saved) => {
      client.setQueryData(tenantSettingsQuery(tenantId).queryKey, saved)
      say('Contact and words are changed')
    },
  })
  useActions({ 'tenant-settings.save': { run: () => form.current?.requestSubmit() } })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <section className={css.section} aria-label="Its own">
      <h2>Its own</h2>
      <form ref={form} onSubmit={submit} className={css.form}>
        <label className={css.check}>
          <input
            type="checkbox"
            checked={hasOwn}
            onChange={(event) => setHasOwn(event.currentTarget.checked)}
          />
          A contact of its own, in place of the operator’s
        </label>
        {hasOwn ? <ContactFields contact={contact} onContact={setContact} /> : null}
        <NativeSelect
          label="Words"
          size="xs"
          className={css.short}
          value={words}
          data={[...wordChoices]}
          onChange={(event) =>
            setWords(wordChoices.find(({ value }) => value === event.currentTarget.value)?.value ?? words)
          }
        />
        <Refusal error={save.error} />
        <div>
          <ActionButton action="tenant-settings.save" variant="filled" loading={save.isPending}>
            Save
          </ActionButton>
        </div>
      </form>
    </section>
  )
}
