import { type Static, Type } from 'typebox'
import { CountersignError } from '../platform/errors.ts'

const pageDefaultRows = 50
const pageMaxRows = 200
const spanDefaultDays = 30
const dayMs = 24 * 3_600_000

/** `from` and `to` are RFC 3339; default: the last 30 days. */
export const SpanQuery = Type.Object({
  from: Type.Optional(Type.String({ maxLength: 40 })),
  to: Type.Optional(Type.String({ maxLength: 40 })),
})
export type SpanQuery = Static<typeof SpanQuery>

/** `tenant` is a comma-separated list; `text` is a part of the key, in any case. */
export const IdentityQuery = Type.Interface([SpanQuery], {
  tenant: Type.Optional(Type.String({ maxLength: 10_000 })),
  text: Type.Optional(Type.String({ maxLength: 500 })),
  sort: Type.Optional(Type.Union([Type.Literal('last-seen'), Type.Literal('events')])),
  cursor: Type.Optional(Type.String({ maxLength: 4000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageMaxRows })),
})
export type IdentityQuery = Static<typeof IdentityQuery>

/** Milliseconds since the epoch; `toMs` is not part of it. */
export type Span = { readonly fromMs: number; readonly toMs: number }

/** What orders the list: milliseconds or events, descending; then key and tenant. */
export type IdentityPosition = {
  readonly rank: number
  readonly identityKey: string
  readonly tenantId: string
}

export type IdentitySearch = Span & {
  readonly text: string
  readonly sort: 'last-seen' | 'events'
  readonly after: IdentityPosition | undefined
  readonly limit: number
}

/** Errors: REQUEST_INVALID. */
export function identitySearchOf(query: IdentityQuery, nowMs: number): IdentitySearch {
  const { text = '', sort = 'last-seen', cursor, limit = pageDefaultRows } = query
  return { ...spanOf(query, nowMs), text, sort, after: decodeCursor(cursor), limit }
}

/** Errors: REQUEST_INVALID. */
export function spanOf({ from, to }: SpanQuery, nowMs: number): Span {
  // Clocks of sources run ahead; what just came in is meant to be seen.
  const toMs = to === undefined ? nowMs + dayMs : instantOf('to', to)
  const fromMs = from === undefined ? toMs - (spanDefaultDays + 1) * dayMs : instantOf('from', from)
  if (fromMs >= toMs) throw new CountersignError('REQUEST_INVALID', 'from has to be before to')
  return { fromMs, toMs }
}

function instantOf(name: string, text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms))
    throw new CountersignError('REQUEST_INVALID', `${name} has to be RFC 3339, like 2026-03-01T08:00:00Z`)
  return ms
}

export function encodeCursor({ rank, identityKey, tenantId }: IdentityPosition): string {
  return Buffer.from(JSON.stringify([rank, identityKey, tenantId])).toString('base64url')
}

/** Whatever it names, the scope of the lake decides what is seen. */
function decodeCursor(cursor: string | undefined): IdentityPosition | undefined {
  if (cursor === undefined) return undefined
  try {
    const [rank, identityKey, tenantId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (Number.isSafeInteger(rank) && typeof identityKey === 'string' && typeof tenantId === 'string')
      return { rank: rank as number, identityKey, tenantId }
  } catch {
    // Answered below like any other cursor that is not ours.
  }
  throw new CountersignError('REQUEST_INVALID', 'cursor is not one that this server gave')
}
