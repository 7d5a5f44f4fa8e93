import type { Settings } from '@countersign/api/settings'
import { judgeAccent } from '@countersign/brand/accent'
import { isColour } from '@countersign/brand/contrast'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { AccentField } from './accent-field.tsx'
import css from './administration.module.css'
import { type BrandDraft, draftOf, putOf } from './brand-draft.ts'
import pageCss from './brand-page.module.css'
import { BrandPreview } from './brand-preview.tsx'
import { ContactFields } from './contact-fields.tsx'
import { readBrandAgain, saveSettings } from './settings-queries.ts'

type Props = { readonly settings: Settings; readonly mayWrite: boolean; readonly children: ReactNode }

/** Name, colours, contact and words, saved together; `children` are what is saved by itself. */
export function BrandForm({ settings, mayWrite, children }: Props) {
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(() => draftOf(settings))
  const change = (part: Partial<BrandDraft>) => setDraft((before) => ({ ...before, ...part }))
  const put = putOf(draft)
  const save = useMutation({
    mutationFn: async () => put !== undefined && saveSettings(put, settings.version),
    onSuccess: async () => {
      await readBrandAgain(client)
      say('The brand is changed')
    },
  })
  const isSame = JSON.stringify(put) === JSON.stringify(putOf(draftOf(settings)))
  const blocked = isSame
    ? 'Nothing is changed'
    : isReadable(draft)
      ? undefined
      : 'Not everybody could read the colours'
  useActions(mayWrite ? { 'settings.save': { run: () => form.current?.requestSubmit(), blocked } } : {})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (blocked === undefined) save.mutate()
  }
  return (
    <div className={pageCss.page}>
      <div className={pageCss.form}>
        <form ref={form} onSubmit={submit}>
          <fieldset disabled={!mayWrite} className={`${css.checks} ${pageCss.form}`}>
            <NameSection draft={draft} onChange={change} />
            <ColourSection draft={draft} onChange={change} />
            <ContactSection draft={draft} onChange={change} />
          </fieldset>
        </form>
        <Refusal error={save.error} />
        <div>
          <ActionButton action="settings.save" variant="filled" loading={save.isPending}>
            Save
          </ActionButton>
        </div>
        {children}
      </div>
      <div className={pageCss.beside}>
        <h2>How it will look</h2>
        <BrandPreview draft={draft} logo={settings.logo} />
        {isSame ? null : (
          <Button variant="subtle" onClick={() => setDraft(draftOf(settings))}>
            Back to what is saved
          </Button>
        )}
      </div>
    </div>
  )
}

function isReadable({ hasAccent, light, dark }: BrandDraft): boolean {
  const reads = (scheme: 'light' | 'dark', text: string) => {
    const colour = text.trim().toLowerCase()
    return isColour(colour) && judgeAccent(scheme, colour).kind === 'readable'
  }
  return !hasAccent || (reads('light', light) && reads('dark', dark))
}

type SectionProps = { readonly draft: BrandDraft; readonly onChange: (part: Partial<BrandDraft>) => void }

function NameSection({ draft, onChange }: SectionProps) {
  return (
    <section className={css.section} aria-label="Name">
      <h2>Name</h2>
      <TextInput
        label="Name of the product"
        required
        withAsterisk={false}
        maxLength={40}
        className={css.short}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <label className={css.check}>
        <input
          type="checkbox"
          checked={draft.plainerWords}
          onChange={(event) => onChange({ plainerWords: event.currentTarget.checked })}
        />
        People of tenants read everyday words in place of the field’s
      </label>
    </section>
  )
}

function ColourSection({ draft, onChange }: SectionProps) {
  return (
    <section className={css.section} aria-label="Colours">
      <h2>Colours</h2>
      <label className={css.check}>
        <input
          type="checkbox"
          checked={draft.hasAccent}
          onChange={(event) => onChange({ hasAccent: event.currentTarget.checked })}
        />
        Links and buttons in your own colour
      </label>
      {draft.hasAccent ? (
        <div className={pageCss.accents}>
          <AccentField scheme="dark" colour={draft.dark} onColour={(dark) => onChange({ dark })} />
          <AccentField scheme="light" colour={draft.light} onColour={(light) => onChange({ light })} />
        </div>
      ) : null}
    </section>
  )
}

function ContactSection({ draft, onChange }: SectionProps) {
  return (
    <section className={css.section} aria-label="Contact">
      <h2>Contact</h2>
      <p>Whom people turn to. It stands on the sign-in page; a tenant can have its own.</p>
      <ContactFields contact={draft.support} onContact={(support) => onChange({ support })} />
    </section>
  )
}
