import { createHash, randomBytes } from 'node:crypto'
import type { StepUp, StepUpAnswer } from '@countersign/api/decision'
import type { AccessRequest } from '@countersign/authority/mandate/access-request'
import type { Acting } from '@countersign/authority/mandate/acting'
import { canonical } from '@countersign/explanation/canonical'
import type { Person } from '../../platform/auth/person.ts'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Limits } from '../../platform/limits.ts'
import type { State } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { storable } from './decision-log.ts'
import { shownResource, shownSubject } from './decision-record.ts'
import {
  answerStepUp,
  countWaiting,
  findStepUp,
  insertStepUp,
  listStepUps,
  type StepUpRow,
  useStepUp,
  waitingFor,
} from './step-up-store.ts'

export type StepUpParts = {
  readonly state: State
  readonly clock: Clock
  readonly limits: Pick<Limits, 'stepUpTtlSeconds' | 'stepUpsWaitingMax'>
}

/** What a decision is told to wait for. */
export type Waiting = { readonly stepUpId: string; readonly expiresAt: Date }

/** A yes that somebody gave to this question, and under which mandate. */
export type GivenYes = { readonly stepUpId: string; readonly mandateId: string }

/** Decisions that wait for a person. A yes holds for one question under one mandate, once, until it expires. */
export type StepUps = {
  /** The same question, asked again while it waits, has one place. Undefined when stepUpsWaitingMax of them wait. */
  readonly ask: (tenantId: TenantId, asked: AskedStepUp) => Promise<Waiting | undefined>
  /** Undefined when there is none that holds for this question now. */
  readonly yes: (tenantId: TenantId, stepUpId: string, requestHash: string) => Promise<GivenYes | undefined>
  /** False when somebody else used it first. */
  readonly use: (tenantId: TenantId, stepUpId: string) => Promise<boolean>
  readonly list: (tenantId: TenantId) => Promise<readonly StepUp[]>
  /** Errors: NOT_FOUND, CONFLICT when it is answered or expired, FORBIDDEN for an API key. */
  readonly answer: (tenantId: TenantId, stepUpId: string, answer: StepUpAnswer, by: Person) => Promise<StepUp>
}

export type AskedStepUp = {
  readonly decisionId: string
  readonly mandateId: string
  readonly request: AccessRequest
  readonly requestHash: string
}

const listedMax = 500

/** Who does what to what, on whose behalf. Other context (the time, say) may differ when the question is asked again. */
export function requestHash({ subject, action, resource }: AccessRequest, acting: Acting): string {
  const asked = {
    subject: { type: subject.type, id: subject.id },
    action: { name: action.name, properties: action.properties ?? {} },
    resource: { type: resource.type, id: resource.id, properties: resource.properties ?? {} },
    acting,
  }
  return createHash('sha256').update(canonical(asked), 'utf8').digest('hex')
}

export function openStepUps(parts: StepUpParts): StepUps {
  const { state, clock } = parts
  const now = () => new Date(clock.now())
  return {
    ask: (tenantId, asked) => ask(parts, tenantId, asked),
    yes: async (tenantId, stepUpId, hash) => {
      const row = await state.forTenant(tenantId, (tx) => findStepUp(tx, storable(stepUpId)))
      const holds =
        row?.status === 'approved' &&
        row.used_at === null &&
        row.request_hash === hash &&
        row.expires_at > now()
      return holds ? { stepUpId: row.step_up_id, mandateId: row.mandate_id } : undefined
    },
    use: (tenantId, stepUpId) => state.forTenant(tenantId, (tx) => useStepUp(tx, stepUpId, now())),
    list: async (tenantId) => {
      const rows = await state.forTenant(tenantId, (tx) => listStepUps(tx, listedMax))
      return rows.map((row) => shownStepUp(row, clock.now()))
    },
    answer: (tenantId, stepUpId, given, by) => answer(parts, tenantId, stepUpId, given, by),
  }
}

async function ask(
  { state, clock, limits }: StepUpParts,
  tenantId: TenantId,
  { decisionId, mandateId, request, requestHash }: AskedStepUp,
): Promise<Waiting | undefined> {
  const now = new Date(clock.now())
  const row: StepUpRow = {
    tenant_id: tenantId,
    step_up_id: `yes-${randomBytes(12).toString('hex')}`,
    decision_id: decisionId,
    mandate_id: mandateId,
    request_hash: requestHash,
    subject: storable(shownSubject(request)),
    action: storable(request.action.name),
    resource: storable(shownResource(request)),
    status: 'waiting',
    created_at: now,
    expires_at: new Date(now.getTime() + limits.stepUpTtlSeconds * 1000),
    answered_by_id: null,
    answered_by: null,
    answered_at: null,
    reason: null,
    used_at: null,
  }
  const placed = await state.forTenant(tenantId, async (tx) => {
    const waiting = await waitingFor(tx, requestHash, mandateId, now)
    if (waiting !== undefined) return waiting
    if ((await countWaiting(tx, now)) >= limits.stepUpsWaitingMax) return undefined
    await insertStepUp(tx, row)
    return row
  })
  return placed === undefined ? undefined : { stepUpId: placed.step_up_id, expiresAt: placed.expires_at }
}

async function answer(
  { state, clock }: StepUpParts,
  tenantId: TenantId,
  stepUpId: string,
  { approve, reason }: StepUpAnswer,
  by: Person,
): Promise<StepUp> {
  if (by.role === 'api-key') throw new CountersignError('FORBIDDEN', 'only a person can say yes or no')
  const answeredAt = new Date(clock.now())
  const given = {
    status: approve ? ('approved' as const) : ('refused' as const),
    answered_by_id: by.personId,
    answered_by: by.name,
    answered_at: answeredAt,
    reason: storable(reason),
  }
  const row = await state.forTenant(tenantId, async (tx) => {
    const found = await findStepUp(tx, stepUpId)
    if (found === undefined) throw new CountersignError('NOT_FOUND', 'no decision waits under this id')
    if (!(await answerStepUp(tx, stepUpId, given)))
      throw new CountersignError('CONFLICT', 'it was answered, or nobody waits for it any more')
    return { ...found, ...given }
  })
  return shownStepUp(row, answeredAt.getTime())
}

function shownStepUp(row: StepUpRow, nowMs: number): StepUp {
  const isOver = row.expires_at.getTime() <= nowMs
  return {
    stepUpId: row.step_up_id,
    decisionId: row.decision_id,
    mandateId: row.mandate_id,
    subject: row.subject,
    action: row.action,
    resource: row.resource,
    status: row.used_at !== null ? 'used' : isOver && row.status !== 'refused' ? 'expired' : row.status,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    answeredBy: row.answered_by,
    answeredAt: row.answered_at?.toISOString() ?? null,
    reason: row.reason,
  }
}
