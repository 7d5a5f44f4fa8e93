import type { State, StateTransaction } from '../../platform/state/state.ts'
import type { FrameworkChoice } from '../control-store.ts'
import { complianceTables } from '../tables.ts'
import type { AssessmentFigures } from './oversight-probes.ts'
import type { ReadFacts } from './tenant-probe.ts'

/** What the last assessments left, of the frameworks that the tenant chose. */
export function assessmentFigures(
  state: State,
  findChoices: (tx: StateTransaction) => Promise<readonly FrameworkChoice[]>,
): ReadFacts<AssessmentFigures> {
  return (tenantId, { fromMs }) =>
    state.forTenant(tenantId, async (tx) => {
      const frameworks = (await findChoices(tx)).map(({ frameworkId }) => frameworkId)
      const rows = await complianceTables(tx)
        .selectFrom('control_state')
        .select(['framework_id', 'control_id', 'state', 'changed_at'])
        .execute()
      const states = rows.filter(({ framework_id }) => frameworks.includes(framework_id))
      return {
        frameworks,
        controls: states.length,
        changed: states.filter(({ changed_at }) => changed_at.getTime() >= fromMs).length,
        lapsed: states
          .filter(({ state }) => state === 'lapsed')
          .map(({ framework_id, control_id, changed_at }) => ({
            controlId: `${framework_id} ${control_id}`,
            sinceMs: changed_at.getTime(),
          })),
      }
    })
}
