// Made by "npm run generate:client" from the description that the server gives of itself.
import type { IdentityDetail, IdentityPage } from '@countersign/api/identity'
export type IdentitiesRoutes = {
  /** Identities that acted, with how often, when and in which formats */
  readonly 'GET /api/identities': {
    readonly query?: {
      readonly from?: string
      readonly to?: string
      readonly tenant?: string
      readonly text?: string
      readonly sort?: 'last-seen' | 'events'
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: IdentityPage
  }
  /** What an identity did, from where, on whose behalf, and its incidents */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly query?: { readonly from?: string; readonly to?: string }
    readonly answer: IdentityDetail
  }
}
