import { useState } from 'react'

export type RowCursor = {
  readonly at: number
  /** Counts moves by key: each takes the focus to the row, which pointing with the mouse does not. */
  readonly moves: number
  /** Points at a row without moving the focus. */
  readonly point: (index: number) => void
  /** Goes to a row, and the focus with it. */
  readonly go: (index: number) => void
}

/** Where the reader was on a page, kept while another page is shown. */
export type RememberedRow = { key: string }

/** The cursor follows its row by key, so nothing that arrives can put it on another one. */
export function useRowCursor<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  remembered: RememberedRow,
): RowCursor {
  const [key, setKey] = useState(remembered.key)
  const [moves, setMoves] = useState(0)
  const at = Math.max(
    0,
    rows.findIndex((row) => keyOf(row) === key),
  )
  const point = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    if (row === undefined) return
    remembered.key = keyOf(row)
    setKey(remembered.key)
  }
  const go = (index: number) => {
    point(index)
    setMoves((count) => count + 1)
  }
  return { at, moves, point, go }
}
