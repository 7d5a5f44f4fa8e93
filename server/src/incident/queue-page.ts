import type { IncidentCounts, IncidentPage } from '@countersign/api/incident'
import type { HandOverPage, IncidentRef, Neighbours } from '@countersign/api/incident-work'
import { sigmaLevels } from '@countersign/sigma/match'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { recordAt } from './incident-detail.ts'
import { latestNotes } from './note-store.ts'
import { noteShape } from './notes.ts'
import {
  decodeCursor,
  encodeCursor,
  type PageQuery,
  positionOf,
  type QueueQuery,
  type QueueSelection,
  queueFilter,
  queuePageDefaultRows,
} from './queue-query.ts'
import {
  type Near,
  openByIdentity,
  openCounts,
  openCountsByTenant,
  type QueueFilter,
  type QueueRecord,
  queue,
  queueNeighbours,
} from './queue-store.ts'
import { incidentRow } from './shapes.ts'
import { storableText } from './storable.ts'

type Deps = { readonly state: State; readonly clock: Clock }
type Page = { readonly records: readonly QueueRecord[]; readonly nextCursor?: string }

/** Errors: REQUEST_INVALID. */
export async function queuePage(
  { state, clock }: Deps,
  tenantIds: readonly TenantId[],
  query: QueueQuery,
): Promise<IncidentPage> {
  const filter = queueFilter(query, clock.now())
  return state.forTenants(tenantIds, async (tx) => {
    const { records, ...cursor } = await readPage(tx, filter, query)
    const counts = await openCounts(tx, filter.now)
    return {
      items: records.map(incidentRow),
      counts: Object.fromEntries(sigmaLevels.map((level, index) => [level, counts.get(index) ?? 0])),
      ...cursor,
    }
  })
}

/** Open incidents of each tenant by severity, in the order of `tenantIds`; all zero where there are none. */
export async function countsByTenant(
  { state, clock }: Deps,
  tenantIds: readonly TenantId[],
): Promise<IncidentCounts> {
  const rows = await state.forTenants(tenantIds, (tx) => openCountsByTenant(tx, new Date(clock.now())))
  const byTenant = Map.groupBy(rows, (row) => row.tenant_id)
  const items = tenantIds.map((tenantId) => {
    const found = new Map(byTenant.get(tenantId)?.map(({ severity, count }) => [severity, count]))
    const counts = Object.fromEntries(sigmaLevels.map((level, index) => [level, found.get(index) ?? 0]))
    return { tenantId, counts }
  })
  return { items }
}

/** One row more than the page is read: it says whether there is a next one. */
async function readPage(
  tx: StateTransaction,
  filter: QueueFilter,
  { cursor, limit = queuePageDefaultRows }: PageQuery,
): Promise<Page> {
  const found = await queue(tx, filter, { after: decodeCursor(cursor), limit: limit + 1 })
  const records = found.slice(0, limit)
  const last = records.at(-1)
  return found.length > limit && last !== undefined
    ? { records, nextCursor: encodeCursor(last) }
    : { records }
}

/** Before and after an incident in a queue that it need not be in any more: it was just resolved, say. */
export async function neighboursOf(
  { state, clock }: Deps,
  tenantIds: readonly TenantId[],
  query: QueueSelection,
  tenantId: TenantId,
  incidentId: string,
): Promise<Neighbours> {
  const place = positionOf(await state.forTenant(tenantId, (tx) => recordAt(tx, incidentId)))
  const filter = queueFilter(query, clock.now())
  const { previous, next } = await state.forTenants(tenantIds, (tx) => queueNeighbours(tx, filter, place))
  return { previous: refOf(previous), next: refOf(next) }
}

function refOf(near: Near | undefined): IncidentRef | null {
  return near === undefined ? null : { tenantId: near.tenant_id, incidentId: near.incident_id }
}

/** What the next shift takes over: every incident that is not resolved, snoozed ones too, with its last note. */
export async function handOverPage(
  { state, clock }: Deps,
  person: Person,
  tenantIds: readonly TenantId[],
  page: PageQuery,
): Promise<HandOverPage> {
  const nowMs = clock.now()
  const filter: QueueFilter = { status: 'unresolved', words: [], now: new Date(nowMs) }
  return state.forTenants(tenantIds, async (tx) => {
    const { records, ...cursor } = await readPage(tx, filter, page)
    const notes = await latestNotes(
      tx,
      records.map(({ incident_id }) => incident_id),
    )
    const items = records.map((record) => {
      const note = notes.get(record.incident_id)
      return {
        incident: incidentRow(record),
        note: note === undefined ? null : noteShape(note, person, nowMs),
      }
    })
    return { items, ...cursor }
  })
}

/** By `tenant key`. A key is stored without what PostgreSQL cannot hold, and told as the caller spells it. */
export async function countByIdentity(
  state: State,
  tenantIds: readonly TenantId[],
  identityKeys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const spelled = new Map(identityKeys.map((key) => [storableText(key), key]))
  if (spelled.size === 0) return new Map()
  const rows = await state.forTenants(tenantIds, (tx) => openByIdentity(tx, [...spelled.keys()]))
  return new Map(
    rows.map(({ tenant_id, identity, incidents }) => [
      `${tenant_id} ${spelled.get(identity) ?? identity}`,
      incidents,
    ]),
  )
}
