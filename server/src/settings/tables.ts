import type { LogoScheme } from '@countersign/api/settings'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

export type SupportColumns = {
  support_email: string | null
  support_phone: string | null
  support_url: string | null
}

type SettingsTables = {
  operator_settings: SupportColumns & {
    only_row: boolean
    product_name: string
    accent_light: string | null
    accent_dark: string | null
    plainer_words: boolean
    version: number
    updated_at: Date
  }
  operator_logo: {
    scheme: LogoScheme
    media_type: 'image/png' | 'image/webp'
    width: number
    height: number
    sha256: string
    bytes: Buffer
  }
  tenant_settings: SupportColumns & { tenant_id: TenantId; plainer_words: boolean | null; updated_at: Date }
}

export const tables = (tx: StateTransaction) => tx.withTables<SettingsTables>()
