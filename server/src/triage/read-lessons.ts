import type { TrainingEvent } from '@countersign/intent/sequence/training-data'
import { incidentOutcomes } from '../incident/service.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { readHistory } from './history.ts'
import { labelled } from './labels.ts'
import { tables } from './tables.ts'

export const dayMs = 24 * 3_600_000

type Parts = Pick<Platform, 'state' | 'lake' | 'clock'> & {
  readonly limits: { readonly triageHistoryDays: number }
}

/** The tenant's findings of the last days with what people said of them, oldest first. */
export async function readLessons(
  { state, lake, clock, limits }: Parts,
  tenantId: TenantId,
): Promise<readonly TrainingEvent[]> {
  const fromMs = clock.now() - limits.triageHistoryDays * dayMs
  const history = await readHistory(lake, tenantId, fromMs)
  return state.forTenant(tenantId, async (tx) => {
    const said = await tables(tx).selectFrom('triage_label').selectAll().execute()
    const closings = await tables(tx)
      .selectFrom('triage_closing')
      .select('incident_id')
      .where('reversed_at', 'is', null)
      .execute()
    return labelled(
      history,
      await incidentOutcomes(tx, fromMs),
      new Map(said.map((row) => [row.finding_id, row])),
      new Set(closings.map(({ incident_id }) => incident_id)),
    )
  })
}
