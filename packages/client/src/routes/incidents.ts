// Made by "npm run generate:client" from the description that the server gives of itself.
export type IncidentsRoutes = {
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
    readonly answer: {
      readonly items: readonly {
        readonly tenantId: string
        readonly incidentId: string
        readonly title: string
        readonly statement: string
        readonly severity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
        readonly status: 'new' | 'in-progress' | 'resolved'
        readonly identities: readonly string[]
        readonly hosts: readonly string[]
        readonly firstAt: string
        readonly lastAt: string
        readonly updatedAt: string
        readonly findingCount: number
        readonly ruleCount: number
        readonly assignee: string | null
        readonly snoozedUntil: string | null
        readonly resolution:
          | (
              | 'true-positive'
              | 'benign-true-positive'
              | 'false-positive'
              | 'authorised-test'
              | 'duplicate'
              | 'undetermined'
            )
          | null
        readonly version: number
      }[]
      readonly nextCursor?: string
      readonly counts: Readonly<Record<string, number>>
    }
  }
  /** An incident with its explanation, findings and history */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly answer: {
      readonly incident: {
        readonly tenantId: string
        readonly incidentId: string
        readonly title: string
        readonly statement: string
        readonly severity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
        readonly status: 'new' | 'in-progress' | 'resolved'
        readonly identities: readonly string[]
        readonly hosts: readonly string[]
        readonly firstAt: string
        readonly lastAt: string
        readonly updatedAt: string
        readonly findingCount: number
        readonly ruleCount: number
        readonly assignee: string | null
        readonly snoozedUntil: string | null
        readonly resolution:
          | (
              | 'true-positive'
              | 'benign-true-positive'
              | 'false-positive'
              | 'authorised-test'
              | 'duplicate'
              | 'undetermined'
            )
          | null
        readonly version: number
      }
      readonly explanation: unknown
      readonly explanationHash: string
      readonly findings: readonly {
        readonly findingId: string
        readonly ruleId: string
        readonly ruleTitle: string
        readonly ruleAuthor: string | null
        readonly ruleDescription: string | null
        readonly ruleLicense: string | null
        readonly ruleReferences: readonly string[]
        readonly ruleHash: string
        readonly tags: readonly string[]
        readonly level: 'informational' | 'low' | 'medium' | 'high' | 'critical'
        readonly firstAt: string
        readonly lastAt: string
        readonly matched: readonly {
          readonly selection: string
          readonly field: string
          readonly value: string
        }[]
        readonly events: readonly {
          readonly eventId: string
          readonly time: string
          readonly action: string
          readonly outcome: 'success' | 'failure' | 'unknown'
          readonly identityKey: string | null
          readonly host: string | null
          readonly sourceIp: string | null
          readonly resource: string | null
          readonly format: string
        }[]
      }[]
      readonly findingsOmitted: number
      readonly history: readonly { readonly at: string; readonly who: string; readonly what: string }[]
      readonly merged: readonly {
        readonly incidentId: string
        readonly title: string
        readonly at: string
        readonly who: string
        readonly reason: string
      }[]
    }
  }
  /** Assign, snooze, resolve with a reason, or reopen */
  readonly 'PATCH /api/tenants/{tenantId}/incidents/{incidentId}': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly body: {
      readonly status?: 'new' | 'in-progress' | 'resolved'
      readonly assignee?: string | null
      readonly reason?: string
      readonly resolution?:
        | 'true-positive'
        | 'benign-true-positive'
        | 'false-positive'
        | 'authorised-test'
        | 'duplicate'
        | 'undetermined'
      readonly snoozeUntil?: string | null
    }
    readonly answer: IncidentsRoutes['GET /api/tenants/{tenantId}/incidents/{incidentId}']['answer']
  }
  /** The same change for up to 200 incidents, each by itself */
  readonly 'POST /api/incidents/bulk': {
    readonly body: {
      readonly incidents: readonly {
        readonly tenantId: string
        readonly incidentId: string
        readonly version?: number
      }[]
      readonly change: {
        readonly status?: 'new' | 'in-progress' | 'resolved'
        readonly assignee?: string | null
        readonly reason?: string
        readonly resolution?:
          | 'true-positive'
          | 'benign-true-positive'
          | 'false-positive'
          | 'authorised-test'
          | 'duplicate'
          | 'undetermined'
        readonly snoozeUntil?: string | null
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly tenantId: string
        readonly incidentId: string
        readonly outcome: 'changed' | 'unchanged' | 'refused'
        readonly code?: string
        readonly detail?: string
        readonly incident?: {
          readonly tenantId: string
          readonly incidentId: string
          readonly title: string
          readonly statement: string
          readonly severity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
          readonly status: 'new' | 'in-progress' | 'resolved'
          readonly identities: readonly string[]
          readonly hosts: readonly string[]
          readonly firstAt: string
          readonly lastAt: string
          readonly updatedAt: string
          readonly findingCount: number
          readonly ruleCount: number
          readonly assignee: string | null
          readonly snoozedUntil: string | null
          readonly resolution:
            | (
                | 'true-positive'
                | 'benign-true-positive'
                | 'false-positive'
                | 'authorised-test'
                | 'duplicate'
                | 'undetermined'
              )
            | null
          readonly version: number
        }
      }[]
    }
  }
  /** Every incident that is not resolved, with its last note */
  readonly 'GET /api/hand-over': {
    readonly query?: { readonly cursor?: string; readonly limit?: number; readonly tenant?: string }
    readonly answer: {
      readonly items: readonly {
        readonly incident: {
          readonly tenantId: string
          readonly incidentId: string
          readonly title: string
          readonly statement: string
          readonly severity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
          readonly status: 'new' | 'in-progress' | 'resolved'
          readonly identities: readonly string[]
          readonly hosts: readonly string[]
          readonly firstAt: string
          readonly lastAt: string
          readonly updatedAt: string
          readonly findingCount: number
          readonly ruleCount: number
          readonly assignee: string | null
          readonly snoozedUntil: string | null
          readonly resolution:
            | (
                | 'true-positive'
                | 'benign-true-positive'
                | 'false-positive'
                | 'authorised-test'
                | 'duplicate'
                | 'undetermined'
              )
            | null
          readonly version: number
        }
        readonly note: {
          readonly noteId: string
          readonly author: string
          readonly at: string
          readonly editedAt: string | null
          readonly handOver: boolean
          readonly text: string
          readonly editableUntil: string | null
        } | null
      }[]
      readonly nextCursor?: string
    }
  }
  /** The incidents before and after it in a queue */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/neighbours': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly query?: {
      readonly tenant?: string
      readonly status?: 'new' | 'in-progress' | 'resolved' | 'open' | 'snoozed'
      readonly severity?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly assignee?: string
      readonly unassigned?: boolean
      readonly identity?: string
      readonly text?: string
    }
    readonly answer: {
      readonly previous: { readonly tenantId: string; readonly incidentId: string } | null
      readonly next: { readonly tenantId: string; readonly incidentId: string } | null
    }
  }
  /** Take others up into this incident */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/merge': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly body: { readonly incidentIds: readonly string[]; readonly reason: string }
    readonly answer: IncidentsRoutes['GET /api/tenants/{tenantId}/incidents/{incidentId}']['answer']
  }
  /** Take one out of it again */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/unmerge': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly body: { readonly incidentId: string; readonly reason: string }
    readonly answer: IncidentsRoutes['GET /api/tenants/{tenantId}/incidents/{incidentId}']['answer']
  }
  /** Its notes, newest first */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/notes': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly answer: {
      readonly items: readonly {
        readonly noteId: string
        readonly author: string
        readonly at: string
        readonly editedAt: string | null
        readonly handOver: boolean
        readonly text: string
        readonly editableUntil: string | null
      }[]
    }
  }
  /** Write a note, or a hand-over to the next shift */
  readonly 'POST /api/tenants/{tenantId}/incidents/{incidentId}/notes': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly body: { readonly text: string; readonly handOver?: boolean }
    readonly answer: {
      readonly noteId: string
      readonly author: string
      readonly at: string
      readonly editedAt: string | null
      readonly handOver: boolean
      readonly text: string
      readonly editableUntil: string | null
    }
  }
  /** Correct a note of one’s own, for 15 minutes */
  readonly 'PATCH /api/tenants/{tenantId}/incidents/{incidentId}/notes/{noteId}': {
    readonly path: { readonly tenantId: string; readonly incidentId: string; readonly noteId: string }
    readonly body: { readonly text: string }
    readonly answer: IncidentsRoutes['POST /api/tenants/{tenantId}/incidents/{incidentId}/notes']['answer']
  }
  /** Saved views: one’s own and those that are shared */
  readonly 'GET /api/views': {
    readonly answer: {
      readonly items: readonly {
        readonly viewId: string
        readonly page: 'queue' | 'events' | 'rules'
        readonly name: string
        readonly search: string
        readonly shared: boolean
        readonly owner: string
        readonly isMine: boolean
        readonly changedAt: string
      }[]
    }
  }
  /** Save a view */
  readonly 'POST /api/views': {
    readonly body: {
      readonly page: 'queue' | 'events' | 'rules'
      readonly name: string
      readonly search: string
      readonly shared?: boolean
    }
    readonly answer: {
      readonly viewId: string
      readonly page: 'queue' | 'events' | 'rules'
      readonly name: string
      readonly search: string
      readonly shared: boolean
      readonly owner: string
      readonly isMine: boolean
      readonly changedAt: string
    }
  }
  /** Change a view of one’s own */
  readonly 'PUT /api/views/{viewId}': {
    readonly path: { readonly viewId: string }
    readonly body: {
      readonly page: 'queue' | 'events' | 'rules'
      readonly name: string
      readonly search: string
      readonly shared?: boolean
    }
    readonly answer: IncidentsRoutes['POST /api/views']['answer']
  }
  /** Remove a view of one’s own */
  readonly 'DELETE /api/views/{viewId}': {
    readonly path: { readonly viewId: string }
    readonly answer: null
  }
  /** As OCSF Incident Finding (class 2005) */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/ocsf': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly answer: null
  }
  /** Its findings as OCSF Detection Findings, one a line */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/findings.ndjson': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly answer: null
  }
  /** Its explanation as markdown */
  readonly 'GET /api/tenants/{tenantId}/incidents/{incidentId}/explanation.md': {
    readonly path: { readonly tenantId: string; readonly incidentId: string }
    readonly answer: null
  }
}
