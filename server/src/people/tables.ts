import type { OperatorRole, Right, Role, TenantRole } from '@countersign/api/person'
import type { ColumnType, Generated } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

export type SignedInBy = 'link' | 'password' | 'passkey' | 'sso'
export type StepKind = 'second-factor' | 'passkey' | 'new-passkey' | 'sso'
export type NewcomerRole = Exclude<OperatorRole, 'operator-admin'> | Exclude<TenantRole, 'tenant-owner'>

export type PeopleTables = {
  person: {
    person_id: string
    name: string
    role: Role
    /** null: every tenant of the region. */
    tenant_ids: string[] | null
    group_ids: Generated<string[]>
    home_tenant_id: TenantId | null
    email: string | null
    created_at: Date
    disabled_at: Date | null
    password_hash: string | null
    totp_secret: Buffer | null
    totp_confirmed_at: Date | null
    totp_last_step: Generated<number>
  }
  sign_in_link: { token_hash: Buffer; person_id: string; expires_at: Date; used_at: Date | null }
  session: {
    token_hash: Buffer
    session_id: string
    person_id: string
    created_at: Date
    expires_at: Date
    last_seen_at: Date
    signed_in_by: SignedInBy
    user_agent: string
    address: string
  }
  sign_in_attempt: { identity_hash: Buffer; failures: number; last_at: Date; locked_until: Date }
  sign_in_step: {
    secret_hash: Buffer
    kind: StepKind
    person_id: string | null
    content: ColumnType<unknown, string, never>
    expires_at: Date
  }
  recovery_code: { person_id: string; code_hash: Buffer }
  passkey: {
    credential_id: string
    person_id: string
    name: string
    public_key: Buffer
    counter: number
    transports: string[]
    rp_id: string
    created_at: Date
    last_used_at: Date | null
  }
  sign_in_provider: {
    provider_id: string
    home_tenant_id: TenantId | null
    name: string
    issuer: string
    client_id: string
    client_secret: Buffer | null
    newcomer_role: NewcomerRole | null
    created_at: Date
  }
  sso_identity: {
    provider_id: string
    issuer: string
    subject: string
    person_id: string
    created_at: Date
  }
  api_key: {
    tenant_id: TenantId
    key_id: string
    name: string
    key_prefix: string
    rights: Right[]
    created_by: string
    created_at: Date
    expires_at: Date
    revoked_at: Date | null
    last_used_at: Date | null
  }
  api_key_door: { key_hash: Buffer; tenant_id: TenantId; key_id: string }
}

export const tables = (tx: StateTransaction) => tx.withTables<PeopleTables>()
