import type { InventoryItem } from './inventory-item.ts'
import { latest } from './item-times.ts'

/** Discovered → owned → mandated → dormant → retired. */
export type LifeStage = 'discovered' | 'owned' | 'mandated' | 'dormant' | 'retired'

/** Not used for this long, an identity is dormant, where its source tells use at all. */
export const dormantAfterDays = 90

type Staged = Pick<InventoryItem, 'accountable' | 'enabled' | 'lastUsedAt' | 'credentials'>

/** @param nowMs milliseconds since the epoch @param mandated whether an accountable person has said what it may do */
export function lifeStage(item: Staged, nowMs: number, mandated: boolean): LifeStage {
  if (item.enabled === false) return 'retired'
  const usedAt = lastUse(item)
  if (usedAt !== undefined && nowMs - Date.parse(usedAt) > dormantAfterDays * 86_400_000) return 'dormant'
  if (mandated) return 'mandated'
  // A team's nickname in a tag owns nothing.
  return item.accountable.some(({ confidence }) => confidence !== 'weak') ? 'owned' : 'discovered'
}

/** The latest use that any source tells: of the identity itself or of a credential of its. */
export function lastUse({
  lastUsedAt,
  credentials,
}: Pick<Staged, 'lastUsedAt' | 'credentials'>): string | undefined {
  return latest([lastUsedAt, ...credentials.map((credential) => credential.lastUsedAt)])
}
