import type { IncidentDetail } from '@countersign/api/incident'
import type { EvidenceRef } from '@countersign/explanation/explanation'

/** What a citation opens: an event in the side panel, a finding on the page, or nothing more than its name. */
export type CiteTarget =
  | { readonly kind: 'event'; readonly eventId: string }
  | { readonly kind: 'finding'; readonly findingId: string; readonly ruleId: string }
  | { readonly kind: 'named' }

export function citeTarget(ref: EvidenceRef, detail: IncidentDetail): CiteTarget {
  if (ref.kind === 'event') return { kind: 'event', eventId: ref.id }
  const finding = detail.findings.find((each) =>
    ref.kind === 'finding' ? each.findingId === ref.id : ref.kind === 'rule' && each.ruleId === ref.id,
  )
  if (finding === undefined) return { kind: 'named' }
  return { kind: 'finding', findingId: finding.findingId, ruleId: finding.ruleId }
}

/** A citation in a few words: the event's action, the rule's title; the id when nothing is known of it. */
export function citeLabel(ref: EvidenceRef, detail: IncidentDetail): string {
  if (ref.kind === 'event') {
    const event = detail.findings.flatMap((finding) => finding.events).find((each) => each.eventId === ref.id)
    return event?.action || `event ${ref.id.slice(0, 8)}`
  }
  const target = citeTarget(ref, detail)
  if (target.kind !== 'finding') return `${ref.kind} ${ref.id.slice(0, 24)}`
  const title = detail.findings.find((each) => each.findingId === target.findingId)?.ruleTitle ?? ref.id
  return ref.kind === 'rule' ? `rule: ${title}` : title
}

/** Id of the element that shows a rule or finding, so that a citation can lead there. */
export function anchorOf(kind: 'rule' | 'finding', id: string): string {
  return `${kind}-${id.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`
}
