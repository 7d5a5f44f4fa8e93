import { useSyncExternalStore } from 'react'

const tickMs = 5_000
let nowMs = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    nowMs = Date.now()
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, in milliseconds; one timer serves every age on the page and stops with the last of them. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs)
}
