import type {
  IdentityLife,
  IdentityPatch,
  IdentityRecord,
  IdentitySplit,
  InventoryPage,
} from '@countersign/api/inventory'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { ItemSink } from '../configuration/service.ts'
import { type FoldParts, foldIdentities } from './fold.ts'
import { identityChangedAt, identityMarks, identityRecordsOf } from './identity-marks.ts'
import type { IdentityRecord as StoredRecord } from './identity-record.ts'
import { inventoryPage, inventoryRow } from './inventory-page.ts'
import { type InventoryQuery, inventorySearchOf } from './inventory-query.ts'
import { addLife, lockInventory } from './item-store.ts'
import { type FoundIdentity, findIdentity, lifeOf, recordSplit, writeDecided } from './record-store.ts'
import { refreshIdentities } from './refresh.ts'
import { takeItems } from './take-items.ts'

export type InventoryParts = FoldParts

export type Versioned<T> = { readonly value: T; readonly version: number }

/** A change of what was seen, by whom. */
export type ChangeBy = { readonly who: string; readonly ifVersion: number | undefined }

/** Who there is in a tenant, whoever told of it. */
export type Inventory = {
  /** Errors: REQUEST_INVALID. */
  readonly list: (tenantId: TenantId, query: InventoryQuery) => Promise<InventoryPage>
  /** By any key it is known by. Errors: NOT_FOUND. */
  readonly read: (tenantId: TenantId, key: string) => Promise<Versioned<IdentityRecord>>
  /** The joined record as it is stored; undefined where nobody knows the key. */
  readonly find: (tenantId: TenantId, key: string) => Promise<StoredRecord | undefined>
  /** Errors: NOT_FOUND, PRECONDITION_FAILED. */
  readonly change: (
    tenantId: TenantId,
    key: string,
    patch: IdentityPatch,
    by: ChangeBy,
  ) => Promise<Versioned<IdentityRecord>>
  /** Takes one of its keys out. Errors: NOT_FOUND, REQUEST_INVALID, PRECONDITION_FAILED. */
  readonly split: (
    tenantId: TenantId,
    key: string,
    split: IdentitySplit,
    by: ChangeBy,
  ) => Promise<Versioned<IdentityRecord>>
  /** Errors: NOT_FOUND. */
  readonly life: (tenantId: TenantId, key: string) => Promise<IdentityLife>
  /** Folds in who came up in the lake; how many were seen. Errors: LAKE_DOWN. */
  readonly fold: (tenantId: TenantId) => Promise<number>
  /** Works these out again: after a mandate changed, say. */
  readonly refresh: (tenantId: TenantId, keys: readonly string[]) => Promise<void>
  readonly takeItems: ItemSink
  /** Every identity in the order of its key, and the records of some: for passes over all of them. */
  readonly marks: typeof identityMarks
  readonly records: typeof identityRecordsOf
  readonly changedAt: typeof identityChangedAt
  /** Notes what happened to identities in their lives. */
  readonly noteLife: typeof addLife
}

export function openInventory(parts: InventoryParts): Inventory {
  const { state, clock, mandatedKeys } = parts
  const refreshed = async (tx: StateTransaction, tenantId: TenantId, keys: readonly string[]) =>
    refreshIdentities(tx, tenantId, keys, {
      nowMs: clock.now(),
      isMandated: await mandatedKeys(tenantId),
    })
  const changing = (
    tenantId: TenantId,
    key: string,
    by: ChangeBy,
    work: (tx: StateTransaction, found: FoundIdentity, at: Date) => Promise<void>,
  ) =>
    state.forTenant(tenantId, async (tx) => {
      await lockInventory(tx, tenantId)
      const found = await required(tx, key)
      if (by.ifVersion !== undefined && by.ifVersion !== found.row.version)
        throw new CountersignError('PRECONDITION_FAILED', `identity ${key.slice(0, 200)}`)
      await work(tx, found, new Date(clock.now()))
      await refreshed(tx, tenantId, found.record.keys)
      return shown(await required(tx, key))
    })
  return {
    list: (tenantId, query) => {
      const search = inventorySearchOf(query)
      return state.forTenant(tenantId, (tx) => inventoryPage(tx, tenantId, search))
    },
    read: (tenantId, key) => state.forTenant(tenantId, async (tx) => shown(await required(tx, key))),
    find: (tenantId, key) => state.forTenant(tenantId, async (tx) => (await findIdentity(tx, key))?.record),
    change: (tenantId, key, patch, by) =>
      changing(tenantId, key, by, (tx, found, at) => decide(tx, tenantId, found, patch, { at, who: by.who })),
    split: (tenantId, key, split, by) =>
      changing(tenantId, key, by, (tx, found, at) => apart(tx, tenantId, found, split, { at, who: by.who })),
    life: (tenantId, key) =>
      state.forTenant(tenantId, async (tx) => ({
        items: [...(await lifeOf(tx, (await required(tx, key)).record.keys))],
      })),
    fold: (tenantId) => foldIdentities(parts, tenantId),
    refresh: (tenantId, keys) =>
      state.forTenant(tenantId, async (tx) => {
        await lockInventory(tx, tenantId)
        await refreshed(tx, tenantId, keys)
      }),
    takeItems: async (tx, tenantId, source, items) =>
      takeItems(tx, tenantId, source, items, await mandatedKeys(tenantId)),
    marks: identityMarks,
    records: identityRecordsOf,
    changedAt: identityChangedAt,
    noteLife: addLife,
  }
}

async function required(tx: StateTransaction, key: string): Promise<FoundIdentity> {
  const found = await findIdentity(tx, key)
  if (found !== undefined) return found
  throw new CountersignError('NOT_FOUND', `identity ${key.slice(0, 200)}`)
}

type Change = { readonly at: Date; readonly who: string }

async function decide(
  tx: StateTransaction,
  tenantId: TenantId,
  { record }: FoundIdentity,
  patch: IdentityPatch,
  change: Change,
): Promise<void> {
  const fields = (['owner', 'sponsor', 'purpose', 'stage'] as const).filter(
    (field) => patch[field] !== undefined,
  )
  noteAudit({ before: { stage: record.stage, purpose: record.purpose ?? null }, after: patch })
  for (const field of fields)
    await writeDecided(tx, tenantId, record.key, { field, value: patch[field] ?? '' }, change)
  const entries = fields.map((field) => ({
    memberKey: record.key,
    what: patch[field] === null ? `took away the ${field}` : `set the ${field} to ${patch[field]}`,
  }))
  await addLife(tx, tenantId, entries, change)
}

/** The key is kept apart from every other one of the identity: none of them is joined with it again. */
async function apart(
  tx: StateTransaction,
  tenantId: TenantId,
  { record }: FoundIdentity,
  { key, reason }: IdentitySplit,
  change: Change,
): Promise<void> {
  const others = record.keys.filter((one) => one !== key)
  if (!record.keys.includes(key) || others.length === 0)
    throw new CountersignError('REQUEST_INVALID', 'key has to be one of several keys of this identity')
  noteAudit({ target: { identity: record.key }, after: { key, reason } })
  for (const other of others) await recordSplit(tx, tenantId, { key, other, reason }, change)
  const what = `took ${key} for another identity: ${reason}`
  await addLife(tx, tenantId, [{ memberKey: record.key, what }], change)
}

const grantsShownMax = 500

function shown({ row, record }: FoundIdentity): Versioned<IdentityRecord> {
  return {
    version: row.version,
    value: {
      identity: inventoryRow(row),
      keys: [...record.keys],
      createdBy: record.createdBy ?? null,
      purpose: record.purpose ?? null,
      accountable: [...record.accountable],
      credentials: [...record.credentials],
      grants: record.grants.slice(0, grantsShownMax),
      aliases: [...record.alsoKnownAs],
      joinedBy: [...record.joinedBy],
      sources: [...record.sources],
      stageSetBy: record.stageSetBy ?? null,
    },
  }
}
