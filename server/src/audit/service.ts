import type { AuditEntry, AuditPage } from '@countersign/api/audit'
import type { AuditTrail } from '../platform/audit/audit-entry.ts'
import { auditJson, auditTexts } from '../platform/audit/audit-text.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type AuditFilter, encodeCursor } from './audit-filter.ts'
import { deleteEntries, type FoundEntry, findEntries, writeEntry } from './store.ts'

/** Something done by the server itself, or from its machine's command line. */
export type SystemAct = {
  readonly action: string
  /** `command-line`, or the name of a job. */
  readonly by: string
  readonly tenantIds?: readonly TenantId[]
  readonly target?: Readonly<Record<string, string>>
  readonly after?: unknown
}

export type Audit = {
  readonly trail: AuditTrail
  /** Errors: STATE_DOWN. */
  readonly recordSystem: (act: SystemAct) => Promise<void>
  /**
   * Deletes entries that are past auditKeptDays, of a tenant or of the operator; each deletion is an entry itself, in the
   * same transaction. Resolves to how many went. Errors: STATE_DOWN.
   */
  readonly forgetOld: (tenantId: TenantId | undefined) => Promise<number>
  /** Newest first, of these tenants; with the operator's own when asked for. */
  readonly page: (
    tenantIds: readonly TenantId[],
    filter: AuditFilter,
    withOperator: boolean,
  ) => Promise<AuditPage>
}

type AuditParts = Pick<Platform, 'state' | 'clock'> & { readonly limits: Pick<Limits, 'auditKeptDays'> }

export function openAudit(parts: AuditParts): Audit {
  const { state, clock, limits } = parts
  return {
    trail: { write: writeEntry },
    recordSystem: (act) => state.asOperator((tx) => writeSystemAct(tx, act, clock.now())),
    forgetOld: (tenantId) => forgetOld(parts, tenantId),
    page: async (tenantIds, filter, withOperator) => {
      const read = { ...filter, limit: filter.limit + 1 }
      const rows = await state.forTenants(tenantIds, (tx) => findEntries(tx, read, withOperator))
      const shown = rows.slice(0, filter.limit)
      const last = shown.at(-1)
      const isMore = rows.length > filter.limit && last !== undefined
      return {
        items: shown.map(entryOf),
        keptDays: limits.auditKeptDays,
        ...(isMore ? { nextCursor: encodeCursor({ at: last.at, entryId: last.entry_id }) } : {}),
      }
    },
  }
}

function writeSystemAct(
  tx: StateTransaction,
  { action, by, tenantIds = [], target, after }: SystemAct,
  nowMs: number,
): Promise<void> {
  return writeEntry(tx, tenantIds, {
    at: new Date(nowMs),
    action,
    outcome: 'done',
    status: null,
    actor: { kind: 'system', id: by, name: by, role: '' },
    requestId: null,
    address: null,
    userAgent: null,
    target: auditTexts(target),
    before: null,
    after: auditJson(after),
  })
}

const deletedAtOnceMax = 10_000
const dayMilliseconds = 24 * 60 * 60 * 1000

async function forgetOld(parts: AuditParts, tenantId: TenantId | undefined): Promise<number> {
  let [total, last] = [0, 0]
  do {
    last = await forgetSome(parts, tenantId)
    total += last
  } while (last === deletedAtOnceMax)
  return total
}

async function forgetSome(
  { state, clock, limits }: AuditParts,
  tenantId: TenantId | undefined,
): Promise<number> {
  const nowMs = clock.now()
  const before = new Date(Math.max(0, nowMs - limits.auditKeptDays * dayMilliseconds))
  const work = async (tx: StateTransaction) => {
    const table = tenantId === undefined ? 'operator_audit_entry' : 'audit_entry'
    const rows = await deleteEntries(tx, table, before, deletedAtOnceMax)
    const act = { action: 'audit.retention-delete', by: 'retention', after: { rows } }
    const tenantIds = tenantId === undefined ? [] : [tenantId]
    if (rows > 0)
      await writeSystemAct(tx, { ...act, tenantIds, target: { before: before.toISOString() } }, nowMs)
    return rows
  }
  return tenantId === undefined ? state.asOperator(work) : state.forTenant(tenantId, work)
}

function entryOf(row: FoundEntry): AuditEntry {
  return {
    id: row.entry_id,
    at: row.at.toISOString(),
    tenantId: row.tenant_id,
    action: row.action,
    outcome: row.outcome,
    status: row.status,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name, role: row.actor_role },
    requestId: row.request_id,
    address: row.address,
    userAgent: row.user_agent,
    target: row.target,
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
  }
}
