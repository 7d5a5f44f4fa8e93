import { controlsOf, type Framework } from '../framework/framework.ts'
import type { ControlState, ControlStatus } from './control-status.ts'

/** How much of a framework is in which state. The five add up to `total`. */
export type Coverage = {
  readonly total: number
  readonly live: number
  readonly manual: number
  readonly lapsed: number
  readonly notEvidenced: number
  readonly notApplicable: number
}

/**
 * Coverage against the whole framework, or a baseline of its issuer. A control without a status counts as not evidenced.
 * @throws RangeError when the framework has no such baseline
 */
export function coverageOf(
  framework: Framework,
  statuses: readonly ControlStatus[],
  baselineId?: string,
): Coverage {
  const states = new Map(statuses.map(({ controlId, state }) => [controlId, state]))
  const controls = controlsOf(framework, baselineId)
  const count = (state: ControlState): number =>
    controls.filter(({ id }) => (states.get(id) ?? 'not-evidenced') === state).length
  return {
    total: controls.length,
    live: count('live'),
    manual: count('manual'),
    lapsed: count('lapsed'),
    notEvidenced: count('not-evidenced'),
    notApplicable: count('not-applicable'),
  }
}
