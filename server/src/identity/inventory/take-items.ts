import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import {
  addLife,
  isStorableKey,
  itemsFrom,
  lockInventory,
  markAbsent,
  unknownKeys,
  writeItems,
} from './item-store.ts'
import { type RefreshOptions, refreshIdentities } from './refresh.ts'

/** The newest version of a configuration: what it names, and that it names others no more. */
export async function takeItems(
  tx: StateTransaction,
  tenantId: TenantId,
  { source, at }: { readonly source: string; readonly at: Date },
  items: readonly InventoryItem[],
  isMandated: RefreshOptions['isMandated'],
): Promise<void> {
  await lockInventory(tx, tenantId)
  const keys = [...new Set(items.map(({ key }) => key))].filter(isStorableKey)
  const fresh = await unknownKeys(tx, keys)
  const gone = await markAbsent(tx, source, keys)
  const before = await itemsFrom(tx, source, keys)
  const changed = items.filter((item) => JSON.stringify(before.get(item.key)) !== JSON.stringify(item))
  await writeItems(tx, tenantId, source, changed)
  const by = { at, who: `configuration ${source}` }
  await addLife(
    tx,
    tenantId,
    [
      ...fresh.map((memberKey) => ({ memberKey, what: `first named by the configuration ${source}` })),
      ...gone.map((memberKey) => ({ memberKey, what: `no longer named by the configuration ${source}` })),
    ],
    by,
  )
  const touched = [...new Set([...changed.map(({ key }) => key), ...gone])].filter(isStorableKey)
  await refreshIdentities(tx, tenantId, touched, { nowMs: at.getTime(), isMandated })
}
