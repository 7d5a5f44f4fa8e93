import type { SupportContact } from '@countersign/api/settings'
import css from './brand.module.css'

/** Whom to turn to; nothing when nobody is named. */
export function SupportLine({ support }: { readonly support: SupportContact }) {
  const { email, phone, url } = support
  if (email === null && phone === null && url === null) return null
  return (
    <p className={css.support}>
      Help:
      {email === null ? null : <a href={`mailto:${email}`}>{email}</a>}
      {phone === null ? null : <a href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>{phone}</a>}
      {url === null ? null : (
        <a href={url} rel="noreferrer">
          {url.replace(/^https:\/\//, '').slice(0, 60)}
        </a>
      )}
    </p>
  )
}
