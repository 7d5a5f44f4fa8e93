import type { IncidentVerdict } from '@countersign/api/triage'
import type { Explanation } from '@countersign/explanation/explanation'
import { intents } from '@countersign/intent/judge/intents'
import { missingOf, statementOf } from './explain-verdict.ts'
import type { TriageRecord } from './incident-verdict.ts'
import type { ClosingRow, VerdictRow } from './tables.ts'

/** What else is said beside a verdict. */
export type Beside = {
  readonly closing: ClosingRow | undefined
  readonly whyNotClose: string | undefined
  readonly isStale: boolean
  /** Title and events of a finding, where they are known. */
  readonly named: (
    findingId: string,
  ) => { readonly title: string; readonly eventIds: readonly string[] } | undefined
}

export function shownVerdict(
  row: VerdictRow,
  { closing, whyNotClose, isStale, named }: Beside,
): IncidentVerdict {
  const record = JSON.parse(row.record) as TriageRecord
  const { authority, visibility, findings, counts } = record
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return {
    tenantId: record.tenantId,
    incidentId: record.incidentId,
    verdictId: row.verdict_id,
    verdict: record.verdict,
    reason: record.reason,
    statement: statementOf(record),
    decidedAt: row.decided_at.toISOString(),
    probability: row.probability,
    ...ofHeaviest(record, named, row.decided_at),
    authority,
    visibility,
    missing: [...missingOf(record)],
    findings: [...findings],
    findingsOmitted: total - findings.length,
    modelHash: record.modelHash,
    bookHash: record.bookHash,
    dataHash: record.dataHash,
    recordHash: row.record_hash,
    explanation: JSON.parse(row.explanation) as Explanation,
    explanationHash: row.explanation_hash,
    autonomy: { mayClose: whyNotClose === undefined, why: whyNotClose ?? 'Its families are granted.' },
    closing:
      closing === undefined
        ? null
        : {
            closedAt: closing.closed_at.toISOString(),
            reason: closing.reason,
            reversedAt: closing.reversed_at?.toISOString() ?? null,
          },
    isStale,
  }
}

type OfHeaviest = Pick<
  IncidentVerdict,
  'calibration' | 'intent' | 'drivers' | 'precedents' | 'counterfactuals' | 'alternatives'
>

function ofHeaviest({ records }: TriageRecord, named: Beside['named'], decidedAt: Date): OfHeaviest {
  const [heaviest] = records
  if (heaviest === undefined)
    return {
      calibration: { name: 'nothing was judged', madeAt: decidedAt.toISOString(), events: 0, attacks: 0 },
      intent: null,
      drivers: [],
      precedents: [],
      counterfactuals: [],
      alternatives: [],
    }
  const { calibration, intent, drivers, precedents, counterfactuals, alternatives } = heaviest
  return {
    calibration: {
      name: calibration.name,
      madeAt: calibration.madeAt,
      events: calibration.events,
      attacks: calibration.attacks,
    },
    intent:
      intent === undefined
        ? null
        : {
            name: intent.name,
            title: intents[intent.name].title,
            tactic: intent.tactic ?? null,
            techniques: [...intent.techniques],
            onTheWordOf: intent.onTheWordOf,
          },
    drivers: drivers.map(({ eventId, kind, weight, pull }) => ({
      findingId: eventId,
      eventIds: [...(named(eventId)?.eventIds ?? [])],
      ruleTitle: named(eventId)?.title ?? null,
      kind,
      weight,
      pull,
    })),
    precedents: precedents.map(({ events, ...rest }) => ({
      ...rest,
      findings: events.map(({ eventId, label }) => ({ findingId: eventId, label })),
    })),
    counterfactuals: counterfactuals.map(({ without, ...rest }) => ({ without: [...without], ...rest })),
    alternatives: [...alternatives],
  }
}
