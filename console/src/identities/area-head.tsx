import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import listCss from '../rows/list-page.module.css'
import { inWordsOf, useReader } from '../settings/use-reader.ts'

const places = [
  { to: '/identities', name: 'Acted lately', plain: 'Who acted' },
  { to: '/identities/inventory', name: 'Inventory', plain: 'Who there is' },
  { to: '/identities/checks', name: 'Checks', plain: 'What is wrong' },
  { to: '/identities/who-can', name: 'Who can', plain: 'Who could' },
  { to: '/identities/mandates', name: 'Mandates', plain: 'What is agreed' },
  { to: '/identities/configurations', name: 'Configurations', plain: 'What is set up' },
  { to: '/identities/signals', name: 'Signals', plain: 'Warnings from others' },
] as const

/** Title of a page about identities, the way to the others, and on the right what can be done. */
export function AreaHead(props: {
  readonly title: string
  readonly note?: ReactNode
  readonly children?: ReactNode
}) {
  const reader = useReader()
  const pathname = useLocation({ select: (location) => location.pathname })
  const here = places.find(({ to }) => to === pathname)
  return (
    <header className={listCss.head}>
      <h1>{inWordsOf(reader, props.title, here?.plain ?? props.title)}</h1>
      <nav className={listCss.tabs} aria-label="Pages about identities">
        {places.map(({ to, name, plain }) => (
          <Link key={to} to={to} search={{}} data-here={to === pathname || undefined}>
            {inWordsOf(reader, name, plain)}
          </Link>
        ))}
      </nav>
      {props.note === undefined ? null : <p className="quiet">{props.note}</p>}
      <span className={listCss.grow} />
      {props.children}
    </header>
  )
}
