import type {
  AuditList,
  AuditOutcome,
  AuditReview,
  ClosingPage,
  Feedback,
  FeedbackApplied,
  FeedbackEffect,
  IncidentVerdictAnswer,
  TrainingRequested,
  TriageFamilies,
  TriageFamily,
  TriageModelPage,
  VerdictReplay,
} from '@countersign/api/triage'
import { type Incidents, incidentOutcomes } from '../incident/service.ts'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { Person } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { familyOf } from './autonomy.ts'
import { whyNotClose } from './close-incidents.ts'
import { giveFeedback, previewFeedback } from './give-feedback.ts'
import type { TriageRecord } from './incident-verdict.ts'
import { readMeasured } from './measures.ts'
import { bookInUse, booksMade, findLearned } from './model-store.ts'
import { auditList, closingShape, closingTotals, modelPage, overallMisses } from './pages.ts'
import { type PassOutcome, type PassParts, setMode, triagePass } from './pass.ts'
import { dayMs, readLessons } from './read-lessons.ts'
import { replayVerdict } from './replay-verdict.ts'
import { shownVerdict } from './shown-verdict.ts'
import { type ClosingRow, tables, type VerdictRow } from './tables.ts'
import { train } from './train.ts'
import { findTraining, requestTraining } from './training-store.ts'
import { findVerdict, latestVerdict } from './verdict-store.ts'

export type TriageParts = PassParts &
  Pick<Platform, 'metrics'> & {
    readonly incidents: Pick<Incidents, 'detail' | 'patch'>
    readonly limits: Pick<
      Limits,
      | 'triageHistoryDays'
      | 'triageQuietSeconds'
      | 'triageAuditPercent'
      | 'triageTrainingPercent'
      | 'triageTrainFindingsMin'
      | 'triageTrainLabelsMin'
      | 'triageGrantIncidentsMin'
      | 'triageTrainEverySeconds'
    >
    /** Wakes whoever trains. */
    readonly wakeTraining: (tenantId: TenantId) => Promise<void>
  }

/** Which incident, of whom. */
type Of = readonly [tenantId: TenantId, incidentId: string]

/** Verdicts on incidents, and the right to act on them. Errors of all: STATE_DOWN, LAKE_DOWN. */
export type Triage = {
  readonly pass: (tenantId: TenantId) => Promise<PassOutcome>
  readonly train: (tenantId: TenantId, signal: AbortSignal) => Promise<void>
  /** Asks for a training where enough was learned since the last one; whether it did. */
  readonly trainIfDue: (tenantId: TenantId) => Promise<boolean>
  /** Errors: NOT_FOUND. */
  readonly verdict: (...of: Of) => Promise<IncidentVerdictAnswer>
  /** Errors: NOT_FOUND. */
  readonly replay: (tenantId: TenantId, incidentId: string, verdictId: string) => Promise<VerdictReplay>
  /** Errors: NOT_FOUND, REQUEST_INVALID. */
  readonly preview: (person: Person, ...of: [...Of, Feedback]) => Promise<FeedbackEffect>
  readonly feedback: (person: Person, ...of: [...Of, Feedback]) => Promise<FeedbackApplied>
  readonly families: (tenantId: TenantId) => Promise<TriageFamilies>
  /** Errors: NOT_FOUND, CONFLICT when it was not earned. */
  readonly grant: (
    person: Person,
    tenantId: TenantId,
    familyId: string,
    reason: string,
  ) => Promise<TriageFamily>
  /** Errors: NOT_FOUND, CONFLICT when it is not granted. */
  readonly withdraw: (
    person: Person,
    tenantId: TenantId,
    familyId: string,
    reason: string,
  ) => Promise<TriageFamily>
  readonly closings: (tenantId: TenantId, page: { cursor?: string; limit: number }) => Promise<ClosingPage>
  readonly audit: (tenantId: TenantId) => Promise<AuditList>
  /** Errors: NOT_FOUND, CONFLICT when it was reviewed. */
  readonly review: (person: Person, ...of: [...Of, AuditReview]) => Promise<AuditOutcome>
  readonly model: (tenantId: TenantId) => Promise<TriageModelPage>
  /** Errors: CONFLICT when there is too little to learn from. */
  readonly requestTraining: (person: Person, tenantId: TenantId) => Promise<TrainingRequested>
}

export function openTriage(parts: TriageParts): Triage {
  const { state } = parts
  const count = countPasses(parts)
  return {
    pass: async (tenantId) => count(await triagePass(parts, tenantId)),
    train: (tenantId, signal) => train(parts, tenantId, signal),
    trainIfDue: (tenantId) => trainIfDue(parts, tenantId),
    verdict: (...of) => shownOf(parts, ...of),
    replay: (tenantId, incidentId, verdictId) =>
      state.forTenant(tenantId, async (tx) => {
        const row = await findVerdict(tx, verdictId)
        if (row?.incident_id !== incidentId) throw new CountersignError('NOT_FOUND', 'no such verdict')
        return replayVerdict(row, await findLearned(tx, row.book_hash))
      }),
    preview: (person, tenantId, incidentId, feedback) =>
      previewFeedback(parts, { person, tenantId, incidentId, feedback }),
    feedback: async (person, tenantId, incidentId, feedback) => {
      const applied = await giveFeedback(parts, { person, tenantId, incidentId, feedback })
      await parts.wakeTraining(tenantId)
      return applied
    },
    ...rightsOf(parts),
    ...pagesOf(parts),
  }
}

function countPasses({ metrics }: TriageParts): (outcome: PassOutcome) => PassOutcome {
  const labels = { verdict: ['close', 'group', 'escalate', 'abstain'] } as const
  const verdicts = metrics.counter({
    name: 'countersign_triage_verdicts_total',
    help: 'Verdicts on incidents, by what they were.',
    labels,
  })
  const closed = metrics.counter<never>({
    name: 'countersign_triage_closed_total',
    help: 'Incidents that the platform closed by itself.',
  })
  const withdrawn = metrics.counter<never>({
    name: 'countersign_triage_withdrawn_total',
    help: 'Rights to close that were withdrawn by themselves.',
  })
  return (outcome) => {
    for (const { verdict } of outcome.verdicts) verdicts.add(1, { verdict })
    closed.add(outcome.closed, {})
    withdrawn.add(outcome.withdrawn, {})
    return outcome
  }
}

async function shownOf(
  parts: TriageParts,
  tenantId: TenantId,
  asked: string,
): Promise<IncidentVerdictAnswer> {
  const { incident, findings } = await parts.incidents.detail(tenantId, asked)
  const { incidentId } = incident
  const whyNone = 'It is judged with the next look of triage, within a minute.'
  return parts.state.forTenant(tenantId, async (tx) => {
    const row = await latestVerdict(tx, incidentId)
    if (row === undefined)
      return { verdict: null, whyNone: (await bookInUse(tx)) === undefined ? noModel(parts) : whyNone }
    const measured = await readMeasured(tx)
    const closing = measured.closings.find(({ incident_id }) => incident_id === incidentId)
    const families = new Map(measured.families.map((one) => [one.family_id, one]))
    const own = new Map(
      findings.map((one) => [
        one.findingId,
        { title: one.ruleTitle, eventIds: one.events.map(({ eventId }) => eventId) },
      ]),
    )
    const lastMs = Date.parse(incident.lastAt)
    const verdict = shownVerdict(row, {
      closing,
      whyNotClose:
        closing === undefined
          ? whyNotClose({ ...incident, lastMs }, row, families, parts.clock.now())
          : 'It was closed by the platform before.',
      isStale: judgedFewer(row, incident.findingCount),
      named: (id) => own.get(id),
    })
    return { verdict, whyNone: null }
  })
}

function judgedFewer({ record }: VerdictRow, findings: number): boolean {
  const { counts, unjudged } = JSON.parse(record) as TriageRecord
  return Object.values(counts).reduce((sum, count) => sum + count, unjudged) < findings
}

function noModel({ limits }: TriageParts): string {
  return `No model of this tenant was learned yet: it takes ${limits.triageTrainFindingsMin} findings, of which people decided ${limits.triageTrainLabelsMin}.`
}

function rightsOf(parts: TriageParts): Pick<Triage, 'families' | 'grant' | 'withdraw'> {
  const { state, clock, limits } = parts
  const read = async (tx: StateTransaction) => {
    const measured = await readMeasured(tx)
    return measured.families.map((row) => familyOf(measured, row, limits.triageGrantIncidentsMin))
  }
  const change = (
    person: Person,
    tenantId: TenantId,
    familyId: string,
    to: 'granted' | 'withdrawn',
    reason: string,
  ) =>
    state.forTenant(tenantId, async (tx) => {
      const before = (await read(tx)).find((one) => one.familyId === familyId)
      if (before === undefined) throw new CountersignError('NOT_FOUND', 'no such family was judged here')
      if (to === 'granted' && before.whyNotYet !== null)
        throw new CountersignError('CONFLICT', before.whyNotYet)
      if (to === 'withdrawn' && before.mode !== 'granted')
        throw new CountersignError('CONFLICT', `it is ${before.mode}, and not granted`)
      noteAudit({ before: { mode: before.mode, agreement: before.agreement }, after: { mode: to, reason } })
      await setMode(tx, familyId, { mode: to, since: new Date(clock.now()), who: person.name, reason })
      return (await read(tx)).find((one) => one.familyId === familyId) ?? before
    })
  return {
    families: async (tenantId) => ({ items: await state.forTenant(tenantId, read) }),
    grant: (person, tenantId, familyId, reason) => change(person, tenantId, familyId, 'granted', reason),
    withdraw: (person, tenantId, familyId, reason) => change(person, tenantId, familyId, 'withdrawn', reason),
  }
}

/** Incidents of the last days by id: what the pages are about. */
async function outcomesById({ clock, limits }: TriageParts, tx: StateTransaction) {
  const outcomes = await incidentOutcomes(tx, clock.now() - limits.triageHistoryDays * dayMs)
  return new Map(outcomes.map((outcome) => [outcome.incidentId, outcome]))
}

function pagesOf(
  parts: TriageParts,
): Pick<Triage, 'closings' | 'audit' | 'review' | 'model' | 'requestTraining'> {
  const { state } = parts
  return {
    closings: (tenantId, page) => closingPage(parts, tenantId, page),
    audit: (tenantId) =>
      state.forTenant(tenantId, async (tx) =>
        auditList(await readMeasured(tx), await outcomesById(parts, tx)),
      ),
    review: (person, tenantId, incidentId, review) => reviewOf(parts, person, tenantId, incidentId, review),
    model: async (tenantId) => {
      const available = await availableNow(parts, tenantId)
      return state.forTenant(tenantId, async (tx) =>
        modelPage({
          books: await booksMade(tx, booksShownMax),
          training: await findTraining(tx),
          available,
          measured: await readMeasured(tx),
          whyNone: noModel(parts),
        }),
      )
    },
    requestTraining: async (person, tenantId) => {
      if (!isEnough(parts, await availableNow(parts, tenantId)))
        throw new CountersignError('CONFLICT', noModel(parts))
      const isQueued = await ask(parts, tenantId, `${person.name} asked for it`)
      return { isQueued }
    },
  }
}

const booksShownMax = 20

async function closingPage(
  parts: TriageParts,
  tenantId: TenantId,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<ClosingPage> {
  return parts.state.forTenant(tenantId, async (tx) => {
    const measured = await readMeasured(tx)
    const outcomes = await outcomesById(parts, tx)
    const titles = new Map(measured.families.map(({ family_id, title }) => [family_id, title]))
    const all = measured.closings.filter(({ is_done }) => is_done)
    const from = cursor === undefined ? 0 : all.findIndex(({ incident_id }) => incident_id === cursor) + 1
    const rows = all.slice(from, from + limit)
    const last = rows.at(-1)
    return {
      items: rows.map((row: ClosingRow) => closingShape(row, { outcomes, titles })),
      ...(last === undefined || from + limit >= all.length ? {} : { nextCursor: last.incident_id }),
      totals: closingTotals(measured, outcomes),
      missRate: overallMisses(measured),
    }
  })
}

async function reviewOf(
  { state, clock }: TriageParts,
  person: Person,
  tenantId: TenantId,
  incidentId: string,
  review: AuditReview,
): Promise<AuditOutcome> {
  const { label } = review
  const note = review.note ?? null
  return state.forTenant(tenantId, async (tx) => {
    const own = tables(tx)
    const row = await own
      .selectFrom('triage_review')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .executeTakeFirst()
    if (row === undefined) throw new CountersignError('NOT_FOUND', 'this incident was not drawn for review')
    if (row.label !== null) throw new CountersignError('CONFLICT', 'it was reviewed already')
    const reviewed_at = new Date(clock.now())
    await own
      .updateTable('triage_review')
      .set({ label, note, reviewed_at, reviewed_by: person.name })
      .where('incident_id', '=', incidentId)
      .execute()
    const isMiss = row.closed_by === 'platform' && label === 'attack'
    noteAudit({ after: { label, closedBy: row.closed_by, isMiss } })
    return { incidentId, label, closedBy: row.closed_by, isMiss }
  })
}

async function availableNow(parts: TriageParts, tenantId: TenantId): Promise<TriageModelPage['available']> {
  const lessons = await readLessons(parts, tenantId)
  return { findings: lessons.length, labelled: lessons.filter(({ label }) => label !== undefined).length }
}

function isEnough({ limits }: TriageParts, { findings, labelled }: TriageModelPage['available']): boolean {
  return findings >= limits.triageTrainFindingsMin && labelled >= limits.triageTrainLabelsMin
}

async function ask(parts: TriageParts, tenantId: TenantId, why: string): Promise<boolean> {
  const at = new Date(parts.clock.now())
  const isNew = await parts.state.forTenant(tenantId, (tx) => requestTraining(tx, tenantId, why, at))
  await parts.wakeTraining(tenantId)
  return isNew
}

/** The first time there is enough; then after a pause, when more was found than is known. */
async function trainIfDue(parts: TriageParts, tenantId: TenantId): Promise<boolean> {
  const { state, clock, limits } = parts
  const training = await state.forTenant(tenantId, findTraining)
  if (training?.state === 'waiting' || training?.state === 'running') {
    await parts.wakeTraining(tenantId)
    return false
  }
  const lastMs = (training?.finished_at ?? training?.requested_at)?.getTime()
  if (lastMs !== undefined && clock.now() - lastMs < limits.triageTrainEverySeconds * 1000) return false
  const available = await availableNow(parts, tenantId)
  if (!isEnough(parts, available)) return false
  const known = (JSON.parse(training?.data ?? '{}') as { findings?: number; labelled?: number }) ?? {}
  if (
    training?.state === 'done' &&
    known.findings === available.findings &&
    known.labelled === available.labelled
  )
    return false
  return ask(parts, tenantId, 'there is more to learn from')
}
