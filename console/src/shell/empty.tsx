import type { ReactNode } from 'react'
import css from './shell.module.css'

/** An empty list says why it is empty, and what to do about it. */
export function Empty(props: {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
  /** The list is empty because all is well. */
  readonly isGood?: boolean
}) {
  return (
    <div className={css.empty}>
      {props.isGood ? <Seal /> : null}
      <h2>{props.title}</h2>
      <div>{props.children}</div>
      {props.action}
    </div>
  )
}

function Seal() {
  return (
    <svg width="44" height="44" viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M23.5 10.2A9.2 9.2 0 1 0 23.5 21.8"
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path
        d="m12.6 16.4 3.4 3.3 9-9.2"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
