/** Test code: incidents on stores of their own, and findings to record. */
import { factsAt, findingOf, ruleNamed, startMs } from '@countersign/incident/finding-fixture'
import type { Person } from '../platform/auth/person.ts'
import { rightsOf } from '../platform/auth/rights.ts'
import type { Clock } from '../platform/clock.ts'
import type { Lake } from '../platform/lake/lake.ts'
import { openLake } from '../platform/lake/open-lake.ts'
import { defaultLimits } from '../platform/limits.ts'
import { openLog } from '../platform/log.ts'
import { type OpenedState, openState } from '../platform/state/open-state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { temporaryFolder } from '../platform/test-server.ts'
import { type Incidents, incidentMigrations, openIncidents } from './service.ts'

/** Every look is a second later; `skip` lets more time pass at once. */
export type SteppingClock = Clock & { readonly skip: (milliseconds: number) => void }

export type TestIncidents = {
  readonly incidents: Incidents
  readonly opened: OpenedState
  readonly lake: Lake
  readonly clock: SteppingClock
  readonly close: () => Promise<void>
}

const evidenceMigrations = {
  feature: 'evidence',
  folder: new URL('../evidence/migrations/', import.meta.url),
}

export async function openTestIncidents(): Promise<TestIncidents> {
  const folder = temporaryFolder('incident')
  const log = openLog('silent')
  const clock = steppingClock()
  const opened = await openState({
    config: { kind: 'embedded' },
    directory: `${folder.path}/state`,
    limits: defaultLimits,
    log,
    migrations: [evidenceMigrations, incidentMigrations],
  })
  const lake = await openLake({
    config: { kind: 'chdb' },
    directory: `${folder.path}/lake`,
    limits: defaultLimits,
  })
  const incidents = openIncidents({ state: opened.state, lake, clock, log, region: 'local' as Region })
  const close = async () => {
    await opened.state.close()
    await lake.close()
    folder.remove()
  }
  return { incidents, opened, lake, clock, close }
}

let tenantNumber = 0
/** Every test has tenants of its own, so that they do not see each other. */
export function newTenant(): TenantId {
  tenantNumber += 1
  return `tenant-${tenantNumber}` as TenantId
}

export const analyst = (...tenantIds: TenantId[]): Person => personNamed('Ada', ...tenantIds)

export const personNamed = (name: string, ...tenantIds: TenantId[]): Person => ({
  personId: name.toLowerCase(),
  name,
  role: 'analyst',
  rights: rightsOf('analyst', 'some-tenants'),
  tenantIds,
})

export const seen = (tenantId: TenantId, minute: number, user = 'anna', rule = ruleNamed('Trail deleted')) =>
  findingOf([factsAt(minute, { identityKey: `aws:111122223333:user/${user}` })], { tenantId, rule })

function steppingClock(): SteppingClock {
  let now = startMs
  return {
    now: () => {
      now += 1000
      return now
    },
    skip: (milliseconds) => {
      now += milliseconds
    },
  }
}
