// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  NotificationDeliveryPage,
  NotifiedEvent,
  QuietHours,
  TestedChannel,
} from '@countersign/api/notification'
export type NotificationsRoutes = {
  /** Channels of a tenant */
  readonly 'GET /api/tenants/{tenantId}/notification-channels': {
    readonly path: { readonly tenantId: string }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly tenantId: string
        readonly name: string
        readonly isEnabled: boolean
        readonly events: readonly NotifiedEvent[]
        readonly minimumSeverity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
        readonly quietHours: QuietHours | null
        readonly digest:
          | (
              | { readonly every: 'hour'; readonly minute: number; readonly timeZone: string }
              | { readonly every: 'day'; readonly at: string; readonly timeZone: string }
            )
          | null
        readonly criticalPierces: boolean
        readonly target:
          | { readonly kind: 'email'; readonly recipients: readonly string[] }
          | { readonly kind: 'webhook'; readonly origin: string }
          | { readonly kind: 'slack'; readonly origin: string }
        readonly createdAt: string
        readonly state: {
          readonly lastSuccessAt: string | null
          readonly failingSince: string | null
          readonly lastError: string | null
          readonly nextAttemptAt: string | null
          readonly waiting: number
        }
      }[]
    }
  }
  /** Add a channel */
  readonly 'POST /api/tenants/{tenantId}/notification-channels': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly name: string
      readonly isEnabled: boolean
      readonly events: readonly NotifiedEvent[]
      readonly minimumSeverity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly quietHours: QuietHours | null
      readonly digest:
        | (
            | { readonly every: 'hour'; readonly minute: number; readonly timeZone: string }
            | { readonly every: 'day'; readonly at: string; readonly timeZone: string }
          )
        | null
      readonly criticalPierces: boolean
      readonly target:
        | { readonly kind: 'email'; readonly recipients: readonly string[] }
        | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
        | { readonly kind: 'slack'; readonly url: string }
    }
    readonly answer: {
      readonly id: string
      readonly tenantId: string
      readonly name: string
      readonly isEnabled: boolean
      readonly events: readonly NotifiedEvent[]
      readonly minimumSeverity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly quietHours: QuietHours | null
      readonly digest:
        | (
            | { readonly every: 'hour'; readonly minute: number; readonly timeZone: string }
            | { readonly every: 'day'; readonly at: string; readonly timeZone: string }
          )
        | null
      readonly criticalPierces: boolean
      readonly target:
        | { readonly kind: 'email'; readonly recipients: readonly string[] }
        | { readonly kind: 'webhook'; readonly origin: string }
        | { readonly kind: 'slack'; readonly origin: string }
      readonly createdAt: string
      readonly state: {
        readonly lastSuccessAt: string | null
        readonly failingSince: string | null
        readonly lastError: string | null
        readonly nextAttemptAt: string | null
        readonly waiting: number
      }
    }
  }
  /** What was sent, and what failed */
  readonly 'GET /api/tenants/{tenantId}/notification-channels/{channelId}/deliveries': {
    readonly path: { readonly tenantId: string; readonly channelId: string }
    readonly query?: { readonly cursor?: string; readonly limit?: number }
    readonly answer: NotificationDeliveryPage
  }
  /** Change a channel */
  readonly 'PUT /api/tenants/{tenantId}/notification-channels/{channelId}': {
    readonly path: { readonly tenantId: string; readonly channelId: string }
    readonly body: {
      readonly name: string
      readonly isEnabled: boolean
      readonly events: readonly NotifiedEvent[]
      readonly minimumSeverity: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly quietHours: QuietHours | null
      readonly digest:
        | (
            | { readonly every: 'hour'; readonly minute: number; readonly timeZone: string }
            | { readonly every: 'day'; readonly at: string; readonly timeZone: string }
          )
        | null
      readonly criticalPierces: boolean
      readonly target?:
        | { readonly kind: 'email'; readonly recipients: readonly string[] }
        | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
        | { readonly kind: 'slack'; readonly url: string }
    }
    readonly answer: NotificationsRoutes['POST /api/tenants/{tenantId}/notification-channels']['answer']
  }
  /** Remove a channel */
  readonly 'DELETE /api/tenants/{tenantId}/notification-channels/{channelId}': {
    readonly path: { readonly tenantId: string; readonly channelId: string }
    readonly answer: null
  }
  /** Send a test message */
  readonly 'POST /api/tenants/{tenantId}/notification-channels/{channelId}/test': {
    readonly path: { readonly tenantId: string; readonly channelId: string }
    readonly answer: TestedChannel
  }
}
