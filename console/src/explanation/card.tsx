import { type ReactNode, useId } from 'react'
import css from './explanation.module.css'

/** A part of an explanation. Two explanations may stand on one page, so each heading has an id of its own. */
export function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section className={css.card} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}
