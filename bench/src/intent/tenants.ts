import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readAlertTable } from '@countersign/intent/evaluation/alert-table'
import { inOrder, type LabelledEvent } from '@countersign/intent/sequence/intent-event'

/** AIT-ADS: labelled alerts of testbed organisations, one scenario a tenant. */
export const alertSet = 'intent/ait-ads'
export const tenantNames = ['shaw', 'wardbeck', 'russellmitchell'] as const

export type TenantAlerts = { readonly tenantId: string; readonly events: readonly LabelledEvent[] }

export function readTenants(folder: string): readonly TenantAlerts[] {
  return tenantNames.map((tenantId) => {
    const text = gunzipSync(readFileSync(join(folder, `${tenantId}.csv.gz`))).toString('utf8')
    return { tenantId, events: inOrder(readAlertTable(tenantId, text)) }
  })
}

/** One tenant is judged with what the others taught. */
export type Split = { readonly train: readonly TenantAlerts[]; readonly test: TenantAlerts }

export function splitFor(tenants: readonly TenantAlerts[], testTenant: string): Split {
  const test = tenants.find(({ tenantId }) => tenantId === testTenant)
  if (test === undefined) throw new RangeError(`there is no tenant ${testTenant}`)
  return { train: tenants.filter((tenant) => tenant !== test), test }
}
