import { Severity } from '@countersign/api/common'
import { IncidentStatus } from '@countersign/api/incident'
import { sigmaLevels } from '@countersign/sigma/match'
import { type Static, Type } from 'typebox'
import { CountersignError } from '../platform/errors.ts'
import type { QueueFilter } from './store.ts'
import type { IncidentRecord } from './tables.ts'

export const queuePageDefaultRows = 50
export const queuePageMaxRows = 200

/** `tenant` is a comma-separated list. */
export const QueueQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 10_000 })),
  status: Type.Optional(IncidentStatus),
  severity: Type.Optional(Severity),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: queuePageMaxRows })),
})
export type QueueQuery = Static<typeof QueueQuery>

export function queueFilter(query: QueueQuery): QueueFilter {
  return {
    status: query.status,
    severity: query.severity === undefined ? undefined : sigmaLevels.indexOf(query.severity),
    after: query.cursor === undefined ? undefined : decodeCursor(query.cursor),
    limit: query.limit ?? queuePageDefaultRows,
  }
}

/** Where a page ends: severity, last event and id, which is the order of the queue. */
export function encodeCursor(record: IncidentRecord): string {
  const position = [record.severity, record.last_at.getTime(), record.incident_id]
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

function decodeCursor(cursor: string): QueueFilter['after'] {
  try {
    const [severity, lastMs, incidentId] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    ) as unknown[]
    if (Number.isInteger(severity) && Number.isInteger(lastMs) && typeof incidentId === 'string') {
      return { severity: severity as number, lastMs: lastMs as number, incidentId }
    }
  } catch {
    // Answered below like any other cursor that is not ours.
  }
  throw new CountersignError('REQUEST_INVALID', 'cursor is not one that this server gave')
}
