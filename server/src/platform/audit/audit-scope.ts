import { AsyncLocalStorage } from 'node:async_hooks'
import type { StateTransaction } from '../state/state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** What the code that makes a change knows and the route does not. Small things only; never a secret nor a log line. */
export type AuditNote = {
  /** A more exact name than the route's: `incident.resolve` for `incident.update`. */
  readonly action?: string
  readonly target?: Readonly<Record<string, string>>
  readonly before?: unknown
  readonly after?: unknown
  /** Tenants concerned when the address names none. */
  readonly tenantIds?: readonly TenantId[]
}

/** What one request does to the trail. */
export type AuditScope = {
  readonly note: (note: AuditNote) => void
  /** Writes the entry with the change. What is returned is called once the transaction is committed. */
  readonly beforeCommit: (tx: StateTransaction, tenantIds: readonly string[]) => Promise<() => void>
}

/**
 * The request in whose name code runs. Kept beside the call instead of passed through it, so that no service, and none
 * written later, can leave the entry out of the transaction that makes the change.
 */
const current = new AsyncLocalStorage<AuditScope>()

export function runAudited(scope: AuditScope, work: () => void): void {
  current.run(scope, work)
}

/** Adds to the entry of the running request; outside of one it does nothing. */
export function noteAudit(note: AuditNote): void {
  current.getStore()?.note(note)
}

const nothing = () => undefined

/** For the state adapter: called within every transaction, with the tenants it sees, when its work is done. */
export async function auditBeforeCommit(
  tx: StateTransaction,
  tenantIds: readonly string[],
): Promise<() => void> {
  return (await current.getStore()?.beforeCommit(tx, tenantIds)) ?? nothing
}
