import { CountersignError } from '../errors.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { LakeForget, LakeParams, LakeTable } from './lake.ts'

/** When a row came to us, by our clock. */
export const arrivalColumn: Readonly<Record<LakeTable, string>> = {
  events: 'received_at',
  findings: 'created_at',
  unparsed: 'received_at',
}

/**
 * A mutation that rewrites the parts that hold such rows: a lightweight delete would leave them on the disk. Tenant and
 * moment are always there, so no statement that this makes can name a whole table. Errors: LAKE_REFUSED.
 */
export function forgetStatement(
  database: string,
  tenantId: TenantId,
  { table, arrivedBeforeMs, formats }: LakeForget,
): { readonly sql: string; readonly params: LakeParams } {
  if (tenantId === '') throw new CountersignError('LAKE_REFUSED', 'forgetting names no tenant')
  if (!Number.isSafeInteger(arrivedBeforeMs) || arrivedBeforeMs < 0)
    throw new CountersignError('LAKE_REFUSED', 'forgetting needs a moment')
  if (formats !== undefined && table !== 'events')
    throw new CountersignError('LAKE_REFUSED', `${table} have no format`)
  const membership = formats?.kind === 'only' ? 'IN' : 'NOT IN'
  const ofFormats = formats === undefined ? '' : ` AND format ${membership} {formats:Array(String)}`
  return {
    sql: `ALTER TABLE ${database}.${table} DELETE
      WHERE tenant_id = {tenant:String}
        AND ${arrivalColumn[table]} < fromUnixTimestamp64Milli({before:Int64}, 'UTC')${ofFormats}
      SETTINGS mutations_sync = 1`,
    params: {
      tenant: tenantId,
      before: arrivedBeforeMs,
      ...(formats === undefined ? {} : { formats: formats.formats }),
    },
  }
}
