// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  AcknowledgementPut,
  NotificationCase,
  NotificationCaseList,
  NotificationCasePost,
  NotificationDraft,
  NotificationRegimeList,
  NotificationSubmission,
  SubmissionPost,
} from '@countersign/api/clock'
export type NotificationClocksRoutes = {
  /** Laws that ask for notifications, with their stages */
  readonly 'GET /api/notification-regimes': {
    readonly answer: NotificationRegimeList
  }
  /** Clocks that run over all visible tenants, the nearest deadline first */
  readonly 'GET /api/notification-clocks': {
    readonly query?: { readonly tenant?: string }
    readonly answer: NotificationCaseList
  }
  /** Incidents of a tenant with clocks, open ones first */
  readonly 'GET /api/tenants/{tenantId}/notification-clocks': {
    readonly path: { readonly tenantId: string }
    readonly answer: NotificationCaseList
  }
  /** Every deadline of an incident, and how it was worked out */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/clocks': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly answer: NotificationCase
  }
  /** Start them: one moment of awareness, which is logged */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/clocks': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly body: NotificationCasePost
    readonly answer: NotificationCase
  }
  /** What came after it: moments, traits, the end */
  readonly 'PATCH /api/tenants/{tenantId}/incidents/{incidentId}/clocks': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly body: {
      readonly regimeIds?: readonly string[]
      readonly traits?: readonly string[]
      readonly timeZone?: string
      readonly holidays?: readonly string[]
      readonly moments?: Readonly<Record<string, string | null>>
      readonly closeReason?: string | null
    }
    readonly answer: NotificationCase
  }
  /** A report, each field sourced or missing */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/clocks/drafts/{regimeId}/{stageId}': {
    readonly path: {
      readonly tenantId: string
      readonly incidentId: string
      readonly regimeId: string
      readonly stageId: string
    }
    readonly answer: NotificationDraft
  }
  /** A report was sent */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/clocks/submissions': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly body: SubmissionPost
    readonly answer: NotificationSubmission
  }
  /** The authority acknowledged it */
  readonly 'PUT /api/tenants/{tenantId}/incidents/{incidentId}/clocks/submissions/{submissionId}/acknowledgement': {
    readonly path: { readonly tenantId: string; readonly incidentId: string; readonly submissionId: string }
    readonly body: AcknowledgementPut
    readonly answer: null
  }
}
