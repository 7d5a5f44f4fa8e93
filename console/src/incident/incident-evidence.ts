import type { IncidentDetail } from '@countersign/api/incident'
import type { Evidence } from '../explanation/cites.tsx'
import { anchorOf, citeLabel, citeTarget, labelsOf } from './cited.ts'

/** What an incident's explanation cites: events open beside the page, findings and rules are shown on it. */
export function incidentEvidence(
  detail: IncidentDetail,
  openEvent: (eventId: string) => void,
  opened: string | undefined,
): Evidence {
  return (cites) => {
    const labels = labelsOf(cites, detail)
    return cites.map((ref, at) => {
      const label = labels[at] ?? ref.id
      const target = citeTarget(ref, detail)
      if (target.kind === 'named') return { label, kind: 'named' }
      const what = target.kind === 'event' ? 'Open the event' : 'Show the finding'
      return {
        label,
        kind: target.kind,
        title: `${what}: ${citeLabel(ref, detail).slice(0, 200)}`,
        isOpen: target.kind === 'event' && opened === target.eventId,
        open: () =>
          target.kind === 'event' ? openEvent(target.eventId) : showFinding(target.findingId, target.ruleId),
      }
    })
  }
}

/** Leads to the finding, or to its rule when that is folded away. */
function showFinding(findingId: string, ruleId: string): void {
  const shown =
    document.getElementById(anchorOf('finding', findingId)) ??
    document.getElementById(anchorOf('rule', ruleId))
  shown?.scrollIntoView({ block: 'center' })
  shown?.focus({ preventScroll: true })
}
