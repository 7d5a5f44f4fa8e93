// Made by "npm run generate:client" from the description that the server gives of itself.

import type { WhoCanAnswer, WhoCanQuestion } from '@countersign/api/authority'
import type { CheckedIdentityPage, CheckOutcome, CheckSummary, IdentityChecks } from '@countersign/api/check'
import type {
  ConfigurationDiff,
  ConfigurationList,
  NewConfiguration,
  PushedConfiguration,
} from '@countersign/api/configuration'
import type { ExplainedEvent } from '@countersign/api/explanation'
import type { IdentityDetail, IdentityPage } from '@countersign/api/identity'
import type {
  IdentityLife,
  IdentityPatch,
  IdentityRecord,
  IdentitySplit,
  InventoryPage,
  LifeStage,
} from '@countersign/api/inventory'
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
  /** The inventory: every identity, whoever told of it */
  readonly 'GET /api/tenants/{tenantId}/identities': {
    readonly path: { readonly tenantId: string }
    readonly query?: {
      readonly text?: string
      readonly kind?: string
      readonly provider?: string
      readonly stage?: LifeStage
      readonly owner?: 'none' | 'some'
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: InventoryPage
  }
  /** Who answers for it, its purpose, credentials and sources */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/record': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: IdentityRecord
  }
  /** Set its owner, sponsor, purpose or stage of life */
  readonly 'PATCH /api/tenants/{tenantId}/identities/{identityKey}/record': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly body: IdentityPatch
    readonly answer: IdentityRecord
  }
  /** Events of its life */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/life': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: IdentityLife
  }
  /** Take one of its keys for another identity */
  readonly 'POST /api/tenants/{tenantId}/identities/{identityKey}/split': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly body: IdentitySplit
    readonly answer: IdentityRecord
  }
  /** Policy and inventory documents that were pushed */
  readonly 'GET /api/tenants/{tenantId}/configurations': {
    readonly path: { readonly tenantId: string }
    readonly answer: ConfigurationList
  }
  /** Push one, or a new version of one */
  readonly 'POST /api/tenants/{tenantId}/configurations': {
    readonly path: { readonly tenantId: string }
    readonly body: NewConfiguration
    readonly answer: PushedConfiguration
  }
  /** Versions of one */
  readonly 'GET /api/tenants/{tenantId}/configurations/{configurationId}/versions': {
    readonly path: { readonly tenantId: string; readonly configurationId: string }
    readonly answer: ConfigurationList
  }
  /** What changed between two versions */
  readonly 'GET /api/tenants/{tenantId}/configurations/{configurationId}/diff': {
    readonly path: { readonly tenantId: string; readonly configurationId: string }
    readonly query?: { readonly from?: number; readonly to?: number }
    readonly answer: ConfigurationDiff
  }
  /** Who authorised an event, why it could be done, and how to stop it */
  readonly 'GET /api/tenants/{tenantId}/events/{eventId}/explanation': {
    readonly path: { readonly tenantId: string; readonly eventId: string }
    readonly answer: ExplainedEvent
  }
  /** What it is mandated, is granted and was seen to use */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/sets': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: { readonly sets: unknown }
  }
  /** Ways from it to rights it was not given */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/paths': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer:
      | { readonly known: true; readonly paths: readonly unknown[]; readonly isCut: boolean }
      | { readonly known: false; readonly reason: string }
  }
  /** What it, or whoever it can become, can get at */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/reach': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer:
      | {
          readonly known: true
          readonly reachable: readonly {
            readonly resource: string
            readonly type: string
            readonly actions: readonly string[]
            readonly sensitivity: string
            readonly because: string
            readonly path: readonly string[]
            readonly certainty: 'proven' | 'conditional'
          }[]
          readonly cut?: string
        }
      | { readonly known: false; readonly reason: string }
  }
  /** Who stands behind it, by its last event */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/chain': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: { readonly chain: unknown; readonly eventId: string }
  }
  /** How to stop it, in order */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/revoke-plan': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: { readonly actions: readonly unknown[]; readonly eventId: string }
  }
  /** Everybody whom policy lets do something */
  readonly 'POST /api/tenants/{tenantId}/who-can': {
    readonly path: { readonly tenantId: string }
    readonly body: WhoCanQuestion
    readonly answer: WhoCanAnswer
  }
  /** The OWASP checks, and how many identities fail each */
  readonly 'GET /api/tenants/{tenantId}/identities/checks': {
    readonly path: { readonly tenantId: string }
    readonly answer: CheckSummary
  }
  /** Identities that fail a check, pass it, or cannot be judged */
  readonly 'GET /api/tenants/{tenantId}/identities/checks/{checkId}': {
    readonly path: { readonly tenantId: string; readonly checkId: string }
    readonly query?: { readonly outcome?: CheckOutcome; readonly cursor?: string; readonly limit?: number }
    readonly answer: CheckedIdentityPage
  }
  /** How an identity stands against each check, and why */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/checks': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: IdentityChecks
  }
}
