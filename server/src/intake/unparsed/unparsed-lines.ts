import type { ReplayResult, UnparsedLine } from '@countersign/api/source'
import { CountersignError } from '../../platform/errors.ts'
import type { SourceId, TenantId } from '../../platform/tenancy/tenant-id.ts'
import { decodePosition, encodePosition, type UnparsedRow, unparsedPage } from './kept-line.ts'
import { type ReplayDeps, type ReplaySource, replayUnparsed } from './replay.ts'
import { replayTimes } from './replay-store.ts'

export type UnparsedPage = { readonly items: UnparsedLine[]; readonly nextCursor?: string }

export interface UnparsedLines {
  /** Newest first. Errors: NOT_FOUND when there is no such source, REQUEST_INVALID for a cursor that is none, LAKE_DOWN, STATE_DOWN. */
  readonly page: (
    tenantId: TenantId,
    sourceId: SourceId,
    limit: number,
    cursor?: string,
  ) => Promise<UnparsedPage>
  /** Undefined when there is no such source. Errors: LAKE_DOWN, STATE_DOWN. */
  readonly replay: (tenantId: TenantId, sourceId: SourceId) => Promise<ReplayResult | undefined>
}

export type UnparsedDeps = ReplayDeps & {
  readonly findSource: (
    tenantId: TenantId,
    sourceId: SourceId,
  ) => Promise<Pick<ReplaySource, 'format'> | undefined>
}

export function openUnparsedLines(deps: UnparsedDeps): UnparsedLines {
  return {
    page: (tenantId, sourceId, limit, cursor) => page(deps, tenantId, sourceId, limit, cursor),
    replay: async (tenantId, sourceId) => {
      const source = await deps.findSource(tenantId, sourceId)
      return source === undefined
        ? undefined
        : replayUnparsed(deps, { tenantId, sourceId, format: source.format })
    },
  }
}

async function page(
  { lake, state, findSource }: UnparsedDeps,
  tenantId: TenantId,
  sourceId: SourceId,
  limit: number,
  cursor: string | undefined,
): Promise<UnparsedPage> {
  const after = cursor === undefined ? undefined : decodePosition(cursor)
  if (cursor !== undefined && after === undefined) throw new CountersignError('REQUEST_INVALID', 'cursor')
  if ((await findSource(tenantId, sourceId)) === undefined)
    throw new CountersignError('NOT_FOUND', 'no such source')
  const rows = await unparsedPage(lake, tenantId, sourceId, limit + 1, after)
  const shown = rows.slice(0, limit)
  const ids = shown.map(({ line_id }) => line_id)
  const replayed = await state.forTenant(tenantId, (tx) => replayTimes(tx, ids))
  const items = shown.map((row) => lineOf(row, replayed.get(row.line_id)))
  const last = shown.at(-1)
  if (rows.length <= limit || last === undefined) return { items }
  return { items, nextCursor: encodePosition({ ms: last.ms, lineId: last.line_id }) }
}

/** Bytes that are no UTF-8 show as U+FFFD; the lake keeps them as they came. */
function lineOf(row: UnparsedRow, replayedAt: Date | undefined): UnparsedLine {
  return {
    id: row.line_id,
    receivedAt: new Date(row.ms).toISOString(),
    reason: row.reason,
    detail: row.detail,
    raw: Buffer.from(row.raw64, 'base64').toString('utf8'),
    replayedAt: replayedAt?.toISOString() ?? null,
  }
}
