import { type RefObject, useEffect, useState } from 'react'

/** Width of an element in pixels, as it changes; 0 until it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const shown = element.current
    if (shown === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)))
    observer.observe(shown)
    return () => observer.disconnect()
  }, [element])
  return width
}
