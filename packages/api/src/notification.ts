import { type Static, Type } from 'typebox'
import { Instant, Page, Severity } from './common.ts'

/** What of an incident is told. */
export const NotifiedEvent = Type.Union([
  Type.Literal('opened'),
  Type.Literal('severity-raised'),
  Type.Literal('assigned'),
  Type.Literal('resolved'),
  Type.Literal('merged'),
  Type.Literal('report-due'),
  Type.Literal('report-overdue'),
])
export type NotifiedEvent = Static<typeof NotifiedEvent>

/** Wall clock, `00:00` to `23:59`. */
const LocalTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
/** IANA name: `Europe/Berlin`. */
const TimeZone = Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$' })

/** From one wall-clock time to another, which may be on the next day. */
export const QuietHours = Type.Object({ from: LocalTime, to: LocalTime, timeZone: TimeZone })
export type QuietHours = Static<typeof QuietHours>

/** Changes gathered into one message: at a minute of every hour, or at a time of every day. */
export const Digest = Type.Union([
  Type.Object({
    every: Type.Literal('hour'),
    minute: Type.Integer({ minimum: 0, maximum: 59 }),
    timeZone: TimeZone,
  }),
  Type.Object({ every: Type.Literal('day'), at: LocalTime, timeZone: TimeZone }),
])
export type Digest = Static<typeof Digest>

const email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s@<>,;:"\\\\()\\[\\]]+@[A-Za-z0-9.-]+$',
})
const url = Type.String({ minLength: 8, maxLength: 2000 })
/** Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
const signingSecret = Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{32,88}={0,2}$', maxLength: 100 })

/** Addresses of webhooks and signing secrets are taken and never shown again. */
export const NewTarget = Type.Union([
  Type.Object({ kind: Type.Literal('email'), recipients: Type.Array(email, { minItems: 1, maxItems: 20 }) }),
  Type.Object({ kind: Type.Literal('webhook'), url, secret: signingSecret }),
  Type.Object({ kind: Type.Literal('slack'), url }),
])
export type NewTarget = Static<typeof NewTarget>

/** `origin` is the scheme, host and port of the address; the rest of it may be a secret. */
export const ShownTarget = Type.Union([
  Type.Object({ kind: Type.Literal('email'), recipients: Type.Array(Type.String()) }),
  Type.Object({ kind: Type.Literal('webhook'), origin: Type.String() }),
  Type.Object({ kind: Type.Literal('slack'), origin: Type.String() }),
])
export type ShownTarget = Static<typeof ShownTarget>

const subscription = {
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
  isEnabled: Type.Boolean(),
  events: Type.Array(NotifiedEvent, { minItems: 1, maxItems: 7, uniqueItems: true }),
  minimumSeverity: Severity,
  quietHours: Type.Union([QuietHours, Type.Null()]),
  digest: Type.Union([Digest, Type.Null()]),
  /** What is critical is sent at once, in quiet hours and past the digest. */
  criticalPierces: Type.Boolean(),
}
export const Subscription = Type.Object(subscription)
export type Subscription = Static<typeof Subscription>

/** POST /api/tenants/:tenantId/notification-channels */
export const NewNotificationChannel = Type.Object({ ...subscription, target: NewTarget })
export type NewNotificationChannel = Static<typeof NewNotificationChannel>

/** PUT …/notification-channels/:channelId. Without a target it stays; one of another kind is refused. */
export const NotificationChannelPut = Type.Object({ ...subscription, target: Type.Optional(NewTarget) })
export type NotificationChannelPut = Static<typeof NotificationChannelPut>

export const NotificationChannel = Type.Object({
  id: Type.String(),
  tenantId: Type.String(),
  ...subscription,
  target: ShownTarget,
  createdAt: Instant,
  /** How it goes. `failingSince` is null as long as the last attempt succeeded. */
  state: Type.Object({
    lastSuccessAt: Type.Union([Instant, Type.Null()]),
    failingSince: Type.Union([Instant, Type.Null()]),
    lastError: Type.Union([Type.String(), Type.Null()]),
    nextAttemptAt: Type.Union([Instant, Type.Null()]),
    waiting: Type.Integer(),
  }),
})
export type NotificationChannel = Static<typeof NotificationChannel>
export const NotificationChannelList = Type.Object({ items: Type.Array(NotificationChannel) })

/** POST …/notification-channels/:channelId/test: one message now, whatever the subscription says. */
export const TestedChannel = Type.Object({
  isDelivered: Type.Boolean(),
  error: Type.Union([Type.String(), Type.Null()]),
})
export type TestedChannel = Static<typeof TestedChannel>

/** GET …/notification-channels/:channelId/deliveries: newest first. */
export const NotificationDelivery = Type.Object({
  id: Type.String(),
  incidentId: Type.String(),
  event: NotifiedEvent,
  severity: Severity,
  title: Type.String(),
  /** `refused`: the receiver will not take it, so it is not sent again. `given-up`: tried for too long. */
  status: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('delivered'),
    Type.Literal('refused'),
    Type.Literal('given-up'),
  ]),
  at: Instant,
  dueAt: Instant,
  isDigest: Type.Boolean(),
  attempts: Type.Integer(),
  finishedAt: Type.Union([Instant, Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
})
export type NotificationDelivery = Static<typeof NotificationDelivery>
export const NotificationDeliveryPage = Page(NotificationDelivery)
export type NotificationDeliveryPage = Static<typeof NotificationDeliveryPage>
