// Made by "npm run generate:client" from the description that the server gives of itself.

import type {
  IncidentCounts,
  IncidentDetail,
  IncidentPage,
  IncidentPatch,
  Resolution,
} from '@countersign/api/incident'
import type {
  BulkAnswer,
  BulkRequest,
  HandOverPage,
  IncidentRef,
  MergeRequest,
  Neighbours,
  NewNote,
  NewSavedView,
  Note,
  NoteList,
  NotePatch,
  SavedView,
  SavedViewList,
  UnmergeRequest,
} from '@countersign/api/incident-work'
import type { AssigneeList } from '@countersign/api/person'
import type {
  AuditOutcome,
  AuditReview,
  Feedback,
  FeedbackApplied,
  FeedbackEffect,
  IncidentVerdictAnswer,
  VerdictReplay,
} from '@countersign/api/triage'
export type IncidentsRoutes = {
  /** Names of the people who may see the tenant */
  readonly 'GET /api/tenants/{tenantId}/assignees': {
    readonly path: { readonly tenantId: string }
    readonly answer: AssigneeList
  }
  /** The queue over all visible tenants: most severe first, then newest */
  readonly 'GET /api/incidents': {
    readonly query?: {
      readonly tenant?: string
      readonly status?: 'new' | 'in-progress' | 'resolved' | 'open' | 'snoozed'
      readonly severity?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly assignee?: string
      readonly unassigned?: boolean
      readonly identity?: string
      readonly text?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: IncidentPage
  }
  /** Open incidents of each tenant by severity */
  readonly 'GET /api/incidents/counts': {
    readonly query?: { readonly tenant?: string }
    readonly answer: IncidentCounts
  }
  /** An incident with its explanation, findings and history */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}': {
    readonly path: IncidentRef
    readonly answer: IncidentDetail
  }
  /** Assign, snooze, resolve with a reason, or reopen */
  readonly 'PATCH /api/tenants/{tenantId}/incidents/{incidentId}': {
    readonly path: IncidentRef
    readonly body: IncidentPatch
    readonly answer: IncidentDetail
  }
  /** The same change for up to 200 incidents, each by itself */
  readonly 'POST /api/incidents/bulk': {
    readonly body: BulkRequest
    readonly answer: BulkAnswer
  }
  /** Every incident that is not resolved, with its last note */
  readonly 'GET /api/hand-over': {
    readonly query?: { readonly cursor?: string; readonly limit?: number; readonly tenant?: string }
    readonly answer: HandOverPage
  }
  /** The incidents before and after it in a queue */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/neighbours': {
    readonly path: IncidentRef
    readonly query?: {
      readonly tenant?: string
      readonly status?: 'new' | 'in-progress' | 'resolved' | 'open' | 'snoozed'
      readonly severity?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly assignee?: string
      readonly unassigned?: boolean
      readonly identity?: string
      readonly text?: string
    }
    readonly answer: Neighbours
  }
  /** Take others up into this incident */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/merge': {
    readonly path: IncidentRef
    readonly body: MergeRequest
    readonly answer: IncidentDetail
  }
  /** Take one out of it again */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/unmerge': {
    readonly path: IncidentRef
    readonly body: UnmergeRequest
    readonly answer: IncidentDetail
  }
  /** Its notes, newest first */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/notes': {
    readonly path: IncidentRef
    readonly answer: NoteList
  }
  /** Write a note, or a hand-over to the next shift */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/notes': {
    readonly path: IncidentRef
    readonly body: NewNote
    readonly answer: Note
  }
  /** Correct a note of one’s own, for 15 minutes */
  readonly 'PATCH /api/tenants/{tenantId}/incidents/{incidentId}/notes/{noteId}': {
    readonly path: { readonly tenantId: string; readonly incidentId: string; readonly noteId: string }
    readonly body: NotePatch
    readonly answer: Note
  }
  /** Saved views: one’s own and those that are shared */
  readonly 'GET /api/views': {
    readonly answer: SavedViewList
  }
  /** Save a view */
  readonly 'POST /api/views': {
    readonly body: NewSavedView
    readonly answer: SavedView
  }
  /** Change a view of one’s own */
  readonly 'PUT /api/views/{viewId}': {
    readonly path: { readonly viewId: string }
    readonly body: NewSavedView
    readonly answer: SavedView
  }
  /** Remove a view of one’s own */
  readonly 'DELETE /api/views/{viewId}': {
    readonly path: { readonly viewId: string }
    readonly answer: null
  }
  /** As OCSF Incident Finding (class 2005) */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/ocsf': {
    readonly path: IncidentRef
    readonly answer: null
  }
  /** Its findings as OCSF Detection Findings, one a line */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/findings.ndjson': {
    readonly path: IncidentRef
    readonly answer: null
  }
  /** Its explanation as markdown */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/explanation.md': {
    readonly path: IncidentRef
    readonly answer: null
  }
  /** What triage says of it, and all that this rests on */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/verdict': {
    readonly path: IncidentRef
    readonly answer: IncidentVerdictAnswer
  }
  /** Come to a verdict again from its record, bit for bit */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/verdicts/{verdictId}/replay': {
    readonly path: { readonly tenantId: string; readonly incidentId: string; readonly verdictId: string }
    readonly answer: VerdictReplay
  }
  /** What a word on it would change elsewhere; nothing is written */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/feedback/preview': {
    readonly path: IncidentRef
    readonly body: Feedback
    readonly answer: FeedbackEffect
  }
  /** Say what it was; its clusters take the label, and the model is trained again */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/feedback': {
    readonly path: IncidentRef
    readonly body: Feedback
    readonly answer: FeedbackApplied
  }
  /** Say what a closed incident was, without knowing who closed it */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/closing-review': {
    readonly path: IncidentRef
    readonly body: AuditReview
    readonly answer: AuditOutcome
  }
  /** Its story: what an analyst would ask, answered by cited claims */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/investigation': {
    readonly path: IncidentRef
    readonly answer: {
      readonly investigation: {
        readonly tenantId: string
        readonly incidentId: string
        readonly investigatedAt: string
        readonly explanation: unknown
        readonly explanationHash: string
        readonly answers: readonly {
          readonly question: string
          readonly asks: string
          readonly claims: readonly number[]
        }[]
        readonly claimIds: readonly string[]
        readonly isStale: boolean
        readonly phrasing:
          | (
              | {
                  readonly kind: 'phrased'
                  readonly model: string
                  readonly subProcessor: string
                  readonly at: string
                  readonly sentences: readonly { readonly text: string; readonly claims: readonly string[] }[]
                  readonly rejected: readonly { readonly reason: string; readonly count: number }[]
                }
              | {
                  readonly kind: 'failed'
                  readonly model: string
                  readonly subProcessor: string
                  readonly at: string
                  readonly reason: string
                }
            )
          | null
      } | null
    }
  }
  /** Ask again, and store the story */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/investigation': {
    readonly path: IncidentRef
    readonly answer: {
      readonly tenantId: string
      readonly incidentId: string
      readonly investigatedAt: string
      readonly explanation: unknown
      readonly explanationHash: string
      readonly answers: readonly {
        readonly question: string
        readonly asks: string
        readonly claims: readonly number[]
      }[]
      readonly claimIds: readonly string[]
      readonly isStale: boolean
      readonly phrasing:
        | (
            | {
                readonly kind: 'phrased'
                readonly model: string
                readonly subProcessor: string
                readonly at: string
                readonly sentences: readonly { readonly text: string; readonly claims: readonly string[] }[]
                readonly rejected: readonly { readonly reason: string; readonly count: number }[]
              }
            | {
                readonly kind: 'failed'
                readonly model: string
                readonly subProcessor: string
                readonly at: string
                readonly reason: string
              }
          )
        | null
    }
  }
  /** What programs proposed about it, newest first */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/proposals': {
    readonly path: IncidentRef
    readonly answer: {
      readonly items: readonly {
        readonly tenantId: string
        readonly incidentId: string
        readonly proposalId: string
        readonly change:
          | { readonly kind: 'close'; readonly resolution: Resolution; readonly reason: string }
          | { readonly kind: 'note'; readonly text: string }
          | { readonly kind: 'assign'; readonly assignee: string }
        readonly why: string
        readonly proposedBy: string
        readonly at: string
        readonly status: 'open' | 'approved' | 'refused'
        readonly decidedBy: string | null
        readonly decidedAt: string | null
      }[]
    }
  }
  /** Make the change that was proposed */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/proposals/{proposalId}/approve': {
    readonly path: { readonly tenantId: string; readonly incidentId: string; readonly proposalId: string }
    readonly answer: {
      readonly tenantId: string
      readonly incidentId: string
      readonly proposalId: string
      readonly change:
        | { readonly kind: 'close'; readonly resolution: Resolution; readonly reason: string }
        | { readonly kind: 'note'; readonly text: string }
        | { readonly kind: 'assign'; readonly assignee: string }
      readonly why: string
      readonly proposedBy: string
      readonly at: string
      readonly status: 'open' | 'approved' | 'refused'
      readonly decidedBy: string | null
      readonly decidedAt: string | null
    }
  }
  /** Do not make it */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/proposals/{proposalId}/refuse': {
    readonly path: { readonly tenantId: string; readonly incidentId: string; readonly proposalId: string }
    readonly answer: IncidentsRoutes['POST /api/tenants/{tenantId}/incidents/{incidentId}/proposals/{proposalId}/approve']['answer']
  }
}
