import type { RiskLevel } from '@countersign/authority/mandate/mandate'
import { sql } from 'kysely'
import type { State, StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { signalTables } from './tables.ts'

/** The risk of every identity that somebody told of, in memory: the decision point asks with each decision. */
export type RiskBoard = {
  /** Undefined: nobody told it, which is not low. */
  readonly levelOf: (tenantId: TenantId, identityKey: string) => RiskLevel | undefined
  readonly close: () => Promise<void>
}

const channel = 'identity_risk_changed'

type Parts = {
  readonly state: State
  readonly tenantIds: () => Promise<readonly TenantId[]>
  readonly failed: (error: unknown) => void
}

/** Filled before it answers, and filled again whenever a risk changes on any node. */
export async function openRiskBoard({ state, tenantIds, failed }: Parts): Promise<RiskBoard> {
  const levels = new Map<string, ReadonlyMap<string, RiskLevel>>()
  const load = async (tenantId: TenantId) => {
    levels.set(tenantId, await state.forTenant(tenantId, allLevels))
  }
  const loadAll = async () => {
    for (const tenantId of await tenantIds()) await load(tenantId)
  }
  // An empty payload: notifications may have been lost.
  const stopListening = await state.listen(channel, (tenantId) => {
    void (tenantId === '' ? loadAll() : load(tenantId as TenantId)).catch(failed)
  })
  await loadAll()
  return {
    levelOf: (tenantId, identityKey) => levels.get(tenantId)?.get(identityKey),
    close: stopListening,
  }
}

async function allLevels(tx: StateTransaction): Promise<ReadonlyMap<string, RiskLevel>> {
  const rows = await signalTables(tx).selectFrom('identity_risk').select(['identity_key', 'level']).execute()
  return new Map(rows.map(({ identity_key, level }) => [identity_key, level]))
}

/** Told when the transaction commits. */
export async function tellRiskChanged(tx: StateTransaction, tenantId: TenantId): Promise<void> {
  await sql`SELECT pg_notify(${channel}, ${tenantId})`.execute(tx)
}
