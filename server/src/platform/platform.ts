import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { DataDir } from './data-dir.ts'
import type { EgressRegister } from './egress/egress-gate.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Lake } from './lake/lake.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics/metric.ts'
import type { State } from './state/state.ts'
import type { Region } from './tenancy/tenant-id.ts'

/** What every feature is built on. A feature takes the parts it needs: `Pick<Platform, 'state' | 'clock'>`. */
export type Platform = {
  readonly config: Config
  readonly region: Region
  readonly dataDir: DataDir
  readonly clock: Clock
  readonly log: Log
  readonly lake: Lake
  readonly state: State
  readonly jobs: Jobs
  /** Every connection to somebody else is in it. */
  readonly egress: EgressRegister
  readonly metrics: Metrics
}
