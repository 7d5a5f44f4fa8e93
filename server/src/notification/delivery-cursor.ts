import { CountersignError } from '../platform/errors.ts'
import type { DeliveryPosition } from './message-store.ts'

export function encodeCursor({ at, messageId }: DeliveryPosition): string {
  return Buffer.from(JSON.stringify([at.getTime(), messageId])).toString('base64url')
}

/** Errors: REQUEST_INVALID. */
export function decodeCursor(cursor: string): DeliveryPosition {
  try {
    const [atMs, messageId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const at = new Date(Number.isInteger(atMs) ? (atMs as number) : Number.NaN)
    if (!Number.isNaN(at.getTime()) && typeof messageId === 'string') return { at, messageId }
  } catch {
    // Answered below like any other cursor that is not ours.
  }
  throw new CountersignError('REQUEST_INVALID', 'cursor is not one that this server gave')
}
