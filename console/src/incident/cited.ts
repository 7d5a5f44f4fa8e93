import type { FindingEvent, IncidentDetail } from '@countersign/api/incident'
import type { EvidenceRef } from '@countersign/explanation/explanation'
import { clockText } from '../text/time-words.ts'

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
    return eventOf(ref.id, detail)?.action || `event ${ref.id.slice(-8)}`
  }
  const target = citeTarget(ref, detail)
  if (target.kind !== 'finding') return `${ref.kind} ${ref.id.slice(0, 24)}`
  const title = detail.findings.find((each) => each.findingId === target.findingId)?.ruleTitle ?? ref.id
  return ref.kind === 'rule' ? `rule: ${title}` : title
}

/** Labels of citations that stand together: several events of one action are told apart by their time. */
export function labelsOf(cites: readonly EvidenceRef[], detail: IncidentDetail): readonly string[] {
  const labels = cites.map((cite) => citeLabel(cite, detail))
  const repeated = new Set(labels.filter((label, at) => labels.indexOf(label) !== at))
  return cites.map((cite, at) => {
    const label = labels[at] as string
    const time = cite.kind === 'event' ? eventOf(cite.id, detail)?.time : undefined
    if (time === undefined || !repeated.has(label)) return label
    return labels[at - 1] === label ? clockText(time) : `${label} ${clockText(time)}`
  })
}

const eventIndexes = new WeakMap<IncidentDetail, ReadonlyMap<string, FindingEvent>>()

/** An incident can hold thousands of events, each cited several times: they are looked up, not searched. */
function eventOf(eventId: string, detail: IncidentDetail): FindingEvent | undefined {
  let index = eventIndexes.get(detail)
  if (index === undefined) {
    index = new Map(detail.findings.flatMap(({ events }) => events.map((event) => [event.eventId, event])))
    eventIndexes.set(detail, index)
  }
  return index.get(eventId)
}

/** Id of the element that shows a rule or finding, so that a citation can lead there. */
export function anchorOf(kind: 'rule' | 'finding', id: string): string {
  return `${kind}-${id.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`
}
