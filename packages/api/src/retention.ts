import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

export const retentionDaysMax = 36_500
const Days = Type.Integer({ minimum: 1, maximum: retentionDaysMax })

/** What is kept for a time of its own. The audit trail is not among them: it is append-only and stays. */
export const RetentionClass = Type.Union([
  Type.Literal('events'),
  Type.Literal('unparsed'),
  Type.Literal('findings'),
  Type.Literal('incidents'),
])
export type RetentionClass = Static<typeof RetentionClass>

const Kept = {
  days: Days,
  /** When the oldest of it came; null: there is none. */
  oldestAt: Type.Union([Instant, Type.Null()]),
  /** When the oldest is due to go. Deletion follows at the next pass. */
  nextDeletionAt: Type.Union([Instant, Type.Null()]),
}

/** GET /api/tenants/:tenantId/retention */
export const Retention = Type.Object({
  classes: Type.Array(
    Type.Object({
      class: RetentionClass,
      ...Kept,
      /** Whether the operator's default holds, and how many days that is. */
      isDefault: Type.Boolean(),
      defaultDays: Type.Integer(),
      /** The last pass that deleted any; null: none did yet. */
      lastDeletion: Type.Union([Type.Object({ at: Instant, rows: Type.Integer() }), Type.Null()]),
    }),
  ),
  /** Formats of events that have a time of their own. */
  formats: Type.Array(Type.Object({ format: Type.String(), ...Kept })),
})
export type Retention = Static<typeof Retention>

/** Said and never left out: a misspelt name must not become the default by itself. */
const Choice = Type.Union([Days, Type.Literal('default')])

/** PUT /api/tenants/:tenantId/retention, as a whole. */
export const RetentionPut = Type.Object(
  {
    events: Choice,
    unparsed: Choice,
    findings: Choice,
    incidents: Choice,
    /** Days of single formats of events; `events` is for all others. */
    formats: Type.Record(Type.String({ pattern: '^[a-z0-9-]{1,60}$' }), Days, { maxProperties: 50 }),
  },
  { additionalProperties: false },
)
export type RetentionPut = Static<typeof RetentionPut>
