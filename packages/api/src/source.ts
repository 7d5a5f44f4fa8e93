import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

export const Source = Type.Object({
  id: Type.String(),
  tenantId: Type.String(),
  name: Type.String(),
  /** `auto` or a format name of packages/ocsf. */
  format: Type.String(),
  /** First characters of the key, to tell keys apart; the key itself is shown once, at creation. */
  keyPrefix: Type.String(),
  createdAt: Instant,
  revokedAt: Type.Union([Instant, Type.Null()]),
  lastSeenAt: Type.Union([Instant, Type.Null()]),
  eventsLastHour: Type.Integer(),
  eventsLastDay: Type.Integer(),
  unparsedLastDay: Type.Integer(),
  /** Events per minute over the last 60 minutes, oldest first. */
  perMinute: Type.Array(Type.Integer()),
  /** What the records were recognised as over the last day, most frequent first. */
  formats: Type.Array(Type.Object({ format: Type.String(), events: Type.Integer() })),
})
export type Source = Static<typeof Source>

/** GET /api/sources?tenant=a,b: by tenant, then name; revoked ones last. */
export const SourceList = Type.Object({ items: Type.Array(Source) })
export type SourceList = Static<typeof SourceList>

/** POST /api/tenants/:tenantId/sources */
export const NewSource = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]*$' }),
  format: Type.Optional(Type.String({ default: 'auto' })),
})
export type NewSource = Static<typeof NewSource>

/** The answer to POST: the only time the key is shown. */
export const CreatedSource = Type.Object({ source: Source, key: Type.String() })
export type CreatedSource = Static<typeof CreatedSource>

/** GET /api/tenants/:tenantId/sources/:sourceId/unparsed */
export const UnparsedLine = Type.Object({
  id: Type.String(),
  receivedAt: Instant,
  reason: Type.String(),
  detail: Type.String(),
  raw: Type.String(),
  replayedAt: Type.Union([Instant, Type.Null()]),
})
export type UnparsedLine = Static<typeof UnparsedLine>

/** The answer to POST …/unparsed/replay */
export const ReplayResult = Type.Object({
  read: Type.Integer(),
  nowParsed: Type.Integer(),
  stillUnparsed: Type.Integer(),
})
export type ReplayResult = Static<typeof ReplayResult>
