import type { StreamedIncident } from '@countersign/api/incident'
import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

export type LiveState = 'connecting' | 'live' | 'lost'

/** Changes of one kind are answered by one reload at most this often, however many arrive. */
const coalesceMs = 700

let state: LiveState = 'connecting'
const listeners = new Set<() => void>()

function setState(next: LiveState): void {
  if (state === next) return
  state = next
  for (const listener of listeners) listener()
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )
}

/**
 * Listens to the server's changes and marks what they touch as stale, by key. After a gap in the connection everything
 * live is read again, since changes may have been missed. Returns the function that stops it.
 */
export function followChanges(client: QueryClient): () => void {
  const source = new EventSource('/api/stream')
  const refresh = coalesced((keys) => {
    for (const key of keys) void client.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] })
  })
  let wasLost = false
  source.onopen = () => {
    setState('live')
    if (wasLost) for (const key of [['incidents'], ['incident'], ['sources']]) refresh(key)
    wasLost = false
  }
  source.onerror = () => {
    wasLost = true
    setState(source.readyState === EventSource.CLOSED ? 'lost' : 'connecting')
  }
  source.addEventListener('incident', (message) => {
    const change = JSON.parse(message.data as string) as StreamedIncident
    refresh(['incidents'])
    refresh(['incident', change.tenantId, change.incidentId])
  })
  source.addEventListener('source', () => refresh(['sources']))
  return () => source.close()
}

function coalesced(run: (keys: ReadonlySet<string>) => void): (key: readonly string[]) => void {
  let waiting: Set<string> | undefined
  return (key) => {
    if (waiting === undefined) {
      waiting = new Set()
      setTimeout(() => {
        const keys = waiting ?? new Set()
        waiting = undefined
        run(keys)
      }, coalesceMs)
    }
    waiting.add(JSON.stringify(key))
  }
}
