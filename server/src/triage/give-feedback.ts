import type { Feedback, FeedbackApplied, FeedbackEffect } from '@countersign/api/triage'
import { isIntentName } from '@countersign/intent/judge/intents'
import type { JudgeBook } from '@countersign/intent/judge/judge-book'
import { changesOf, withLabel } from '@countersign/intent/record/feedback'
import { type IncidentOutcome, incidentOutcomes } from '../incident/service.ts'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { Person } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { readHistory } from './history.ts'
import { type JudgedFinding, judgeFindings } from './judge-findings.ts'
import { findLearned, putInUse, type StoredLearned } from './model-store.ts'
import type { PassParts } from './pass.ts'
import { dayMs } from './read-lessons.ts'
import { tables } from './tables.ts'
import { clusterLabel } from './train.ts'
import { requestTraining } from './training-store.ts'

type Parts = Pick<PassParts, 'state' | 'lake' | 'clock'> & {
  readonly limits: Pick<PassParts['limits'], 'triageHistoryDays'>
}
type Said = {
  readonly person: Person
  readonly tenantId: TenantId
  readonly incidentId: string
  readonly feedback: Feedback
}
type Considered = {
  readonly effect: FeedbackEffect
  readonly incident: IncidentOutcome
  readonly learned: StoredLearned | undefined
  readonly after: JudgeBook | undefined
  readonly at: Date
}

const changesShownMax = 100

/** What a word on an incident would change; nothing is written. Errors: NOT_FOUND, REQUEST_INVALID, STATE_DOWN, LAKE_DOWN. */
export async function previewFeedback(parts: Parts, said: Said): Promise<FeedbackEffect> {
  return (await consider(parts, said)).effect
}

/**
 * Takes a person's word: the findings are learned from with it, the clusters take it at once, and a training is asked for.
 * The next look of triage judges with it. Errors: as of the preview.
 */
export async function giveFeedback(parts: Parts, said: Said): Promise<FeedbackApplied> {
  const { person, tenantId, feedback } = said
  const { effect, incident, learned, after, at } = await consider(parts, said)
  const { label, intent = null } = feedback
  noteAudit({ after: { label, intent, clusters: effect.clusters.length, changes: effect.changesTotal } })
  return parts.state.forTenant(tenantId, async (tx) => {
    const values = { label, intent, who: person.name, at }
    for (const finding_id of incident.findingIds)
      await tables(tx)
        .insertInto('triage_label')
        .values({ tenant_id: tenantId, finding_id, incident_id: incident.incidentId, ...values })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'finding_id']).doUpdateSet(values))
        .execute()
    if (learned !== undefined && after !== undefined && effect.clusters.length > 0) {
      const { base_hash, seed, cpu_seconds, data } = learned.record
      await putInUse(tx, after, { tenant_id: tenantId, base_hash, seed, cpu_seconds, data, made_at: at })
    }
    const why = `${person.name} called an incident ${label}`
    await requestTraining(tx, tenantId, why, at)
    return { effect, isTraining: true }
  })
}

async function consider(parts: Parts, { person, tenantId, incidentId, feedback }: Said): Promise<Considered> {
  const { state, lake, clock, limits } = parts
  const { label, intent = null } = feedback
  if (intent !== null && !isIntentName(intent))
    throw new CountersignError('REQUEST_INVALID', `intent: there is none called ${intent}`)
  const at = new Date(clock.now())
  const fromMs = at.getTime() - limits.triageHistoryDays * dayMs
  const { outcomes, learned } = await state.forTenant(tenantId, async (tx) => ({
    outcomes: await incidentOutcomes(tx, fromMs),
    learned: await findLearned(tx),
  }))
  const incident = outcomes.find((one) => one.incidentId === incidentId)
  if (incident === undefined)
    throw new CountersignError('NOT_FOUND', 'no such incident among those that are judged')
  if (learned === undefined) return { effect: noEffect(incident), incident, learned, after: undefined, at }
  const history = await readHistory(lake, tenantId, fromMs)
  const judged = await judgeFindings(learned, history, { wantsBasis: () => false, isVisible: () => true })
  const clusters = new Set(incident.findingIds.flatMap((id) => judged.get(id)?.judged.clusterId ?? []))
  const word = clusterLabel({ label, who: person.name, at, intent })
  const after = [...clusters].reduce((book, id) => withLabel(book, id, word), learned.book)
  return {
    effect: effectOf({ incident, outcomes, judged, clusters }, learned.book, after),
    incident,
    learned,
    after,
    at,
  }
}

function noEffect({ findingIds }: IncidentOutcome): FeedbackEffect {
  return { clusters: [], findings: findingIds.length, changes: [], changesTotal: 0, judged: 0 }
}

type Seen = {
  readonly incident: IncidentOutcome
  readonly outcomes: readonly IncidentOutcome[]
  readonly judged: ReadonlyMap<string, JudgedFinding>
  readonly clusters: ReadonlySet<string>
}

function effectOf(
  { incident, outcomes, judged, clusters }: Seen,
  before: JudgeBook,
  after: JudgeBook,
): FeedbackEffect {
  const home = new Map(
    outcomes.flatMap(({ incidentId, findingIds }) => findingIds.map((id) => [id, incidentId])),
  )
  const own = new Set(incident.findingIds)
  const all = [...judged.values()].map(({ judged: one }) => one)
  const changed = changesOf(all, before, after).filter(({ eventId }) => !own.has(eventId))
  const changes = changed.toReversed().flatMap(({ eventId, before: was, after: will }) => {
    const finding = judged.get(eventId)?.finding
    if (finding === undefined) return []
    const { type: familyId, familyTitle, timeMs } = finding
    const at = new Date(timeMs).toISOString()
    const incidentId = home.get(eventId) ?? null
    return [{ findingId: eventId, incidentId, familyId, familyTitle, at, before: was, after: will }]
  })
  return {
    clusters: Object.values(before.families).flatMap((family) =>
      family.clusters.flatMap(({ id, benign, attack }) =>
        clusters.has(id) ? [{ clusterId: id, familyId: family.type, benign, attack }] : [],
      ),
    ),
    findings: incident.findingIds.length,
    changes: changes.slice(0, changesShownMax),
    changesTotal: changes.length,
    judged: judged.size,
  }
}
