import type {
  EventDetail,
  EventFieldList,
  EventHistogram,
  EventPage,
  EventValues,
} from '@countersign/api/event'
import { CountersignError } from '../platform/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { decodeCursor, type EventPosition, encodeCursor } from './cursor.ts'
import { eventDetail, readEvent, type StoredEvent } from './event-detail.ts'
import { type EventQuery, type Search, searchOf } from './event-query.ts'
import { eventRow, type LakeRow, positionOf, rowColumns } from './event-row.ts'
import { conditionOf } from './event-sql.ts'
import { fieldList, valuesOf } from './field-values.ts'
import { histogramOf } from './histogram.ts'
import { timeSpans } from './time-spans.ts'

/** Events of the lake, for people. Tenants are those that the caller resolved from a person's rights. */
export type EventSearch = {
  /** Newest first. Errors: REQUEST_INVALID, FILTER_INVALID. */
  readonly page: (
    tenantIds: readonly TenantId[],
    query: EventQuery,
    page: { readonly cursor?: string; readonly limit?: number },
  ) => Promise<EventPage>
  readonly histogram: (tenantIds: readonly TenantId[], query: EventQuery) => Promise<EventHistogram>
  readonly values: (
    tenantIds: readonly TenantId[],
    query: EventQuery,
    of: { readonly field: string; readonly contains?: string },
  ) => Promise<EventValues>
  readonly fields: () => EventFieldList
  /** Errors: NOT_FOUND. */
  readonly detail: (tenantId: TenantId, eventId: string) => Promise<EventDetail>
  /** The record byte for byte. Errors: NOT_FOUND. */
  readonly raw: (tenantId: TenantId, eventId: string) => Promise<Buffer>
  /** Lines of JSON, newest first, read page by page: rows with their records, at most `limit`. */
  readonly exportLines: (
    tenantIds: readonly TenantId[],
    query: EventQuery,
    limit: number | undefined,
  ) => AsyncIterable<string>
}

const pageDefaultRows = 100
export const exportMaxRows = 100_000
/** Records of up to intakeLineMaxBytes each are in memory at once. */
const exportPageRows = 100

export function openEventSearch(platform: Pick<Platform, 'lake' | 'clock' | 'config'>): EventSearch {
  const { lake, clock, config } = platform
  const { limits } = config
  const found = async (tenantId: TenantId, eventId: string): Promise<StoredEvent> => {
    const event = await readEvent(lake.forTenant(tenantId), eventId)
    if (event === undefined) throw new CountersignError('NOT_FOUND', `event ${eventId.slice(0, 64)}`)
    return event
  }
  return {
    page: async (tenantIds, query, { cursor, limit = pageDefaultRows }) => {
      const search = searchOf(query, clock.now())
      const after = cursor === undefined || cursor === '' ? undefined : decodeCursor(cursor)
      const rowsMax = Math.min(limit, limits.pageMaxRows)
      const rows = await readRows(lake.forTenants(tenantIds), search, after, rowsMax + 1, rowColumns)
      return pageOf(rows, rowsMax)
    },
    histogram: async (tenantIds, query) =>
      histogramOf(lake.forTenants(tenantIds), searchOf(query, clock.now())),
    values: async (tenantIds, query, { field, contains = '' }) =>
      valuesOf(lake.forTenants(tenantIds), searchOf(query, clock.now()), field, contains),
    fields: fieldList,
    detail: async (tenantId, eventId) =>
      eventDetail(await found(tenantId, eventId), {
        lineMaxBytes: limits.intakeLineMaxBytes,
        jsonDepthMax: limits.intakeDepthMax,
      }),
    raw: async (tenantId, eventId) => (await found(tenantId, eventId)).raw,
    exportLines: (tenantIds, query, limit = exportMaxRows) =>
      linesOf(lake.forTenants(tenantIds), searchOf(query, clock.now()), limit),
  }
}

type TenantLake = ReturnType<Platform['lake']['forTenants']>

/** Newest first, a span of time after the other until there are enough. */
async function readRows<Row extends LakeRow>(
  lake: TenantLake,
  search: Search,
  after: EventPosition | undefined,
  rowsMax: number,
  columns: string,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const span of timeSpans(search, after)) {
    const { sql, params } = conditionOf(span, after)
    const found = await lake.query<Row>(
      ({ events }) => `
        SELECT ${columns} FROM ${events} WHERE ${sql}
        ORDER BY time DESC, event_id DESC, tenant_id DESC LIMIT ${rowsMax - rows.length}`,
      params,
    )
    rows.push(...found)
    if (rows.length >= rowsMax) break
  }
  return rows
}

/** One row more than the page was read: it says whether there is a next one. */
function pageOf(rows: readonly LakeRow[], rowsMax: number): EventPage {
  const shown = rows.slice(0, rowsMax)
  const last = shown.at(-1)
  const items = shown.map(eventRow)
  return rows.length > rowsMax && last !== undefined
    ? { items, nextCursor: encodeCursor(positionOf(last)) }
    : { items }
}

async function* linesOf(lake: TenantLake, search: Search, limit: number): AsyncGenerator<string> {
  let after: EventPosition | undefined
  for (let left = limit; left > 0; ) {
    const wanted = Math.min(exportPageRows, left)
    const rows = await readRows<LakeRow & { readonly raw: string }>(
      lake,
      search,
      after,
      wanted,
      `${rowColumns}, raw`,
    )
    for (const row of rows) yield `${JSON.stringify({ ...eventRow(row), raw: row.raw })}\n`
    const last = rows.at(-1)
    if (last === undefined || rows.length < wanted) return
    after = positionOf(last)
    left -= rows.length
  }
}
