import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

export type FactorFigures = {
  readonly people: number
  readonly changing: number
  readonly changingWithout: number
}

/**
 * Who may see a tenant, who of them may change something, and who of those signs in with nothing but a password or a link.
 * Somebody who comes through a provider of identities is that provider's to check. In an operator's transaction.
 */
export async function factorFigures(tx: StateTransaction, tenantId: TenantId): Promise<FactorFigures> {
  const { rows } = await sql<FactorFigures>`
    SELECT count(*)::int AS people, (count(*) FILTER (WHERE is_changing))::int AS changing,
      (count(*) FILTER (WHERE is_changing AND NOT is_strong))::int AS "changingWithout"
    FROM (
      SELECT p.role NOT IN ('viewer', 'auditor') AS is_changing,
        p.totp_confirmed_at IS NOT NULL
          OR EXISTS (SELECT FROM passkey AS k WHERE k.person_id = p.person_id)
          OR EXISTS (SELECT FROM sso_identity AS s WHERE s.person_id = p.person_id) AS is_strong
      FROM person AS p
      WHERE p.disabled_at IS NULL AND (
        p.tenant_ids IS NULL OR ${tenantId} = ANY (p.tenant_ids)
        OR EXISTS (SELECT FROM tenant_group_member AS m WHERE m.tenant_id = ${tenantId} AND m.group_id = ANY (p.group_ids)))
    ) AS seen`.execute(tx)
  return rows[0] as FactorFigures
}

export type ApiKeyFigures = {
  readonly apiKeys: number
  readonly apiKeysOld: number
  readonly apiKeysNeverUsed: number
}

/** API keys in use of the transaction's tenant. */
export async function apiKeyFigures(
  tx: StateTransaction,
  { now, oldBefore }: { readonly now: Date; readonly oldBefore: Date },
): Promise<ApiKeyFigures> {
  const { rows } = await sql<ApiKeyFigures>`
    SELECT count(*)::int AS "apiKeys",
      (count(*) FILTER (WHERE created_at < ${oldBefore}))::int AS "apiKeysOld",
      (count(*) FILTER (WHERE last_used_at IS NULL))::int AS "apiKeysNeverUsed"
    FROM api_key WHERE revoked_at IS NULL AND expires_at > ${now}`.execute(tx)
  return rows[0] as ApiKeyFigures
}
