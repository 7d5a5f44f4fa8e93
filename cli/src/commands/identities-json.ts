import type { Credential } from '@countersign/authority/inventory/inventory-item'
import type { KnownIdentity } from '@countersign/authority/inventory/known-identity'
import { type LifeStage, lastUse, lifeStage } from '@countersign/authority/inventory/life-stage'

export type CredentialJson = Credential & {
  /** Whole days since it was made, as of the last event that was read; absent where no source tells when. */
  readonly ageDays?: number
}

export type IdentityJson = Omit<KnownIdentity, 'credentials'> & {
  readonly stage: LifeStage
  readonly credentials: readonly CredentialJson[]
}

const dayMs = 86_400_000

export function identityJson(identity: KnownIdentity, asOfMs: number): IdentityJson {
  const lastUsedAt = lastUse(identity)
  return {
    ...identity,
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    // Mandates live on a server: files do not carry them.
    stage: lifeStage(identity, asOfMs, false),
    credentials: identity.credentials.map((credential) => ({ ...credential, ...age(credential, asOfMs) })),
  }
}

function age({ createdAt }: Credential, asOfMs: number): { readonly ageDays?: number } {
  const createdMs = createdAt === undefined ? Number.NaN : Date.parse(createdAt)
  return Number.isNaN(createdMs) ? {} : { ageDays: Math.max(0, Math.floor((asOfMs - createdMs) / dayMs)) }
}
