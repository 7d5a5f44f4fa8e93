import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import listCss from '../rows/list-page.module.css'
import { inWordsOf, useReader } from '../settings/use-reader.ts'

const places = [
  { to: '/compliance', name: 'Compliance', plain: 'What is asked of you' },
  { to: '/evidence', name: 'Evidence', plain: 'What is on record' },
  { to: '/evidence/logs', name: 'Logs and witnesses', plain: 'Who guards it' },
  { to: '/evidence/packs', name: 'Packs', plain: 'To hand over' },
] as const

/** Title of a page about what can be proven, the way to the others, and on the right whose it is. */
export function ProofHead(props: {
  readonly tenantId: string
  /** Absent: what the page is called in the way. */
  readonly title?: ReactNode
  readonly children?: ReactNode
}) {
  const reader = useReader()
  const pathname = useLocation({ select: (location) => location.pathname })
  const here = places.findLast(({ to }) => pathname.startsWith(to))
  return (
    <header className={listCss.head}>
      <h1>{props.title ?? (here === undefined ? 'Compliance' : inWordsOf(reader, here.name, here.plain))}</h1>
      <nav className={listCss.tabs} aria-label="Pages about what can be proven">
        {places.map(({ to, name, plain }) => (
          <Link
            key={to}
            to={to}
            search={{ tenant: props.tenantId }}
            data-here={to === here?.to || undefined}
            aria-current={to === here?.to ? 'page' : undefined}
            preload={false}
          >
            {inWordsOf(reader, name, plain)}
          </Link>
        ))}
      </nav>
      <span className={listCss.grow} />
      {props.children}
    </header>
  )
}
