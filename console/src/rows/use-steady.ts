import { useCallback, useRef } from 'react'

/**
 * One function for as long as the list is shown, which does what the latest one does: a row that is given it need not be
 * drawn again when only the cursor moved.
 */
export function useSteady<Args extends readonly unknown[]>(run: (...args: Args) => void) {
  const latest = useRef(run)
  latest.current = run
  return useCallback((...args: Args) => latest.current(...args), [])
}
