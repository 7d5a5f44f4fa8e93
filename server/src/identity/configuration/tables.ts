import type { StateTransaction } from '../../platform/state/state.ts'

/** Rows as PostgreSQL holds them; see ../migrations/. */
export type ConfigurationTables = {
  configuration_version: {
    tenant_id: string
    configuration_id: string
    version: number
    sources: string[]
    context: string
    content_sha256: string
    content_bytes: number
    content: Buffer
    file_count: number
    valid_from: Date
    pushed_at: Date
    pushed_by: string
    identity_count: number
    gaps: string[]
  }
}

export const configurationTables = (tx: StateTransaction) => tx.withTables<ConfigurationTables>()
