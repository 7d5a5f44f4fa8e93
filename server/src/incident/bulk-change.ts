import type { BulkOutcome, BulkRequest } from '@countersign/api/incident-work'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Announcing } from './announce-change.ts'
import { changeIncident } from './change-incident.ts'
import { incidentRow } from './shapes.ts'
import { lockTenant } from './store.ts'

type Deps = Announcing & { readonly state: State; readonly clock: Clock }
type Asked = BulkRequest['incidents'][number]

/**
 * The same change for many incidents, tenant by tenant: what one of them refuses stops no other. Outcomes are in the
 * order of the request; one of a tenant that the person may not see is refused like one that does not exist.
 */
export async function changeMany(
  deps: Deps,
  person: Person,
  { incidents, change }: BulkRequest,
): Promise<readonly BulkOutcome[]> {
  const outcomes = new Map<Asked, BulkOutcome>()
  for (const [tenantId, asked] of byTenant(incidents)) {
    const known = person.tenantIds.find((visible) => visible === tenantId)
    if (known === undefined) {
      const unknown = new CountersignError('NOT_FOUND', 'no such incident')
      for (const one of asked) outcomes.set(one, refused(one, unknown))
      continue
    }
    await changeThose(deps, person, known, asked, change, outcomes)
  }
  return incidents.map((one) => outcomes.get(one) as BulkOutcome)
}

function byTenant(incidents: readonly Asked[]): ReadonlyMap<string, readonly Asked[]> {
  return Map.groupBy(incidents, ({ tenantId }) => tenantId)
}

async function changeThose(
  deps: Deps,
  person: Person,
  tenantId: TenantId,
  asked: readonly Asked[],
  patch: BulkRequest['change'],
  outcomes: Map<Asked, BulkOutcome>,
): Promise<void> {
  try {
    const done = await deps.state.forTenant(tenantId, async (tx) => {
      await lockTenant(tx, tenantId)
      const answers: (readonly [Asked, BulkOutcome])[] = []
      for (const one of asked)
        answers.push([one, await changeOne(deps, tx, { person, tenantId, asked: one, patch })])
      return answers
    })
    for (const [one, outcome] of done) outcomes.set(one, outcome)
  } catch (error) {
    // The transaction is undone as a whole: none of this tenant was changed.
    if (!(error instanceof CountersignError)) throw error
    for (const one of asked) outcomes.set(one, refused(one, error))
  }
}

type One = {
  readonly person: Person
  readonly tenantId: TenantId
  readonly asked: Asked
  readonly patch: BulkRequest['change']
}

async function changeOne(
  deps: Deps,
  tx: StateTransaction,
  { person, tenantId, asked, patch }: One,
): Promise<BulkOutcome> {
  const { incidentId, version: ifVersion } = asked
  try {
    const { kind, after } = await changeIncident(deps, tx, {
      person,
      tenantId,
      incidentId,
      patch,
      ifVersion,
      nowMs: deps.clock.now(),
    })
    return { tenantId, incidentId, outcome: kind, incident: incidentRow(after) }
  } catch (error) {
    if (error instanceof CountersignError && error.code !== 'STATE_DOWN') return refused(asked, error)
    throw error
  }
}

function refused({ tenantId, incidentId }: Asked, { code, detail }: CountersignError): BulkOutcome {
  return { tenantId, incidentId, outcome: 'refused', code, detail }
}
