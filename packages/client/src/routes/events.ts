// Made by "npm run generate:client" from the description that the server gives of itself.
export type EventsRoutes = {
  /** Search, newest first */
  readonly 'GET /api/events': {
    readonly query?: {
      readonly tenant?: string
      readonly from?: string
      readonly to?: string
      readonly q?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: {
      readonly items: readonly {
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
      readonly nextCursor?: string
    }
  }
  /** How many events of a search, over time */
  readonly 'GET /api/events/histogram': {
    readonly query?: {
      readonly tenant?: string
      readonly from?: string
      readonly to?: string
      readonly q?: string
    }
    readonly answer: {
      readonly bucketSeconds: number
      readonly total: number
      readonly buckets: readonly { readonly start: string; readonly events: number }[]
    }
  }
  /** An event, its record and its OCSF form */
  readonly 'GET /api/tenants/{tenantId}/events/{eventId}': {
    readonly path: { readonly tenantId: string; readonly eventId: string }
    readonly answer: {
      readonly row: {
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
      }
      readonly raw: string
      readonly recognisedBecause: string
      readonly ocsf: Readonly<Record<string, unknown>>
      readonly chain: readonly { readonly identityKey: string; readonly relation: string }[]
      readonly sessionKey: string | null
    }
  }
  /** What a filter can ask for */
  readonly 'GET /api/events/fields': {
    readonly answer: {
      readonly items: readonly {
        readonly name: string
        readonly kind: string
        readonly description: string
        readonly example: string
        readonly names: readonly string[]
        readonly hasValues: boolean
      }[]
    }
  }
  /** The most frequent values of a field */
  readonly 'GET /api/events/values': {
    readonly query: {
      readonly tenant?: string
      readonly from?: string
      readonly to?: string
      readonly q?: string
      readonly field: string
      readonly contains?: string
    }
    readonly answer: {
      readonly field: string
      readonly items: readonly { readonly value: string; readonly events: number }[]
    }
  }
  /** The record, byte for byte */
  readonly 'GET /api/tenants/{tenantId}/events/{eventId}/raw': {
    readonly path: { readonly tenantId: string; readonly eventId: string }
    readonly answer: null
  }
  /** Events of a search with their records, one a line */
  readonly 'GET /api/events/export': {
    readonly query?: {
      readonly tenant?: string
      readonly from?: string
      readonly to?: string
      readonly q?: string
      readonly limit?: number
    }
    readonly answer: null
  }
}
