import type { Resolution } from '@countersign/api/incident'
import { standardPolicy } from '@countersign/intent/judge/decide'
import { type IncidentOutcome, type Incidents, platformName } from '../incident/service.ts'
import type { Person } from '../platform/auth/person.ts'
import { isCountersignError } from '../platform/errors.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { reasonInWords } from './explain-verdict.ts'
import { type FamilyRow, tables } from './tables.ts'
import type { LatestVerdict } from './verdict-store.ts'

type Parts = {
  readonly state: State
  readonly incidents: Pick<Incidents, 'patch'>
  readonly tenantId: TenantId
  readonly nowMs: number
}

/** Why the platform does not close this by itself; undefined: it may. */
export function whyNotClose(
  incident: Pick<IncidentOutcome, 'status' | 'assignee' | 'lastMs'>,
  verdict: Pick<LatestVerdict, 'verdict' | 'families'>,
  families: ReadonlyMap<string, FamilyRow>,
  nowMs: number,
): string | undefined {
  if (verdict.verdict !== 'close') return 'The verdict is not to close it.'
  const inShadow = verdict.families.filter((id) => families.get(id)?.mode !== 'granted')
  if (inShadow.length > 0) {
    const titles = inShadow.map((id) => `“${families.get(id)?.title ?? id}”`)
    return `The right to close is not granted for ${titles.join(', ')}.`
  }
  if (incident.status !== 'new' || incident.assignee !== null) return 'A person works on it, or has decided.'
  if (nowMs - incident.lastMs < standardPolicy.alarmWindowMs)
    return 'It is too young: what follows within a minute may still change the verdict.'
  return undefined
}

/** Closes one incident; false when somebody changed it meanwhile. The history and the evidence say that it was the platform. */
export async function closeIncident(
  { state, incidents, tenantId, nowMs }: Parts,
  { incidentId, version }: IncidentOutcome,
  verdict: LatestVerdict,
): Promise<boolean> {
  const reason = `${reasonInWords(null)}; verdict ${verdict.verdict_id}. Reopening it reverses this.`
  const values = {
    verdict_id: verdict.verdict_id,
    families: verdict.families,
    probability: verdict.probability,
    reason,
    closed_at: new Date(nowMs),
    is_done: false,
    reversed_at: null,
    reversed_by: null,
  }
  await state.forTenant(tenantId, (tx) =>
    tables(tx)
      .insertInto('triage_closing')
      .values({ tenant_id: tenantId, incident_id: incidentId, ...values })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'incident_id']).doUpdateSet(values))
      .execute(),
  )
  const isClosed = await resolve(incidents, tenantId, incidentId, version, reason)
  await state.forTenant(tenantId, async (tx) => {
    const own = tables(tx)
    if (isClosed)
      await own
        .updateTable('triage_closing')
        .set({ is_done: true })
        .where('incident_id', '=', incidentId)
        .execute()
    else await own.deleteFrom('triage_closing').where('incident_id', '=', incidentId).execute()
  })
  return isClosed
}

/** What was closed without a person is not called true or false: only that it was harmless. */
const resolution: Resolution = 'benign-true-positive'

async function resolve(
  incidents: Parts['incidents'],
  tenantId: TenantId,
  incidentId: string,
  version: number,
  reason: string,
): Promise<boolean> {
  try {
    await incidents.patch(
      platform(tenantId),
      tenantId,
      incidentId,
      { status: 'resolved', resolution, reason },
      version,
    )
    return true
  } catch (error) {
    if (isCountersignError(error) && (error.code === 'PRECONDITION_FAILED' || error.code === 'NOT_FOUND'))
      return false
    throw error
  }
}

/** Nobody signs in as this: it stands in histories. */
function platform(tenantId: TenantId): Person {
  return {
    personId: platformName,
    name: platformName,
    role: 'api-key',
    rights: new Set(['incident.write']),
    tenantIds: [tenantId],
  }
}
