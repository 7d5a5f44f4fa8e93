import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { RowCursor } from './use-row-cursor.ts'

const overscanRows = 12
/** More rows are asked for when this many are left below. */
const loadAheadRows = 40
const narrowMaxPx = 760

type Wanted = {
  readonly count: number
  /** Height of a row, at wide and at narrow windows. */
  readonly rowPx: { readonly wide: number; readonly narrow: number }
  /** Absent where rows are only read. */
  readonly cursor?: RowCursor
  /** Height of what sticks to the top of the scrolling box. */
  readonly headPx?: number
  readonly hasMore?: boolean
  readonly onMore?: () => void
}

/**
 * The rows near the window out of many. The row under the cursor is always among them, so that the focus it holds is
 * never lost to scrolling. The element to focus in a row carries `data-row-focus`.
 */
export function useRowWindow({ count, rowPx, cursor, headPx = 0, hasMore = false, onMore }: Wanted) {
  const scroller = useRef<HTMLDivElement>(null)
  const at = cursor?.at ?? Number.POSITIVE_INFINITY
  const moves = cursor?.moves ?? 0
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.innerWidth < narrowMaxPx ? rowPx.narrow : rowPx.wide),
    overscan: overscanRows,
    // Drawn with what else is due: a scroll that waits for its rows makes keys wait, too.
    useFlushSync: false,
    scrollPaddingStart: headPx,
    scrollPaddingEnd: headPx,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), at, count),
  })
  // Heights are measured once: a window that becomes narrow, a phone that is turned, has rows of another height.
  const isNarrow = useSyncExternalStore(onResize, () => window.innerWidth < narrowMaxPx)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what the heights depend on
  useEffect(() => virtual.measure(), [isNarrow, virtual])
  useEffect(() => {
    if (at < count) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, count, virtual])
  useEffect(() => {
    if (moves === 0) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${at}"] [data-row-focus]`)
    row?.focus({ preventScroll: true })
  }, [at, moves])
  const items = virtual.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && lastIndex >= count - loadAheadRows) onMore?.()
  }, [hasMore, lastIndex, count, onMore])
  return { scroller, items, totalPx: virtual.getTotalSize() }
}

function onResize(changed: () => void): () => void {
  window.addEventListener('resize', changed)
  return () => window.removeEventListener('resize', changed)
}

function withRow(range: readonly number[], at: number, count: number): number[] {
  if (at >= count || range.includes(at)) return [...range]
  return [...range, at].sort((a, b) => a - b)
}
