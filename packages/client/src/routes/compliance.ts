// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  AttachedDocument,
  ComplianceOverview,
  ControlDetail,
  ControlReview,
  ControlReviewList,
  ControlReviewPost,
  DocumentPost,
  ExemptionPut,
  FrameworkChoicePut,
  FrameworkStatus,
} from '@countersign/api/compliance'
export type ComplianceRoutes = {
  /** Every framework with its coverage, and what lapses next */
  readonly 'GET /api/tenants/{tenantId}/compliance': {
    readonly path: { readonly tenantId: string }
    readonly answer: ComplianceOverview
  }
  /** Which frameworks the tenant is assessed by */
  readonly 'PUT /api/tenants/{tenantId}/compliance/frameworks': {
    readonly path: { readonly tenantId: string }
    readonly body: FrameworkChoicePut
    readonly answer: ComplianceOverview
  }
  /** Every control of a framework with its status */
  readonly 'GET /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}': {
    readonly path: { readonly tenantId: string; readonly frameworkId: string }
    readonly answer: FrameworkStatus
  }
  /** A control with the evidence behind its status */
  readonly 'GET /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}': {
    readonly path: { readonly tenantId: string; readonly frameworkId: string; readonly controlId: string }
    readonly answer: ControlDetail
  }
  /** Attach a document, with when it takes effect and when it ends */
  readonly 'POST /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}/documents': {
    readonly path: { readonly tenantId: string; readonly frameworkId: string; readonly controlId: string }
    readonly body: DocumentPost
    readonly answer: AttachedDocument
  }
  /** A document, byte for byte */
  readonly 'GET /api/tenants/{tenantId}/compliance/documents/{documentId}': {
    readonly path: { readonly tenantId: string; readonly documentId: string }
    readonly answer: null
  }
  /** Withdraw a document: it carries its control no longer */
  readonly 'DELETE /api/tenants/{tenantId}/compliance/documents/{documentId}': {
    readonly path: { readonly tenantId: string; readonly documentId: string }
    readonly answer: null
  }
  /** Say that a control does not apply, and why */
  readonly 'PUT /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}/exemption': {
    readonly path: { readonly tenantId: string; readonly frameworkId: string; readonly controlId: string }
    readonly body: ExemptionPut
    readonly answer: ControlDetail
  }
  /** It applies again */
  readonly 'DELETE /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}/exemption': {
    readonly path: { readonly tenantId: string; readonly frameworkId: string; readonly controlId: string }
    readonly answer: null
  }
  /** What people looked at and said so, newest first */
  readonly 'GET /api/tenants/{tenantId}/compliance/reviews': {
    readonly path: { readonly tenantId: string }
    readonly answer: ControlReviewList
  }
  /** Say that access, logging, recurrence, a restore or an incident was reviewed */
  readonly 'POST /api/tenants/{tenantId}/compliance/reviews': {
    readonly path: { readonly tenantId: string }
    readonly body: ControlReviewPost
    readonly answer: ControlReview
  }
  /** Its OSCAL documents, each of them validated */
  readonly 'GET /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/oscal.zip': {
    readonly path: { readonly tenantId: string; readonly frameworkId: string }
    readonly answer: null
  }
  /** One of them by its file name */
  readonly 'GET /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/oscal/{name}': {
    readonly path: { readonly tenantId: string; readonly frameworkId: string; readonly name: string }
    readonly answer: null
  }
}
