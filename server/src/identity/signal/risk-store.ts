import type { RiskLevel } from '@countersign/authority/mandate/mandate'
import type { Selectable } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { tellRiskChanged } from './risk-board.ts'
import { type SignalTables, signalTables } from './tables.ts'

export type RiskRow = Selectable<SignalTables['identity_risk']>

export async function findRisk(tx: StateTransaction, identityKey: string): Promise<RiskRow | undefined> {
  return signalTables(tx)
    .selectFrom('identity_risk')
    .selectAll()
    .where('identity_key', '=', identityKey)
    .executeTakeFirst()
}

export type NewRisk = {
  readonly identityKey: string
  readonly level: RiskLevel
  readonly reason: string
  readonly toldBy: string
  readonly sourceId: string | null
  readonly changedAt: Date
}

/** Signals overtake each other: one that tells of an earlier time than what is known changes nothing. */
export async function putRisk(
  tx: StateTransaction,
  tenantId: TenantId,
  { identityKey, level, reason, toldBy, sourceId, changedAt }: NewRisk,
): Promise<void> {
  const told = { level, reason, told_by: toldBy, source_id: sourceId, changed_at: changedAt }
  await signalTables(tx)
    .insertInto('identity_risk')
    .values({ tenant_id: tenantId, identity_key: identityKey, previous_level: null, ...told })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'identity_key'])
        .doUpdateSet(({ ref }) => ({ ...told, previous_level: ref('identity_risk.level') }))
        .where('identity_risk.changed_at', '<=', changedAt),
    )
    .execute()
  await tellRiskChanged(tx, tenantId)
}
