import { type ReactNode, useDeferredValue } from 'react'

/** Drawn after what stands above it, in slices that let keys and clicks come in between. */
export function BelowTheFold({ children }: { readonly children: ReactNode }) {
  return useDeferredValue(true, false) ? children : null
}
