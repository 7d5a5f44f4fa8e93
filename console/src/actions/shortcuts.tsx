import { Modal } from '@mantine/core'
import { useState } from 'react'
import { actionCatalogue, actionIds } from './catalogue.ts'
import css from './keys.module.css'
import { Keys } from './keys.tsx'
import { useActions } from './use-actions.ts'

const sections = [...new Set(actionIds.map((id) => actionCatalogue[id].section))]

/** The `?` sheet: every key of the console, from the catalogue. */
export function Shortcuts() {
  const [open, setOpen] = useState(false)
  useActions({ 'view.shortcuts': { run: () => setOpen(true) } })
  return (
    <Modal opened={open} onClose={() => setOpen(false)} title="Keyboard shortcuts" size="xl">
      <div className={css.list}>
        {sections.map((section) => (
          <section key={section} className={css.section}>
            <h3>{section}</h3>
            <Rows section={section} />
          </section>
        ))}
      </div>
    </Modal>
  )
}

function Rows({ section }: { readonly section: string }) {
  const ids = actionIds.filter(
    (id) => actionCatalogue[id].section === section && actionCatalogue[id].keys.length > 0,
  )
  return ids.map((id) => (
    <div key={id} className={css.row}>
      <span>{actionCatalogue[id].title}</span>
      <span>
        {actionCatalogue[id].keys.map((keys, at) => (
          <span key={keys}>
            {at === 0 ? '' : ' or '}
            <Keys keys={keys} />
          </span>
        ))}
      </span>
    </div>
  ))
}
