import type { ControlStatus } from './control-status.ts'

/** A control that stopped being shown: what a finding says of it. */
export type Drift = {
  readonly frameworkId: string
  readonly controlId: string
  readonly from: 'live' | 'manual'
  readonly to: 'lapsed' | 'not-evidenced'
  /** When the earlier status ran out, as it was foreseen. */
  readonly sinceMs?: number
  /** One sentence. */
  readonly statement: string
  readonly reasons: readonly string[]
}

/** Every control that was live or documented before and is neither now, in the order of `after`. */
export function driftBetween(
  before: readonly ControlStatus[],
  after: readonly ControlStatus[],
): readonly Drift[] {
  const earlier = new Map(before.map((status) => [keyOf(status), status]))
  return after.flatMap((status) => driftOf(earlier.get(keyOf(status)), status))
}

function driftOf(before: ControlStatus | undefined, after: ControlStatus): readonly Drift[] {
  const from = before?.state
  const to = after.state
  if ((from !== 'live' && from !== 'manual') || (to !== 'lapsed' && to !== 'not-evidenced')) return []
  const { frameworkId, controlId, reasons } = after
  const was = from === 'live' ? 'was live' : 'had a document in force'
  const statement = `${controlId} of ${frameworkId} ${was} and is ${to === 'lapsed' ? 'lapsed' : 'not evidenced'}. ${reasons[0] ?? ''}`
  const since = before?.untilMs === undefined ? {} : { sinceMs: before.untilMs }
  return [{ frameworkId, controlId, from, to, ...since, statement: statement.trim(), reasons }]
}

function keyOf({ frameworkId, controlId }: ControlStatus): string {
  return `${frameworkId}\n${controlId}`
}
