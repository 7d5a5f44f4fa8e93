// Made by "npm run generate:client" from the description that the server gives of itself.
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
    readonly answer: {
      readonly items: readonly {
        readonly tenantId: string
        readonly identityKey: string
        readonly firstSeenAt: string
        readonly lastSeenAt: string
        readonly events: number
        readonly formats: readonly string[]
        readonly openIncidents: number | null
      }[]
      readonly nextCursor?: string
    }
  }
  /** What an identity did, from where, on whose behalf, and its incidents */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly query?: { readonly from?: string; readonly to?: string }
    readonly answer: {
      readonly identity: {
        readonly tenantId: string
        readonly identityKey: string
        readonly firstSeenAt: string
        readonly lastSeenAt: string
        readonly events: number
        readonly formats: readonly string[]
        readonly openIncidents: number | null
      }
      readonly actions: readonly {
        readonly value: string
        readonly events: number
        readonly lastAt: string
        readonly firstAt: string
        readonly failures: number
      }[]
      readonly hosts: readonly { readonly value: string; readonly events: number; readonly lastAt: string }[]
      readonly addresses: readonly {
        readonly value: string
        readonly events: number
        readonly lastAt: string
      }[]
      readonly actingForIt: readonly {
        readonly value: string
        readonly events: number
        readonly lastAt: string
      }[]
      readonly standingBehindIt: readonly {
        readonly value: string
        readonly events: number
        readonly lastAt: string
      }[]
      readonly recent: readonly {
        readonly tenantId: string
        readonly eventId: string
        readonly time: string
        readonly receivedAt: string
        readonly sourceId: string
        readonly format: string
        readonly classUid: number
        readonly className: string
        readonly activityName: string
        readonly severityId: number
        readonly statusId: number
        readonly identityKey: string
        readonly host: string
        readonly sourceIp: string
        readonly destinationIp: string
        readonly action: string
        readonly resource: string
      }[]
      readonly incidents:
        | readonly {
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
        | null
    }
  }
}
