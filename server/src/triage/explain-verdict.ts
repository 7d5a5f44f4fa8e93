import type { Claim, EvidenceRef, Explanation } from '@countersign/explanation/explanation'
import { sealed } from '@countersign/explanation/explanation-hash'
import type { VerdictRecord } from '@countersign/intent/record/verdict-record'
import type { TriageRecord } from './incident-verdict.ts'

/** What a finding of the tenant is called, and the events it stands for. */
export type Named = {
  readonly title: string
  readonly eventIds: readonly string[]
}
export type Names = (findingId: string) => Named | undefined

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`
const day = (instant: string): string => instant.slice(0, 10)
const findingRef = (id: string): EvidenceRef => ({ kind: 'finding', id })
const namedMax = 20

/** The verdict as an Explanation: every claim cites findings, events, mandates or coverage; what is not known is said. */
export function explainVerdict(region: string, record: TriageRecord, names: Names): Explanation {
  const [heaviest] = record.records
  return sealed({
    tenantId: record.tenantId,
    region,
    subject: { kind: 'incident-finding', id: record.incidentId },
    statement: statementOf(record),
    claims: [
      judgedClaim(record),
      ...(heaviest === undefined ? [] : intentClaims(heaviest, names)),
      authorityClaim(record),
      ...visibilityClaims(record),
      ...missingOf(record).map((text): Claim => ({ text, kind: 'missing', certainty: 'unknown', cites: [] })),
    ],
    ...(heaviest === undefined ? {} : { intent: intentOf(record, heaviest, names) }),
    decidedBy: [
      {
        kind: 'model',
        name: 'intent over time',
        version: heaviest?.calibration.madeAt ?? '',
        contentHash: record.modelHash,
      },
      {
        kind: 'policy',
        name: 'triage book',
        version: heaviest?.calibration.name ?? '',
        contentHash: record.bookHash,
      },
    ],
  })
}

const reasons: Readonly<Record<string, string>> = {
  probability: 'it probably belongs to an attack',
  label: 'a person called what looks like it an attack',
  incident: 'something was escalated on the same entity beside it',
  burst: 'there is more of it at once than was ever seen',
  'unseen-type': 'nothing of this kind was there to learn from',
  'little-evidence': 'too little of this kind was decided by people to vouch for it',
  'low-confidence': 'harmless findings of this kind hardly ever look like this',
  'far-from-any-cluster': 'it came in a context unlike any known one',
  'attack-nearby': 'something was escalated on the same entity within moments',
  drift: 'findings of this kind have lately looked less harmless than those learned from',
  'no-visibility': 'a source that covers the entity is quiet',
  'outside-mandate': 'whoever acted did what no mandate covers',
  'identity-at-risk': 'whoever acted is at high risk, as told by a transmitter or a person',
  'not-all-judged': 'some of its findings are older than what was judged',
  'nothing-judged': 'none of its findings could be judged',
}

/** A reason in words that a customer understands. */
export function reasonInWords(reason: string | null): string {
  return reason === null ? 'all of it looks like what people found harmless' : (reasons[reason] ?? reason)
}

export function statementOf({ verdict, reason, findings }: TriageRecord): string {
  const [heaviest] = findings
  const why = reasonInWords(reason)
  if (heaviest === undefined) return `This was not judged: ${why}.`
  const title = `“${heaviest.familyTitle}”`
  if (verdict === 'close') return `This can be closed: ${why}.`
  if (verdict === 'escalate') return `This needs attention because of ${title}: ${why}.`
  if (verdict === 'group') return `This belongs with what is open on ${heaviest.entity}: ${why}.`
  return `A person has to look at ${title}: ${why}.`
}

function judgedClaim({ counts, findings, verdict }: TriageRecord): Claim {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  const words = parts.map(([kind, count]) => `${count} ${kind}`).join(', ')
  return {
    text: `Its findings were judged one by one: ${words}; the heaviest decides: ${verdict}.`,
    kind: 'for',
    certainty: 'proven',
    cites: findings.slice(0, namedMax).map(({ findingId }) => findingRef(findingId)),
  }
}

function intentClaims(record: VerdictRecord, names: Names): readonly Claim[] {
  const own = findingRef(record.eventId)
  const title = (id: string) => names(id)?.title ?? `finding ${id.slice(0, 12)}`
  const { calibration, circumstances, drivers, precedents, counterfactuals } = record
  const isHarmless = record.decision.verdict === 'close'
  const probability: Claim = {
    text: `“${title(record.eventId)}” belongs to an attack with a probability of ${percent(circumstances.probability)}, calibrated on ${calibration.events} findings with ${calibration.attacks} of attacks (${calibration.name}, ${day(calibration.madeAt)}).`,
    kind: 'for',
    certainty: 'inferred',
    cites: [own],
  }
  const driving = drivers.map(
    ({ eventId, kind, weight }): Claim => ({
      text:
        kind === 'alarm'
          ? `It hangs on “${title(eventId)}”, which was escalated on the same entity.`
          : `It hangs on “${title(eventId)}” before it, with ${percent(weight)} of what the model looked back to.`,
      kind: 'for',
      certainty: 'inferred',
      cites: [findingRef(eventId), ...eventRefs(names(eventId))],
    }),
  )
  const alike = precedents.map(
    ({ clusterId, distance, benign, attack, events, labelledBy, labelledAt }): Claim => ({
      text: `It is ${distance.toFixed(2)} of 2 away from the context ${clusterId}: ${benign} harmless and ${attack} of attacks, on the word of ${labelledBy}, ${day(labelledAt)}.`,
      kind: benign >= attack === isHarmless ? 'for' : 'against',
      certainty: 'inferred',
      cites: [own, ...events.map(({ eventId }) => findingRef(eventId))],
    }),
  )
  const otherwise = counterfactuals
    .filter(({ changes }) => changes)
    .map(
      ({ without, verdict, probability: then }): Claim => ({
        text: `Without ${without.map((id) => `“${title(id)}”`).join(' and ')} the verdict would be ${verdict}, at ${percent(then)}.`,
        kind: 'for',
        certainty: 'proven',
        cites: without.map(findingRef),
      }),
    )
  return [probability, ...driving, ...alike, ...otherwise]
}

function eventRefs(named: Named | undefined): readonly EvidenceRef[] {
  return (named?.eventIds ?? []).slice(0, namedMax).map((id) => ({ kind: 'event', id }))
}

function authorityClaim({ authority, verdict }: TriageRecord): Claim {
  const { kind, statement, identityKey, mandateIds } = authority
  const cites: readonly EvidenceRef[] = [
    ...(identityKey === null ? [] : [{ kind: 'identity' as const, id: identityKey }]),
    ...mandateIds.map((id) => ({ kind: 'mandate' as const, id })),
  ]
  if (kind === 'none' || kind === 'unknown')
    return { text: statement, kind: 'missing', certainty: 'unknown', cites }
  const isCalm = kind === 'mandated'
  return {
    text: statement,
    kind: isCalm === (verdict === 'close') ? 'for' : 'against',
    certainty: 'proven',
    cites,
  }
}

function visibilityClaims({ visibility, verdict }: TriageRecord): readonly Claim[] {
  return visibility.sources.map(({ sourceId, name, lastEventAt, isQuiet }) => ({
    text: isQuiet
      ? `The source “${name}” is quiet${lastEventAt === null ? '' : ` since ${lastEventAt}`}: what it would have shown is not known.`
      : `The source “${name}” was heard at ${lastEventAt}.`,
    kind: isQuiet ? 'missing' : verdict === 'close' ? 'for' : 'against',
    certainty: isQuiet ? 'unknown' : 'proven',
    cites: [{ kind: 'coverage', id: sourceId }],
  }))
}

/** What was not there to decide on, each in words. */
export function missingOf({ unjudged, visibility, records }: TriageRecord): readonly string[] {
  const missing: string[] = []
  if (unjudged > 0) missing.push(`${unjudged} of its findings are older than what was judged.`)
  if (visibility.sources.length === 0) missing.push('No source was heard that told of its entities.')
  const [heaviest] = records
  if (heaviest !== undefined && heaviest.precedents.length === 0)
    missing.push('No labelled finding of this family is there to compare with.')
  return missing
}

function intentOf(
  { verdict, reason }: TriageRecord,
  { circumstances, drivers }: VerdictRecord,
  names: Names,
): NonNullable<Explanation['intent']> {
  const kinds = { close: 'benign', group: 'malicious', escalate: 'malicious', abstain: 'abstain' } as const
  return {
    verdict: kinds[verdict],
    probability: circumstances.probability,
    drivers: drivers.flatMap(({ eventId }) => eventRefs(names(eventId))),
    reason: reasonInWords(reason),
  }
}
