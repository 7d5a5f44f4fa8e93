import { LifeStage } from '@countersign/api/inventory'
import { type Static, Type } from 'typebox'
import { CountersignError } from '../../platform/errors.ts'

const pageDefaultRows = 50
const pageMaxRows = 200

/** `text`: words that names, keys, aliases and owners hold, in any case. `owner=none`. */
export const InventoryQuery = Type.Object({
  text: Type.Optional(Type.String({ maxLength: 200 })),
  kind: Type.Optional(Type.String({ maxLength: 40 })),
  provider: Type.Optional(Type.String({ maxLength: 40 })),
  stage: Type.Optional(LifeStage),
  owner: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('some')])),
  cursor: Type.Optional(Type.String({ maxLength: 2000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageMaxRows })),
})
export type InventoryQuery = Static<typeof InventoryQuery>

/** Where a page ends: milliseconds of the last use (0: none), and the key. */
export type InventoryPosition = { readonly usedRank: number; readonly identityKey: string }

export type InventorySearch = Omit<InventoryQuery, 'cursor' | 'limit' | 'text'> & {
  readonly words: readonly string[]
  readonly after: InventoryPosition | undefined
  readonly limit: number
}

/** Errors: REQUEST_INVALID. */
export function inventorySearchOf({
  cursor,
  limit = pageDefaultRows,
  text = '',
  ...filters
}: InventoryQuery): InventorySearch {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return { ...filters, words, after: cursor === undefined ? undefined : decodePosition(cursor), limit }
}

export function encodePosition({ usedRank, identityKey }: InventoryPosition): string {
  return Buffer.from(JSON.stringify([usedRank, identityKey])).toString('base64url')
}

function decodePosition(cursor: string): InventoryPosition {
  try {
    const [usedRank, identityKey] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (Number.isSafeInteger(usedRank) && typeof identityKey === 'string' && !identityKey.includes('\u0000'))
      return { usedRank: usedRank as number, identityKey }
  } catch {
    // Answered below like any other cursor that is not ours.
  }
  throw new CountersignError('REQUEST_INVALID', 'cursor is not one that this server gave')
}
