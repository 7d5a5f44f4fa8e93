/** One line of the conformance table. `misses` says, one by one, what was not reached and why. */
export type ConformanceRow = {
  readonly area: string
  readonly set: string
  readonly score: number
  readonly total: number
  readonly misses: readonly string[]
  /** Set when the data is not on this machine: nothing was scored. */
  readonly missing?: string
}

export type ConformanceRun = () => Promise<readonly ConformanceRow[]>
