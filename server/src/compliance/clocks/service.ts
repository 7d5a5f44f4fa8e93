import { randomUUID } from 'node:crypto'
import type {
  NotificationCase,
  NotificationCasePatch,
  NotificationCasePost,
  NotificationDraft,
  NotificationRegime,
  NotificationSubmission,
  SubmissionPost,
} from '@countersign/api/clock'
import { canonical } from '@countersign/explanation/canonical'
import type { Regime } from '@countersign/oscal/clock/regime'
import type { IncidentFacts } from '@countersign/oscal/draft/incident-facts'
import type { Evidence } from '../../evidence/service.ts'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { changedCase, newCase } from './case-change.ts'
import {
  acknowledge,
  findCase,
  findCases,
  findSubmissions,
  insertCase,
  insertSubmission,
  type StoredCase,
  updateCase,
} from './case-store.ts'
import { shownDraft } from './draft.ts'
import { type DeadlineNotice, noticesOf } from './notices.ts'
import { deadlinesOfCase, type Regimes, shownCase, shownRegime } from './shown-case.ts'

/** Notification clocks of incidents: one awareness, every deadline, drafts, submissions and acknowledgements. */
export type Clocks = {
  readonly regimes: () => readonly NotificationRegime[]
  /** Clocks that run, over these tenants: the nearest deadline first. */
  readonly listOf: (tenantIds: readonly TenantId[]) => Promise<readonly NotificationCase[]>
  readonly list: (tenantId: TenantId) => Promise<readonly NotificationCase[]>
  /** Errors: NOT_FOUND when the incident has no clocks. */
  readonly read: (tenantId: TenantId, incidentId: string) => Promise<NotificationCase>
  /** Errors: NOT_FOUND without the incident, CONFLICT when it has clocks, REQUEST_INVALID. */
  readonly open: (
    tenantId: TenantId,
    incidentId: string,
    post: NotificationCasePost,
    by: string,
  ) => Promise<NotificationCase>
  /** Errors: NOT_FOUND, PRECONDITION_FAILED, REQUEST_INVALID. `version` is the one that was seen. */
  readonly change: (
    tenantId: TenantId,
    incidentId: string,
    patch: NotificationCasePatch,
    version: number | undefined,
    by: string,
  ) => Promise<NotificationCase>
  readonly submit: (
    tenantId: TenantId,
    incidentId: string,
    post: SubmissionPost,
    by: string,
  ) => Promise<NotificationSubmission>
  readonly acknowledge: (
    tenantId: TenantId,
    incidentId: string,
    submissionId: string,
    acknowledgedAt: string,
    by: string,
  ) => Promise<void>
  /** Tells what is soon due or overdue, each once. Repeatable. */
  readonly announceDue: (tenantId: TenantId) => Promise<void>
  /** Errors: NOT_FOUND. */
  readonly draft: (
    tenantId: TenantId,
    incidentId: string,
    regimeId: string,
    stageId: string,
  ) => Promise<NotificationDraft>
}

export type ClockPorts = {
  readonly regimes: Regimes
  readonly evidence: Pick<Evidence, 'state'>
  /** One thing to be told of an incident, in the transaction that found it. */
  readonly announce: (
    tx: StateTransaction,
    tenantId: TenantId,
    incidentId: string,
    notice: DeadlineNotice,
  ) => Promise<void>
  /** Errors: NOT_FOUND. */
  readonly incidentTitle: (tenantId: TenantId, incidentId: string) => Promise<string>
  /** What is known of an incident, each with its source. */
  readonly incidentFacts: (tenantId: TenantId, incidentId: string) => Promise<IncidentFacts>
}

export type ClockParts = Pick<Platform, 'state' | 'clock'> & ClockPorts

const casesShown = 500

export function openClocks(parts: ClockParts): Clocks {
  const { state, clock, regimes } = parts
  return {
    regimes: () => [...regimes.values()].map(shownRegime),
    list: (tenantId) => casesOf(parts, tenantId),
    listOf: async (tenantIds) => {
      const all: NotificationCase[] = []
      for (const tenantId of tenantIds) all.push(...(await casesOf(parts, tenantId)))
      return all
        .filter(({ closedAt }) => closedAt === null)
        .sort((a, b) => nextDue(a).localeCompare(nextDue(b)))
    },
    read: (tenantId, incidentId) => readCase(parts, tenantId, incidentId),
    open: async (tenantId, incidentId, post, by) => {
      await parts.incidentTitle(tenantId, incidentId)
      const row = newCase(regimes, tenantId, incidentId, post, { by, nowMs: clock.now() })
      await state.forTenant(tenantId, async (tx) => {
        noteAudit({ target: { incident: incidentId }, after: post })
        if (!(await insertCase(tx, row)))
          throw new CountersignError('CONFLICT', 'this incident has notification clocks already')
        await note(parts, tx, tenantId, incidentId, { what: 'aware', by, ...post })
      })
      return readCase(parts, tenantId, incidentId)
    },
    change: async (tenantId, incidentId, patch, version, by) => {
      await state.forTenant(tenantId, async (tx) => {
        const before = await knownCase(tx, incidentId)
        if (version !== undefined && version !== before.version)
          throw new CountersignError('PRECONDITION_FAILED', `the clocks of ${incidentId}`)
        const after = changedCase(regimes, before, patch, clock.now())
        noteAudit({ target: { incident: incidentId }, after: patch })
        if (!(await updateCase(tx, after)))
          throw new CountersignError('PRECONDITION_FAILED', `the clocks of ${incidentId}`)
        await note(parts, tx, tenantId, incidentId, { what: 'changed', by, ...patch })
      })
      return readCase(parts, tenantId, incidentId)
    },
    submit: (tenantId, incidentId, post, by) => submit(parts, tenantId, incidentId, post, by),
    acknowledge: (tenantId, incidentId, submissionId, acknowledgedAt, by) =>
      state.forTenant(tenantId, async (tx) => {
        noteAudit({ target: { incident: incidentId, submission: submissionId }, after: { acknowledgedAt } })
        if (!(await acknowledge(tx, incidentId, submissionId, new Date(acknowledgedAt))))
          throw new CountersignError('NOT_FOUND', `submission ${submissionId}`)
        const document = { what: 'acknowledged', by, submissionId, acknowledgedAt }
        await note(parts, tx, tenantId, incidentId, document)
      }),
    announceDue: (tenantId) => announceDue(parts, tenantId),
    draft: async (tenantId, incidentId, regimeId, stageId) =>
      draftOf(parts, tenantId, incidentId, knownStage(regimes, regimeId, stageId), stageId),
  }
}

async function casesOf(parts: ClockParts, tenantId: TenantId): Promise<readonly NotificationCase[]> {
  const { state, clock, regimes, incidentTitle } = parts
  const { cases, submissions } = await state.forTenant(tenantId, async (tx) => {
    const cases = await findCases(tx, casesShown)
    const ids = cases.map(({ incident_id }) => incident_id)
    return { cases, submissions: await findSubmissions(tx, ids) }
  })
  const shown = cases.map(async (row) => {
    const own = submissions.filter(({ incident_id }) => incident_id === row.incident_id)
    return shownCase(regimes, row, own, await incidentTitle(tenantId, row.incident_id), clock.now())
  })
  return Promise.all(shown)
}

const noDeadline = '9999'

/** RFC 3339, so texts sort as times do. What nobody waits for comes last. */
function nextDue({ deadlines }: NotificationCase): string {
  const open = deadlines.flatMap(({ state, dueAt }) =>
    dueAt !== null && (state === 'running' || state === 'overdue') ? [dueAt] : [],
  )
  return open.sort()[0] ?? noDeadline
}

async function announceDue(parts: ClockParts, tenantId: TenantId): Promise<void> {
  const { state, clock, regimes, announce } = parts
  await state.forTenant(tenantId, async (tx) => {
    const open = (await findCases(tx, casesShown)).filter(({ closed_at }) => closed_at === null)
    const submissions = await findSubmissions(
      tx,
      open.map(({ incident_id }) => incident_id),
    )
    for (const row of open) {
      const own = submissions.filter(({ incident_id }) => incident_id === row.incident_id)
      const deadlines = deadlinesOfCase(regimes, row, own, clock.now())
      for (const notice of noticesOf(deadlines, clock.now()))
        await announce(tx, tenantId, row.incident_id, notice)
    }
  })
}

async function readCase(
  { state, clock, regimes, incidentTitle }: ClockParts,
  tenantId: TenantId,
  incidentId: string,
): Promise<NotificationCase> {
  const { row, submissions } = await state.forTenant(tenantId, async (tx) => ({
    row: await knownCase(tx, incidentId),
    submissions: await findSubmissions(tx, [incidentId]),
  }))
  return shownCase(regimes, row, submissions, await incidentTitle(tenantId, incidentId), clock.now())
}

async function submit(
  parts: ClockParts,
  tenantId: TenantId,
  incidentId: string,
  { regimeId, stageId, submittedAt, authority, reference }: SubmissionPost,
  by: string,
): Promise<NotificationSubmission> {
  const regime = knownStage(parts.regimes, regimeId, stageId)
  if (Date.parse(submittedAt) > parts.clock.now())
    throw new CountersignError('REQUEST_INVALID', 'submittedAt: it is in the future')
  const report = canonical(await draftOf(parts, tenantId, incidentId, regime, stageId))
  const submission = { submissionId: randomUUID(), regimeId, stageId, submittedAt, authority, reference }
  await parts.state.forTenant(tenantId, async (tx) => {
    await knownCase(tx, incidentId)
    noteAudit({ target: { incident: incidentId, regime: regimeId, stage: stageId }, after: submission })
    await insertSubmission(tx, {
      tenant_id: tenantId,
      incident_id: incidentId,
      submission_id: submission.submissionId,
      regime_id: regimeId,
      stage_id: stageId,
      submitted_at: new Date(submittedAt),
      submitted_by: by,
      authority,
      reference,
      acknowledged_at: null,
      report,
    })
    await note(parts, tx, tenantId, incidentId, {
      what: 'submitted',
      by,
      ...submission,
      report: JSON.parse(report),
    })
  })
  return { ...submission, submittedBy: by, acknowledgedAt: null }
}

async function draftOf(
  { incidentFacts }: ClockParts,
  tenantId: TenantId,
  incidentId: string,
  regime: Regime,
  stageId: string,
): Promise<NotificationDraft> {
  return shownDraft(regime, stageId, await incidentFacts(tenantId, incidentId))
}

async function knownCase(tx: StateTransaction, incidentId: string): Promise<StoredCase> {
  const row = await findCase(tx, incidentId)
  if (row === undefined) throw new CountersignError('NOT_FOUND', `notification clocks of ${incidentId}`)
  return row
}

function knownStage(regimes: Regimes, regimeId: string, stageId: string): Regime {
  const regime = regimes.get(regimeId)
  if (regime === undefined || !regime.stages.some(({ id }) => id === stageId))
    throw new CountersignError('NOT_FOUND', `${stageId} of ${regimeId}`)
  return regime
}

/** Each step is an entry of the evidence log: awareness, what came after it, what was sent, what was answered. */
async function note(
  { evidence, clock }: ClockParts,
  tx: StateTransaction,
  tenantId: TenantId,
  incidentId: string,
  document: Readonly<Record<string, unknown>>,
): Promise<void> {
  const at = new Date(clock.now())
  const ref = `${incidentId}/${randomUUID()}`
  await evidence.state(tx, tenantId, [
    { kind: 'notification', ref, at, document: { incidentId, ...document } },
  ])
}
