import { type ParsedArguments, textOption, UsageError } from './command.ts'

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor?: string }
/** The first rows of a list, and whether the server has more. */
export type FirstRows<Item> = { readonly items: readonly Item[]; readonly hasMore: boolean }

const rowsDefault = 100
const rowsMax = 100_000
/** What the server gives at once. */
const pageMaxRows = 200

/** `--limit`: how many rows are asked for. Errors: UsageError. */
export function limitOption(parsed: ParsedArguments): number {
  const text = textOption(parsed, 'limit') ?? String(rowsDefault)
  const limit = /^\d+$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > rowsMax) throw new UsageError(`--limit takes a number from 1 to ${rowsMax}.`)
  return limit
}

/** Follows the pages of a list until there are enough rows or no more. */
export async function firstRows<Item>(
  limit: number,
  page: (cursor: string, rows: number) => Promise<Page<Item>>,
): Promise<FirstRows<Item>> {
  const items: Item[] = []
  let cursor = ''
  do {
    const { items: found, nextCursor = '' } = await page(cursor, Math.min(pageMaxRows, limit - items.length))
    items.push(...found)
    cursor = nextCursor
  } while (cursor !== '' && items.length < limit)
  return { items, hasMore: cursor !== '' }
}
