import type { AuditOutcome, TenantAuditQuery } from '@countersign/api/audit'
import { CountersignError } from '../platform/errors.ts'

const pageDefaultRows = 100

export type AuditFilter = {
  readonly actor: string | undefined
  /** A whole name, or its beginning with a dot. */
  readonly action: string | undefined
  readonly outcome: AuditOutcome | undefined
  readonly from: Date | undefined
  readonly to: Date | undefined
  /** Where the page before this one ended. */
  readonly after: AuditPosition | undefined
  readonly limit: number
}

export type AuditPosition = { readonly at: Date; readonly entryId: string }

/** Errors: REQUEST_INVALID. */
export function auditFilter(query: TenantAuditQuery): AuditFilter {
  const { actor, action, outcome, from, to, cursor, limit } = query
  return {
    actor,
    action,
    outcome,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    after: cursor === undefined ? undefined : decodeCursor(cursor),
    limit: limit ?? pageDefaultRows,
  }
}

export function encodeCursor({ at, entryId }: AuditPosition): string {
  return Buffer.from(JSON.stringify([at.getTime(), entryId])).toString('base64url')
}

function decodeCursor(cursor: string): AuditPosition {
  try {
    const [atMs, entryId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const at = new Date(Number.isInteger(atMs) ? (atMs as number) : Number.NaN)
    if (!Number.isNaN(at.getTime()) && typeof entryId === 'string') return { at, entryId }
  } catch {
    // Answered below like any other cursor that is not ours.
  }
  throw new CountersignError('REQUEST_INVALID', 'cursor is not one that this server gave')
}
