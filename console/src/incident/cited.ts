import type { IncidentDetail } from '@countersign/api/incident'
import type { EvidenceRef } from '@countersign/explanation/explanation'

/** What a citation opens: an event in the side panel, a finding on the page, or nothing more than its name. */
export type CiteTarget =
  | { readonly kind: 'event'; readonly eventId: string }
  | { readonly kind: 'finding'; readonly findingId: string }
  | { readonly kind: 'named' }

export function citeTarget(ref: EvidenceRef, detail: IncidentDetail): CiteTarget {
  if (ref.kind === 'event') return { kind: 'event', eventId: ref.id }
  const finding = detail.findings.find((each) =>
    ref.kind === 'finding' ? each.findingId === ref.id : ref.kind === 'rule' && each.ruleId === ref.id,
  )
  return finding === undefined ? { kind: 'named' } : { kind: 'finding', findingId: finding.findingId }
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
