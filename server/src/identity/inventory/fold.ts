import { dormantAfterDays } from '@countersign/authority/inventory/life-stage'
import type { Platform } from '../../platform/platform.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import {
  addLife,
  isStorableKey,
  itemsFrom,
  lakeSource,
  lockInventory,
  unknownKeys,
  writeItems,
} from './item-store.ts'
import {
  type Arrivals,
  type Creation,
  creations,
  type Sighting,
  sightedItem,
  sightings,
  sightingsMax,
} from './lake-sightings.ts'
import { type RefreshOptions, refreshChunkKeys, refreshIdentities } from './refresh.ts'
import { inventoryTables } from './tables.ts'

export type FoldParts = Pick<Platform, 'state' | 'lake' | 'clock'> & {
  readonly mandatedKeys: (tenantId: TenantId) => Promise<RefreshOptions['isMandated']>
}

const dayMs = 86_400_000

/** A batch is given its time of arrival before it is durable: this much is looked at again. */
const overlapMs = 60_000

/**
 * Folds in who was seen in the lake since the last pass. Repeatable: first and last uses only ever widen. Returns how many
 * identities were seen. Errors: LAKE_DOWN, STATE_DOWN.
 */
export async function foldIdentities(parts: FoldParts, tenantId: TenantId): Promise<number> {
  const { state, lake, clock } = parts
  const own = lake.forTenant(tenantId)
  const toMs = clock.now() + 1
  const span: Arrivals = { fromMs: await foldedToMs(parts, tenantId), toMs }
  const isMandated = await parts.mandatedKeys(tenantId)
  const made = await creations(own, span)
  const options = { nowMs: clock.now(), isMandated }
  let seen = 0
  let after = ''
  for (;;) {
    const page = await sightings(own, span, after)
    seen += page.length
    await foldPage(parts, tenantId, page, made, options)
    if (page.length < sightingsMax) break
    after = page.at(-1)?.key ?? ''
  }
  const unseen = [...made.keys()].filter(isStorableKey)
  await foldKeys(parts, tenantId, new Map(), unseen, made, options)
  await refreshSleepers(parts, tenantId, options)
  await state.forTenant(tenantId, async (tx) => {
    const row = { tenant_id: tenantId, folded_to: new Date(Math.max(0, toMs - overlapMs)) }
    await inventoryTables(tx)
      .insertInto('identity_fold')
      .values(row)
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ folded_to: row.folded_to }))
      .execute()
  })
  return seen
}

async function foldedToMs({ state }: FoldParts, tenantId: TenantId): Promise<number> {
  const row = await state.forTenant(tenantId, (tx) =>
    inventoryTables(tx).selectFrom('identity_fold').select('folded_to').executeTakeFirst(),
  )
  return row?.folded_to.getTime() ?? 0
}

async function foldPage(
  parts: FoldParts,
  tenantId: TenantId,
  page: readonly Sighting[],
  made: ReadonlyMap<string, Creation>,
  options: RefreshOptions,
): Promise<void> {
  const byKey = new Map(page.map((sighting) => [sighting.key, sighting]))
  await foldKeys(parts, tenantId, byKey, [...byKey.keys()].filter(isStorableKey), made, options)
}

/** In transactions of their own: a page of fifty thousand must not hold the lock for all of them. */
async function foldKeys(
  { state }: FoldParts,
  tenantId: TenantId,
  seen: ReadonlyMap<string, Sighting>,
  keys: readonly string[],
  made: ReadonlyMap<string, Creation>,
  options: RefreshOptions,
): Promise<void> {
  for (let at = 0; at < keys.length; at += refreshChunkKeys) {
    const chunk = keys.slice(at, at + refreshChunkKeys)
    await state.forTenant(tenantId, async (tx) => {
      await lockInventory(tx, tenantId)
      const before = await itemsFrom(tx, lakeSource, chunk)
      const fresh = await unknownKeys(tx, chunk)
      const items = chunk.map((key) => sightedItem(key, seen.get(key), made.get(key), before.get(key)))
      const changed = items.filter((item) => JSON.stringify(before.get(item.key)) !== JSON.stringify(item))
      await writeItems(tx, tenantId, lakeSource, changed)
      const entries = fresh.map((memberKey) => ({ memberKey, what: 'first seen in the logs' }))
      await addLife(tx, tenantId, entries, { at: new Date(options.nowMs), who: 'telemetry' })
      await refreshIdentities(
        tx,
        tenantId,
        changed.map(({ key }) => key),
        options,
      )
    })
  }
}

/** Nothing tells of an identity that is not used: those whose last use is long enough ago are looked at again. */
async function refreshSleepers(
  { state }: FoldParts,
  tenantId: TenantId,
  options: RefreshOptions,
): Promise<void> {
  const before = new Date(options.nowMs - dormantAfterDays * dayMs)
  await state.forTenant(tenantId, async (tx) => {
    await lockInventory(tx, tenantId)
    const rows = await inventoryTables(tx)
      .selectFrom('identity')
      .select('identity_key')
      .where('stage', 'in', ['discovered', 'owned', 'mandated'])
      .where('last_used_at', '<', before)
      .where('record', 'not like', '%"stageSetBy"%')
      .limit(refreshChunkKeys)
      .execute()
    await refreshIdentities(
      tx,
      tenantId,
      rows.map(({ identity_key }) => identity_key),
      options,
    )
  })
}
