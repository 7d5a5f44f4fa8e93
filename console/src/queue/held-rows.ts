/** A row as the queue holds it: in its place, with what is known of it now. */
export type Held<T> = {
  readonly rows: readonly T[]
  /** Rows that arrived or moved up since; they wait until the reader asks for them. */
  readonly waiting: number
  readonly order: readonly string[]
}

/**
 * Keeps the reader's order while data changes: a row already shown stays in its place and only its content changes;
 * a new row waits, unless it comes after everything shown (the next page). A row that left the filter stays, as last
 * known, until the order is taken anew.
 * @param order keys in the order shown so far; empty takes the fresh order
 */
export function heldRows<T>(
  order: readonly string[],
  fresh: readonly T[],
  keyOf: (row: T) => string,
  last: ReadonlyMap<string, T>,
): Held<T> {
  if (order.length === 0) return { rows: fresh, waiting: 0, order: fresh.map(keyOf) }
  const now = new Map(fresh.map((row) => [keyOf(row), row]))
  const shown = new Set(order)
  const lastShownAt = fresh.findLastIndex((row) => shown.has(keyOf(row)))
  const appended = fresh.slice(lastShownAt + 1)
  // With nothing shown left in the fresh data there is no "after": everything waits.
  const after = lastShownAt === -1 ? [] : appended
  const nextOrder = after.length === 0 ? order : [...order, ...after.map(keyOf)]
  const rows = nextOrder.flatMap((key) => now.get(key) ?? last.get(key) ?? [])
  return {
    rows,
    waiting: [...now.keys()].filter((key) => !shown.has(key)).length - after.length,
    order: nextOrder,
  }
}
