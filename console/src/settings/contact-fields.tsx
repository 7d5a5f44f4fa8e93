import { TextInput } from '@mantine/core'
import css from './administration.module.css'
import type { ContactDraft } from './brand-draft.ts'

/** Whom people turn to; what is left empty is not shown. */
export function ContactFields(props: {
  readonly contact: ContactDraft
  readonly onContact: (contact: ContactDraft) => void
}) {
  const { contact, onContact } = props
  return (
    <div className={css.pair}>
      <TextInput
        label="E-mail"
        type="email"
        maxLength={254}
        value={contact.email}
        onChange={(event) => onContact({ ...contact, email: event.currentTarget.value })}
      />
      <TextInput
        label="Telephone"
        type="tel"
        maxLength={40}
        value={contact.phone}
        onChange={(event) => onContact({ ...contact, phone: event.currentTarget.value })}
      />
      <TextInput
        label="Web page"
        type="url"
        placeholder="https://"
        maxLength={500}
        value={contact.url}
        onChange={(event) => onContact({ ...contact, url: event.currentTarget.value })}
      />
    </div>
  )
}
