/** Scores of known benign events of one family, lowest first, thinned to at most `gridMax`. */
export type ScoreGrid = readonly number[]

export const gridMax = 1000

/** Keeps the order statistics at even steps, the highest always among them. */
export function scoreGrid(scores: readonly number[]): ScoreGrid {
  const sorted = [...scores].sort((one, other) => one - other)
  if (sorted.length <= gridMax) return sorted
  return Array.from(
    { length: gridMax },
    (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / gridMax) - 1] as number,
  )
}

/**
 * The conformal p-value of being benign, within the family (Mondrian): the share of known benign events that score at
 * least as high, the new one counted in. 0 for a family without benign events.
 */
export function benignShareOf(grid: ScoreGrid, score: number): number {
  if (grid.length === 0) return 0
  let low = 0
  let high = grid.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((grid[middle] as number) < score) low = middle + 1
    else high = middle
  }
  return (grid.length - low + 1) / (grid.length + 1)
}
