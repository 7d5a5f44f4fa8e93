import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** A row of event search: the typed columns of the lake. Empty string = the record names none. */
export const EventRow = Type.Object({
  tenantId: Type.String(),
  eventId: Type.String(),
  time: Instant,
  receivedAt: Instant,
  sourceId: Type.String(),
  format: Type.String(),
  classUid: Type.Integer(),
  className: Type.String(),
  activityName: Type.String(),
  severityId: Type.Integer(),
  statusId: Type.Integer(),
  identityKey: Type.String(),
  host: Type.String(),
  sourceIp: Type.String(),
  destinationIp: Type.String(),
  action: Type.String(),
  resource: Type.String(),
})
export type EventRow = Static<typeof EventRow>

/** GET /api/events?tenant=a,b&from=…&to=…&q=…&cursor=…&limit=… (newest first) */
export const EventPage = Type.Object({
  items: Type.Array(EventRow),
  nextCursor: Type.Optional(Type.String()),
})
export type EventPage = Static<typeof EventPage>

/** GET /api/events/histogram: same filters. */
export const EventHistogram = Type.Object({
  bucketSeconds: Type.Integer(),
  total: Type.Integer(),
  buckets: Type.Array(Type.Object({ start: Instant, events: Type.Integer() })),
})
export type EventHistogram = Static<typeof EventHistogram>

/** GET /api/tenants/:tenantId/events/:eventId: the row, the raw record byte for byte, and the OCSF form made from it. */
export const EventDetail = Type.Object({
  row: EventRow,
  raw: Type.String(),
  recognisedBecause: Type.String(),
  ocsf: Type.Record(Type.String(), Type.Unknown()),
  chain: Type.Array(Type.Object({ identityKey: Type.String(), relation: Type.String() })),
  sessionKey: Type.Union([Type.String(), Type.Null()]),
})
export type EventDetail = Static<typeof EventDetail>

/** GET /api/events/fields: what a filter can ask for, in the order a list shows it. */
export const EventFieldList = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      /** `text` takes wildcards, `number` and `instant` take ranges, `address` takes networks. */
      kind: Type.String(),
      description: Type.String(),
      example: Type.String(),
      /** Names that stand for numbers, where there are some. */
      names: Type.Array(Type.String()),
      /** Whether GET /api/events/values answers for it. */
      hasValues: Type.Boolean(),
    }),
  ),
})
export type EventFieldList = Static<typeof EventFieldList>

/** GET /api/events/values?field=…&contains=…: same filters; the most frequent values first. */
export const EventValues = Type.Object({
  field: Type.String(),
  items: Type.Array(Type.Object({ value: Type.String(), events: Type.Integer() })),
})
export type EventValues = Static<typeof EventValues>
