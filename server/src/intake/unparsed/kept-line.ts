import type { Lake } from '../../platform/lake/lake.ts'
import type { SourceId, TenantId } from '../../platform/tenancy/tenant-id.ts'

/** A line that could not be read, as the lake holds it. */
export type UnparsedRow = {
  readonly line_id: string
  readonly ms: number
  readonly reason: string
  readonly detail: string
  readonly raw64: string
}

/** Lines come newest first; this is where the last page ended. */
export type LinePosition = { readonly ms: number; readonly lineId: string }

const newest: LinePosition = { ms: Number.MAX_SAFE_INTEGER, lineId: '' }

/** A page of a source's lines, newest first. A line that was stored twice is read once. Errors: LAKE_DOWN. */
export function unparsedPage(
  lake: Lake,
  tenantId: TenantId,
  sourceId: SourceId,
  limit: number,
  after: LinePosition = newest,
): Promise<readonly UnparsedRow[]> {
  return lake.forTenant(tenantId).query<UnparsedRow>(
    ({ unparsed }) => `
      SELECT line_id, toUnixTimestamp64Milli(received_at) AS ms, reason, detail, base64Encode(raw) AS raw64
      FROM ${unparsed}
      WHERE source_id = {source:String}
        AND (toUnixTimestamp64Milli(received_at), line_id) < ({ms:Int64}, {line:String})
      ORDER BY received_at DESC, line_id DESC LIMIT 1 BY line_id LIMIT {limit:UInt32}`,
    { source: sourceId, ms: after.ms, line: after.lineId, limit },
  )
}

/** Opaque to callers. */
export function encodePosition({ ms, lineId }: LinePosition): string {
  return Buffer.from(`${ms}:${lineId}`).toString('base64url')
}

/** Undefined: this was never a position of ours. */
export function decodePosition(cursor: string): LinePosition | undefined {
  const [, ms, lineId] = /^(\d{1,16}):([0-9a-f]{32})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  return ms === undefined || lineId === undefined ? undefined : { ms: Number(ms), lineId }
}
