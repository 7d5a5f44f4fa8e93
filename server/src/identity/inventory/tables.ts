import type { LifeStage } from '@countersign/authority/inventory/life-stage'
import type { Generated } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'

export type DecidedField = 'owner' | 'sponsor' | 'purpose' | 'stage'

/** Rows as PostgreSQL holds them; see ../migrations/. */
export type InventoryTables = {
  identity: {
    tenant_id: string
    identity_key: string
    kind: string
    provider: string
    display_name: string
    stage: LifeStage
    has_owner: boolean
    enabled: boolean | null
    created_at: Date | null
    first_used_at: Date | null
    last_used_at: Date | null
    used_rank: number
    oldest_credential_at: Date | null
    credential_count: number
    search_text: string
    record: string
    version: number
    updated_at: Date
  }
  identity_member: { tenant_id: string; member_key: string; identity_key: string }
  identity_item: {
    tenant_id: string
    member_key: string
    source: string
    item: string
    present: boolean
  }
  identity_alias: { tenant_id: string; alias: string; member_key: string; source: string }
  identity_split: {
    tenant_id: string
    left_key: string
    right_key: string
    at: Date
    who: string
    reason: string
  }
  identity_decided: {
    tenant_id: string
    member_key: string
    field: DecidedField
    value: string
    at: Date
    who: string
  }
  identity_life: {
    tenant_id: string
    member_key: string
    entry: Generated<number>
    at: Date
    who: string
    what: string
  }
  identity_fold: { tenant_id: string; folded_to: Date }
}

export const inventoryTables = (tx: StateTransaction) => tx.withTables<InventoryTables>()
