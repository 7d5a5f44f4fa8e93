import type { EvidenceRef } from '@countersign/explanation/explanation'
import { createContext, useContext, useState } from 'react'
import { LogText } from '../text/log-text.tsx'
import css from './explanation.module.css'

/** A citation as a page shows it. Without `open` there is nothing to open: it is only named. */
type ShownCite = {
  readonly label: string
  readonly title?: string
  readonly kind: 'event' | 'finding' | 'named'
  readonly isOpen?: boolean
  readonly open?: () => void
}

/** How the page that shows an explanation names and opens what it cites. */
export type Evidence = (cites: readonly EvidenceRef[]) => readonly ShownCite[]

const namedOnly: Evidence = (cites) =>
  cites.map(({ kind, id }) => ({ label: `${kind} ${id.slice(0, 24)}`, kind: 'named' }))

export const EvidenceContext = createContext<Evidence>(namedOnly)

const citesShown = 6

/** The evidence behind a sentence: each opens what it cites. */
export function Cites({ cites }: { readonly cites: readonly EvidenceRef[] }) {
  const evidence = useContext(EvidenceContext)
  const [all, setAll] = useState(false)
  if (cites.length === 0) return null
  const shown = all ? cites : cites.slice(0, citesShown)
  const shownCites = evidence(shown)
  return (
    <span className={css.cites}>
      {shown.map((ref, at) => {
        const cite = shownCites[at]
        return cite === undefined ? null : <Cite key={`${ref.kind}${ref.id}`} cite={cite} />
      })}
      {cites.length > shown.length ? (
        <button type="button" className={css.cite} onClick={() => setAll(true)}>
          +{cites.length - shown.length} more
        </button>
      ) : null}
    </span>
  )
}

function Cite({ cite }: { readonly cite: ShownCite }) {
  if (cite.open === undefined)
    return (
      <span className={css.cite}>
        <LogText text={cite.label} max={60} />
      </span>
    )
  return (
    <button
      type="button"
      className={css.cite}
      data-kind={cite.kind}
      data-open={cite.isOpen || undefined}
      onClick={cite.open}
      title={cite.title}
    >
      <LogText text={cite.label} max={60} />
    </button>
  )
}
