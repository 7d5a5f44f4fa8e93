import { Severity } from '@countersign/api/common'
import { sigmaLevels } from '@countersign/sigma/match'
import { type Static, Type } from 'typebox'
import { CountersignError } from '../platform/errors.ts'
import type { QueueFilter, QueuePosition, QueueRecord } from './queue-store.ts'

export const queuePageDefaultRows = 50
export const queuePageMaxRows = 200
const wordsMax = 10

/** `tenant` is a comma-separated list. */
export const TenantsQuery = Type.Object({ tenant: Type.Optional(Type.String({ maxLength: 10_000 })) })

/** What is in the queue. `tenant` is a comma-separated list. */
export const QueueSelection = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 10_000 })),
  /** `open`: everything not resolved; it and the two statuses of open incidents leave out what is snoozed. */
  status: Type.Optional(
    Type.Union([
      Type.Literal('new'),
      Type.Literal('in-progress'),
      Type.Literal('resolved'),
      Type.Literal('open'),
      Type.Literal('snoozed'),
    ]),
  ),
  severity: Type.Optional(Severity),
  assignee: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
  unassigned: Type.Optional(Type.Boolean()),
  /** An identity key, in full. */
  identity: Type.Optional(Type.String({ minLength: 1, maxLength: 10_000 })),
  /** Words that title, sentence, identities or hosts hold, all of them. */
  text: Type.Optional(Type.String({ maxLength: 500 })),
})
export type QueueSelection = Static<typeof QueueSelection>

export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: queuePageMaxRows })),
})
export type PageQuery = Static<typeof PageQuery>

export const QueueQuery = Type.Interface([QueueSelection, PageQuery], {})
export type QueueQuery = Static<typeof QueueQuery>

export function queueFilter(query: QueueSelection, nowMs: number): QueueFilter {
  const { status, severity, assignee, unassigned, identity, text = '' } = query
  return {
    status,
    severity: severity === undefined ? undefined : sigmaLevels.indexOf(severity),
    assignee,
    unassigned,
    identity,
    words: text.split(/\s+/).filter(Boolean).slice(0, wordsMax),
    now: new Date(nowMs),
  }
}

export function positionOf(record: Pick<QueueRecord, 'severity' | 'last_at' | 'incident_id'>): QueuePosition {
  return { severity: record.severity, lastMs: record.last_at.getTime(), incidentId: record.incident_id }
}

/** Where a page ends: severity, last event and id, which is the order of the queue. */
export function encodeCursor(record: QueueRecord): string {
  const { severity, lastMs, incidentId } = positionOf(record)
  return Buffer.from(JSON.stringify([severity, lastMs, incidentId])).toString('base64url')
}

/** Errors: REQUEST_INVALID. Whatever it names, the person's tenants decide what is seen. */
export function decodeCursor(cursor: string | undefined): QueuePosition | undefined {
  if (cursor === undefined) return undefined
  try {
    const [severity, lastMs, incidentId] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    ) as unknown[]
    const isTime = Number.isInteger(lastMs) && Math.abs(lastMs as number) <= 8.64e15
    if (isSeverity(severity) && isTime && typeof incidentId === 'string' && /^[0-9a-f]{32}$/.test(incidentId))
      return { severity, lastMs: lastMs as number, incidentId }
  } catch {
    // Answered below like any other cursor that is not ours.
  }
  throw new CountersignError('REQUEST_INVALID', 'cursor is not one that this server gave')
}

function isSeverity(value: unknown): value is number {
  return typeof value === 'number' && sigmaLevels[value] !== undefined
}
