import { CountersignError } from '../platform/errors.ts'

/** Where a page ends: the order of search, newest first. */
export type EventPosition = { readonly timeMs: number; readonly eventId: string; readonly tenantId: string }

export function encodeCursor({ timeMs, eventId, tenantId }: EventPosition): string {
  return Buffer.from(JSON.stringify([timeMs, eventId, tenantId])).toString('base64url')
}

/** Errors: REQUEST_INVALID. Whatever it names, the scope of the lake decides what is seen. */
export function decodeCursor(cursor: string): EventPosition {
  try {
    const [timeMs, eventId, tenantId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (Number.isSafeInteger(timeMs) && typeof eventId === 'string' && typeof tenantId === 'string')
      return { timeMs: timeMs as number, eventId, tenantId }
  } catch {
    // Answered below like any other cursor that is not ours.
  }
  throw new CountersignError('REQUEST_INVALID', 'cursor is not one that this server gave')
}
