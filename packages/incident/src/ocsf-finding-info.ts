import { ocsfVersion } from '@countersign/ocsf/event'
import type { RuleHeader, SigmaLevel } from '@countersign/sigma/match'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { type Tactic, tacticsOf, techniquesOf } from './tactics.ts'

/** The parts that both finding classes share. Source: OCSF 1.9, objects/{finding_info,analytic,attack,metadata}.json. */

export const severities: Readonly<Record<SigmaLevel, readonly [id: number, caption: string]>> = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
}

export function findingMetadata(tenantId: string, uid: string, profiles: readonly string[] = []) {
  return {
    version: ocsfVersion,
    product: { name: 'Countersign', vendor_name: 'Countersign' },
    tenant_uid: tenantId,
    uid,
    ...(profiles.length === 0 ? {} : { profiles }),
  }
}

/** Author, licence and references of the rule travel with every finding, as the Detection Rule License 1.1 asks. */
export function findingInfo(finding: DetectionFinding) {
  const { rule } = finding
  const attacks = attacksOf(rule.tags)
  return {
    uid: finding.findingId,
    title: rule.title,
    ...(rule.description === undefined ? {} : { desc: rule.description }),
    first_seen_time: finding.firstMs,
    last_seen_time: finding.lastMs,
    analytic: analyticOf(rule, finding.events),
    ...(attacks.length === 0 ? {} : { attacks }),
    data_sources: [...new Set(finding.events.map((event) => event.format))],
    related_events: finding.events.map(relatedEvent),
    related_events_count: finding.events.length,
    tags: attribution(rule),
  }
}

/** `type_id` 1 is Rule. Source: OCSF 1.9, objects/analytic.json. */
function analyticOf(rule: RuleHeader, events: readonly EventFacts[]) {
  return {
    name: rule.title,
    uid: rule.id,
    type_id: 1,
    type: 'Rule',
    version: rule.contentHash,
    category: events.length > 1 ? 'Sigma correlation' : 'Sigma rule',
  }
}

function attribution(rule: RuleHeader) {
  const tags = [
    { name: 'rule_author', value: rule.author ?? 'not stated' },
    { name: 'rule_license', value: rule.license ?? 'not stated' },
    { name: 'rule_origin', value: `${rule.origin.pack}/${rule.origin.path}` },
  ]
  return rule.references.length === 0
    ? tags
    : [...tags, { name: 'rule_references', values: [...rule.references] }]
}

function relatedEvent(event: EventFacts) {
  return {
    uid: event.ref.eventId,
    title: event.action,
    first_seen_time: event.timeMs,
    last_seen_time: event.timeMs,
  }
}

export function attacksOf(tags: readonly string[]) {
  const tactics = tacticsOf(tags).map((tactic) => ({ name: tacticCaption(tactic) }))
  const techniques = techniquesOf(tags).map((uid) => techniqueOf(uid))
  return [...techniques, ...tactics.map((tactic) => ({ tactic }))]
}

function techniqueOf(uid: string) {
  const [parent = uid] = uid.split('.')
  return uid === parent ? { technique: { uid } } : { technique: { uid: parent }, sub_technique: { uid } }
}

function tacticCaption(tactic: Tactic): string {
  return tactic
    .split('-')
    .map((word) => (word === 'and' ? word : `${word[0]?.toUpperCase()}${word.slice(1)}`))
    .join(' ')
}
