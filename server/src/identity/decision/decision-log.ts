import { setImmediate } from 'node:timers/promises'
import { CountersignError } from '../../platform/errors.ts'
import type { State } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type MadeDecision, shownResource, shownSubject } from './decision-record.ts'

/** Where decisions are kept. */
export type DecisionLog = {
  /**
   * Resolves when all of them are committed to disk; nobody is answered before. What comes while a commit runs waits for the
   * next one, and shares it. Errors: STATE_DOWN, TOO_BUSY: nothing was stored then, and nothing may be answered.
   */
  readonly write: (tenantId: TenantId, decisions: readonly MadeDecision[]) => Promise<void>
}

type Row = Readonly<Record<string, string | boolean | null>>
type Entry = {
  readonly tenantId: TenantId
  readonly rows: readonly Row[]
  readonly done: PromiseWithResolvers<void>
}

const rowsPerCommit = 2000

export function openDecisionLog(state: State, waitingMax: number): DecisionLog {
  let entries: Entry[] = []
  let waiting = 0
  let isCommitting = false
  const drain = async () => {
    isCommitting = true
    try {
      // One turn of the event loop: whoever asked at the same moment shares the commit.
      await setImmediate()
      while (entries.length > 0) {
        const taken = takeUpTo(entries, rowsPerCommit)
        entries = entries.slice(taken.length)
        await commit(state, taken)
        waiting -= taken.reduce((sum, { rows }) => sum + rows.length, 0)
      }
    } finally {
      isCommitting = false
    }
  }
  return {
    write: (tenantId, decisions) => {
      if (decisions.length === 0) return Promise.resolve()
      if (waiting + decisions.length > waitingMax)
        throw new CountersignError('TOO_BUSY', `${waiting} decisions wait to be stored (decisionsWaitingMax)`)
      const done = Promise.withResolvers<void>()
      waiting += decisions.length
      entries.push({ tenantId, rows: decisions.map((made) => rowOf(tenantId, made)), done })
      if (!isCommitting) void drain()
      return done.promise
    },
  }
}

function takeUpTo(entries: readonly Entry[], rowsMax: number): readonly Entry[] {
  let rows = 0
  const end = entries.findIndex((entry) => {
    rows += entry.rows.length
    return rows > rowsMax
  })
  return end === -1 ? entries : entries.slice(0, Math.max(1, end))
}

const columns = `tenant_id text, decision_id text, at timestamptz, subject text, action text, resource text, allowed boolean,
  reason text, mandate_id text, record text`

async function commit(state: State, entries: readonly Entry[]): Promise<void> {
  const tenantIds = [...new Set(entries.map(({ tenantId }) => tenantId))]
  const rows = entries.flatMap((entry) => entry.rows)
  try {
    await state.insertForTenants(tenantIds, 'decision', columns, rows)
    for (const { done } of entries) done.resolve()
  } catch (error) {
    for (const { done } of entries) done.reject(error)
  }
}

function rowOf(tenantId: TenantId, made: MadeDecision): Row {
  const { decisionId, atMs, request, allowed, reason, mandateId, record } = made
  return {
    tenant_id: tenantId,
    decision_id: decisionId,
    at: new Date(atMs).toISOString(),
    subject: storable(shownSubject(request)),
    action: storable(request.action.name),
    resource: storable(shownResource(request)),
    allowed,
    reason: storable(reason),
    mandate_id: mandateId ?? null,
    record: JSON.stringify(record),
  }
}

/** PostgreSQL text holds no NUL and no half of a surrogate pair; questions may. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '�')
}
