// Made by "npm run generate:client" from the description that the server gives of itself.
export type TenantsAndSourcesRoutes = {
  /** Visible tenants */
  readonly 'GET /api/tenants': {
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly name: string
        readonly region: string
        readonly colour: number
        readonly createdAt: string
      }[]
    }
  }
  /** Add a tenant */
  readonly 'POST /api/tenants': {
    readonly body: { readonly id: string; readonly name: string }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly region: string
      readonly colour: number
      readonly createdAt: string
    }
  }
  /** Sources, with how much they sent */
  readonly 'GET /api/sources': {
    readonly query?: { readonly tenant?: string }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly tenantId: string
        readonly name: string
        readonly format: string
        readonly keyPrefix: string
        readonly createdAt: string
        readonly revokedAt: string | null
        readonly lastSeenAt: string | null
        readonly eventsLastHour: number
        readonly eventsLastDay: number
        readonly unparsedLastDay: number
        readonly perMinute: readonly number[]
        readonly formats: readonly { readonly format: string; readonly events: number }[]
      }[]
    }
  }
  /** Add a source; its key is shown once */
  readonly 'POST /api/tenants/{tenantId}/sources': {
    readonly path: { readonly tenantId: string }
    readonly body: { readonly name: string; readonly format?: string }
    readonly answer: {
      readonly source: {
        readonly id: string
        readonly tenantId: string
        readonly name: string
        readonly format: string
        readonly keyPrefix: string
        readonly createdAt: string
        readonly revokedAt: string | null
        readonly lastSeenAt: string | null
        readonly eventsLastHour: number
        readonly eventsLastDay: number
        readonly unparsedLastDay: number
        readonly perMinute: readonly number[]
        readonly formats: readonly { readonly format: string; readonly events: number }[]
      }
      readonly key: string
    }
  }
  /** Revoke the key of a source */
  readonly 'DELETE /api/tenants/{tenantId}/sources/{sourceId}': {
    readonly path: { readonly tenantId: string; readonly sourceId: string }
    readonly answer: null
  }
  /** Groups of tenants */
  readonly 'GET /api/tenant-groups': {
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly name: string
        readonly tenantIds: readonly string[]
        readonly createdAt: string
      }[]
    }
  }
  /** Make or change a group */
  readonly 'PUT /api/tenant-groups/{groupId}': {
    readonly path: { readonly groupId: string }
    readonly body: { readonly name: string; readonly tenantIds: readonly string[] }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly tenantIds: readonly string[]
      readonly createdAt: string
    }
  }
  /** Remove a group */
  readonly 'DELETE /api/tenant-groups/{groupId}': {
    readonly path: { readonly groupId: string }
    readonly answer: null
  }
  /** Send records; the key of the source says whose they are */
  readonly 'POST /ingest/{source}': {
    readonly path: { readonly source: string }
    readonly answer: {
      readonly batchId: string
      readonly events: number
      readonly unparsed: number
      readonly findings: number
    }
  }
  /** Lines that could not be read, and why */
  readonly 'GET /api/tenants/{tenantId}/sources/{sourceId}/unparsed': {
    readonly path: { readonly tenantId: string; readonly sourceId: string }
    readonly query?: { readonly cursor?: string; readonly limit?: number }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly receivedAt: string
        readonly reason: string
        readonly detail: string
        readonly raw: string
        readonly replayedAt: string | null
      }[]
      readonly nextCursor?: string
    }
  }
  /** Read them again */
  readonly 'POST /api/tenants/{tenantId}/sources/{sourceId}/unparsed/replay': {
    readonly path: { readonly tenantId: string; readonly sourceId: string }
    readonly answer: { readonly read: number; readonly nowParsed: number; readonly stillUnparsed: number }
  }
  /** How long what the tenant sent is kept */
  readonly 'GET /api/tenants/{tenantId}/retention': {
    readonly path: { readonly tenantId: string }
    readonly answer: {
      readonly classes: readonly {
        readonly class: 'events' | 'unparsed' | 'findings' | 'incidents'
        readonly days: number
        readonly oldestAt: string | null
        readonly nextDeletionAt: string | null
        readonly isDefault: boolean
        readonly defaultDays: number
        readonly lastDeletion: { readonly at: string; readonly rows: number } | null
      }[]
      readonly formats: readonly {
        readonly format: string
        readonly days: number
        readonly oldestAt: string | null
        readonly nextDeletionAt: string | null
      }[]
    }
  }
  /** Set how long it is kept */
  readonly 'PUT /api/tenants/{tenantId}/retention': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly events: number | 'default'
      readonly unparsed: number | 'default'
      readonly findings: number | 'default'
      readonly incidents: number | 'default'
      readonly formats: Readonly<Record<string, number>>
    }
    readonly answer: TenantsAndSourcesRoutes['GET /api/tenants/{tenantId}/retention']['answer']
  }
}
