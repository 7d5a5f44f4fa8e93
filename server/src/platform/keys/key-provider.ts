import type { SecretBox } from '../auth/secret-box.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/**
 * Who holds a tenant's key-encryption key. Data keys are 32 bytes; what comes back from `wrap` opens with `unwrap` of the same
 * tenant alone. Errors: KEY_UNAVAILABLE when whoever holds the key does not answer or refuses.
 */
export type KeyProvider = {
  readonly wrap: (tenantId: TenantId, dataKey: Buffer) => Promise<Buffer>
  readonly unwrap: (tenantId: TenantId, wrapped: Buffer) => Promise<Buffer>
}

/** Keys of this server: the sealing key of its configuration or data directory. */
export function localKeys(box: SecretBox): KeyProvider {
  const purpose = (tenantId: TenantId) => `data-key/${tenantId}`
  return {
    wrap: async (tenantId, dataKey) => box.seal(purpose(tenantId), dataKey.toString('base64')),
    unwrap: async (tenantId, wrapped) => Buffer.from(box.open(purpose(tenantId), wrapped), 'base64'),
  }
}
