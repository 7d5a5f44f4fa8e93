// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  EventDetail,
  EventFieldList,
  EventHistogram,
  EventPage,
  EventValues,
} from '@countersign/api/event'
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
    readonly answer: EventPage
  }
  /** How many events of a search, over time */
  readonly 'GET /api/events/histogram': {
    readonly query?: {
      readonly tenant?: string
      readonly from?: string
      readonly to?: string
      readonly q?: string
    }
    readonly answer: EventHistogram
  }
  /** An event, its record and its OCSF form */
  readonly 'GET /api/tenants/{tenantId}/events/{eventId}': {
    readonly path: { readonly tenantId: string; readonly eventId: string }
    readonly answer: EventDetail
  }
  /** What a filter can ask for */
  readonly 'GET /api/events/fields': {
    readonly answer: EventFieldList
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
    readonly answer: EventValues
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
