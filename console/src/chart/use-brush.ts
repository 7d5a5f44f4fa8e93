import { type PointerEvent, type RefObject, useRef, useState } from 'react'

/** A drag shorter than this is a click. */
const dragMinPx = 6

/**
 * Dragging over a track chooses a span of it, told as two shares from 0 to 1. Whatever uses it also has buttons that do
 * the same without dragging (WCAG 2.5.7).
 * @param frame the positioned element that `shown` is placed in
 */
export function useBrush(
  frame: RefObject<HTMLElement | null>,
  onSpan: (fromShare: number, toShare: number) => void,
) {
  const begun = useRef<{ readonly x: number; readonly track: DOMRect }>(undefined)
  const [shown, setShown] = useState<{ readonly left: number; readonly width: number }>()
  const onPointerDown = (event: PointerEvent<Element>) => {
    if (event.button !== 0) return
    begun.current = { x: event.clientX, track: event.currentTarget.getBoundingClientRect() }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent) => {
    const from = begun.current
    const box = frame.current?.getBoundingClientRect()
    if (from === undefined || box === undefined) return
    const x = Math.min(Math.max(event.clientX, from.track.left), from.track.right)
    setShown({ left: Math.min(from.x, x) - box.left, width: Math.abs(x - from.x) })
  }
  const onPointerUp = (event: PointerEvent) => {
    const from = begun.current
    begun.current = undefined
    setShown(undefined)
    if (from === undefined || Math.abs(event.clientX - from.x) < dragMinPx) return
    const share = (x: number) => Math.min(Math.max((x - from.track.left) / from.track.width, 0), 1)
    const [a, b] = [share(from.x), share(event.clientX)]
    onSpan(Math.min(a, b), Math.max(a, b))
  }
  const onPointerCancel = () => {
    begun.current = undefined
    setShown(undefined)
  }
  return { shown, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel } }
}
