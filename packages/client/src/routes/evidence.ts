// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  EvidenceDetail,
  EvidenceErasure,
  EvidenceErasurePost,
  EvidenceErasurePreview,
  EvidenceKind,
  EvidenceLogs,
  EvidencePage,
  EvidenceWitness,
  EvidenceWitnessList,
  EvidenceWitnessPut,
  PackQuery,
} from '@countersign/api/evidence'
export type EvidenceRoutes = {
  /** What was logged, newest first */
  readonly 'GET /api/tenants/{tenantId}/evidence': {
    readonly path: { readonly tenantId: string }
    readonly query?: {
      readonly kind?: EvidenceKind
      readonly from?: string
      readonly to?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: EvidencePage
  }
  /** One entry: its envelope, and its document while that is kept */
  readonly 'GET /api/tenants/{tenantId}/evidence/entry': {
    readonly path: { readonly tenantId: string }
    readonly query: { readonly kind: EvidenceKind; readonly ref: string }
    readonly answer: EvidenceDetail
  }
  /** That it is in the log: a C2SP tlog-proof file */
  readonly 'GET /api/tenants/{tenantId}/evidence/proof': {
    readonly path: { readonly tenantId: string }
    readonly query: { readonly kind: EvidenceKind; readonly ref: string }
    readonly answer: null
  }
  /** The tenant’s logs with their verifier keys */
  readonly 'GET /api/tenants/{tenantId}/evidence/logs': {
    readonly path: { readonly tenantId: string }
    readonly answer: EvidenceLogs
  }
  /** How many documents an erasure would take */
  readonly 'GET /api/tenants/{tenantId}/evidence/erasures/preview': {
    readonly path: { readonly tenantId: string }
    readonly query: { readonly subject: string }
    readonly answer: EvidenceErasurePreview
  }
  /** Make every document of a person or identity unreadable */
  readonly 'POST /api/tenants/{tenantId}/evidence/erasures': {
    readonly path: { readonly tenantId: string }
    readonly body: EvidenceErasurePost
    readonly answer: EvidenceErasure
  }
  /** All that was logged in a time, as a zip that is checked offline */
  readonly 'GET /api/tenants/{tenantId}/evidence/pack': {
    readonly path: { readonly tenantId: string }
    readonly query: PackQuery
    readonly answer: null
  }
  /** Checkpoint, tiles and entry bundles: C2SP tlog-tiles */
  readonly 'GET /api/tenants/{tenantId}/evidence/logs/{epoch}/{*}': {
    readonly path: { readonly tenantId: string; readonly epoch: number; readonly '*': string }
    readonly answer: null
  }
  /** Who cosigns the tenant’s log, and how that goes */
  readonly 'GET /api/tenants/{tenantId}/evidence/witnesses': {
    readonly path: { readonly tenantId: string }
    readonly answer: EvidenceWitnessList
  }
  /** Name a witness, or another address or key of it */
  readonly 'PUT /api/tenants/{tenantId}/evidence/witnesses/{name}': {
    readonly path: { readonly tenantId: string; readonly name: string }
    readonly body: EvidenceWitnessPut
    readonly answer: EvidenceWitness
  }
  /** Ask it no more */
  readonly 'DELETE /api/tenants/{tenantId}/evidence/witnesses/{name}': {
    readonly path: { readonly tenantId: string; readonly name: string }
    readonly answer: null
  }
}
