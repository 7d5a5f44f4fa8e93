import type { AuditEntry, AuditPage } from '@countersign/api/audit'
import type { AuditTrail } from '../platform/audit/audit-entry.ts'
import { auditJson, auditTexts } from '../platform/audit/audit-text.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type AuditFilter, encodeCursor } from './audit-filter.ts'
import { type FoundEntry, findEntries, writeEntry } from './store.ts'

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
  /** Newest first, of these tenants; with the operator's own when asked for. */
  readonly page: (
    tenantIds: readonly TenantId[],
    filter: AuditFilter,
    withOperator: boolean,
  ) => Promise<AuditPage>
}

export function openAudit({ state, clock }: Pick<Platform, 'state' | 'clock'>): Audit {
  return {
    trail: { write: writeEntry },
    recordSystem: ({ action, by, tenantIds = [], target, after }) =>
      state.asOperator((tx) =>
        writeEntry(tx, tenantIds, {
          at: new Date(clock.now()),
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
        }),
      ),
    page: async (tenantIds, filter, withOperator) => {
      const read = { ...filter, limit: filter.limit + 1 }
      const rows = await state.forTenants(tenantIds, (tx) => findEntries(tx, read, withOperator))
      const shown = rows.slice(0, filter.limit)
      const last = shown.at(-1)
      const isMore = rows.length > filter.limit && last !== undefined
      return {
        items: shown.map(entryOf),
        ...(isMore ? { nextCursor: encodeCursor({ at: last.at, entryId: last.entry_id }) } : {}),
      }
    },
  }
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
