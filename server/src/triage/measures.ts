import type { StateTransaction } from '../platform/state/state.ts'
import type { Measured } from './autonomy.ts'
import { tables } from './tables.ts'
import { latestVerdicts } from './verdict-store.ts'

/** Everything that was measured of the tenant of the transaction. */
export async function readMeasured(
  tx: StateTransaction,
): Promise<Measured & { readonly byIncident: Awaited<ReturnType<typeof latestVerdicts>> }> {
  const own = tables(tx)
  const byIncident = await latestVerdicts(tx)
  return {
    families: await own.selectFrom('triage_family').selectAll().orderBy('title').execute(),
    outcomes: await own.selectFrom('triage_outcome').selectAll().execute(),
    closings: await own.selectFrom('triage_closing').selectAll().orderBy('closed_at', 'desc').execute(),
    reviews: await own.selectFrom('triage_review').selectAll().orderBy('sampled_at').execute(),
    latest: [...byIncident.values()],
    byIncident,
  }
}
