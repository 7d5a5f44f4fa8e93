import { type FocusEvent, useEffect, useRef } from 'react'

/**
 * A panel that opens beside the page takes the focus, again for each `subject` it shows, and gives it back to what
 * opened it when it closes. Spread the answer on the panel's element.
 */
export function usePanelFocus(subject: string) {
  const panel = useRef<HTMLElement>(null)
  const opener = useRef<HTMLElement>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject takes the focus to the panel again
  useEffect(() => panel.current?.focus({ preventScroll: true }), [subject])
  useEffect(
    () => () => {
      // A panel that goes because its page goes has nobody to give it back to.
      if (opener.current?.isConnected) opener.current.focus({ preventScroll: true })
    },
    [],
  )
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const from = event.relatedTarget
    if (from instanceof HTMLElement && !event.currentTarget.contains(from)) opener.current = from
  }
  return { ref: panel, tabIndex: -1, onFocus }
}
