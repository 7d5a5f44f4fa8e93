import type { Selectable } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type EvidenceTables, evidenceTables } from '../tables.ts'

export type StoredWitness = Selectable<EvidenceTables['evidence_witness']>

export function findWitnesses(tx: StateTransaction): Promise<readonly StoredWitness[]> {
  return evidenceTables(tx).selectFrom('evidence_witness').selectAll().orderBy('name').execute()
}

/** Another address or key begins anew. */
export async function putWitness(
  tx: StateTransaction,
  tenantId: TenantId,
  { name, url, verifierKey, addedAt }: WitnessEntry,
): Promise<void> {
  const fresh = {
    url,
    verifier_key: verifierKey,
    added_at: addedAt,
    epoch: null,
    cosigned_size: null,
    cosigned_at: null,
    failing_since: null,
    last_error: null,
    conflict_at: null,
  }
  await evidenceTables(tx)
    .insertInto('evidence_witness')
    .values({ tenant_id: tenantId, name, ...fresh })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet(fresh))
    .execute()
}

export type WitnessEntry = {
  readonly name: string
  readonly url: string
  readonly verifierKey: string
  readonly addedAt: Date
}

export async function deleteWitness(tx: StateTransaction, name: string): Promise<boolean> {
  const { numDeletedRows } = await evidenceTables(tx)
    .deleteFrom('evidence_witness')
    .where('name', '=', name)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export type WitnessOutcome = Partial<
  Pick<
    StoredWitness,
    'epoch' | 'cosigned_size' | 'cosigned_at' | 'failing_since' | 'last_error' | 'conflict_at'
  >
>

export async function noteOutcome(
  tx: StateTransaction,
  name: string,
  outcome: WitnessOutcome,
): Promise<void> {
  await evidenceTables(tx).updateTable('evidence_witness').set(outcome).where('name', '=', name).execute()
}
