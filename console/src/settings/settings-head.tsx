import type { ReactNode } from 'react'
import listCss from '../rows/list-page.module.css'

/** Title of a page of settings; on the right whose it is and what can be done. */
export function SettingsHead(props: {
  readonly title: string
  readonly note?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <header className={listCss.head}>
      <h1>{props.title}</h1>
      {props.note === undefined ? null : <p className="quiet">{props.note}</p>}
      <span className={listCss.grow} />
      {props.children}
    </header>
  )
}
