import type { IncidentDetail } from '@countersign/api/incident'
import type { EvidenceRef } from '@countersign/explanation/explanation'
import { createContext, useContext, useState } from 'react'
import { LogText } from '../text/log-text.tsx'
import { anchorOf, citeLabel, citeTarget, labelsOf } from './cited.ts'
import css from './incident.module.css'

type Evidence = {
  readonly detail: IncidentDetail
  readonly openEvent: (eventId: string) => void
  readonly opened: string | undefined
}
export const EvidenceContext = createContext<Evidence | undefined>(undefined)

const citesShown = 6

/** The evidence behind a sentence: each opens what it cites. */
export function Cites({ cites }: { readonly cites: readonly EvidenceRef[] }) {
  const { detail } = useContext(EvidenceContext) as Evidence
  const [all, setAll] = useState(false)
  if (cites.length === 0) return null
  const shown = all ? cites : cites.slice(0, citesShown)
  const citeLabels = labelsOf(shown, detail)
  return (
    <span className={css.cites}>
      {shown.map((ref, at) => (
        <Cite key={`${ref.kind}${ref.id}`} cite={ref} label={citeLabels[at] ?? ref.id} />
      ))}
      {cites.length > shown.length ? (
        <button type="button" className={css.cite} onClick={() => setAll(true)}>
          +{cites.length - shown.length} more
        </button>
      ) : null}
    </span>
  )
}

function Cite({ cite, label }: { readonly cite: EvidenceRef; readonly label: string }) {
  const evidence = useContext(EvidenceContext) as Evidence
  const target = citeTarget(cite, evidence.detail)
  if (target.kind === 'named')
    return (
      <span className={css.cite}>
        <LogText text={label} max={60} />
      </span>
    )
  const open = () => {
    if (target.kind === 'event') evidence.openEvent(target.eventId)
    else showFinding(target.findingId, target.ruleId)
  }
  return (
    <button
      type="button"
      className={css.cite}
      data-kind={target.kind}
      data-open={(target.kind === 'event' && evidence.opened === target.eventId) || undefined}
      onClick={open}
      title={`${target.kind === 'event' ? 'Open the event' : 'Show the finding'}: ${citeLabel(cite, evidence.detail).slice(0, 200)}`}
    >
      <LogText text={label} max={60} />
    </button>
  )
}

/** Leads to the finding, or to its rule when that is folded away. */
function showFinding(findingId: string, ruleId: string): void {
  const shown =
    document.getElementById(anchorOf('finding', findingId)) ??
    document.getElementById(anchorOf('rule', ruleId))
  shown?.scrollIntoView({ block: 'center' })
  shown?.focus({ preventScroll: true })
}
