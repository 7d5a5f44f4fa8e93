import { type TSchema, Type } from 'typebox'

/** RFC 9457 problem details; `code` is stable and documented in docs/errors.md. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String(),
  },
  { $id: 'Problem' },
)

/** A page of results. `nextCursor` is absent on the last page. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Optional(Type.String()) })

export const Severity = Type.Union([
  Type.Literal('informational'),
  Type.Literal('low'),
  Type.Literal('medium'),
  Type.Literal('high'),
  Type.Literal('critical'),
])

/** RFC 3339, UTC, milliseconds. */
export const Instant = Type.String({ format: 'date-time' })
