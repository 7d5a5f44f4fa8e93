import type { StreamedIncident } from '@countersign/api/incident'
import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

export type LiveState = 'connecting' | 'live' | 'lost'

/** Changes of one kind are answered by one reload at most this often, however many arrive. */
const coalesceMs = 700
/** How long after the browser gave up the stream is asked for again. */
const reopenMs = 5_000

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
  const refresh = coalesced((keys) => {
    for (const key of keys) void client.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] })
  })
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wasLost = false
  const onLost = () => {
    wasLost = true
    const isClosed = source?.readyState === EventSource.CLOSED
    setState(isClosed ? 'lost' : 'connecting')
    // A browser gives up after an answer that is no stream: a proxy without its server, a session that ended.
    if (isClosed) timer = setTimeout(open, reopenMs)
    if (isClosed) void client.invalidateQueries({ queryKey: ['session'] })
  }
  const onOpen = () => {
    setState('live')
    if (wasLost)
      for (const key of [['incidents'], ['incident'], ['notes'], ['hand-over'], ['open-counts'], ['sources']])
        refresh(key)
    wasLost = false
  }
  const open = () => {
    source = new EventSource('/api/stream')
    source.onopen = onOpen
    source.onerror = onLost
    source.addEventListener('incident', (message) => {
      const change = JSON.parse(message.data as string) as StreamedIncident
      refresh(['incidents'])
      refresh(['hand-over'])
      refresh(['open-counts'])
      refresh(['notes', change.tenantId, change.incidentId])
      refresh(['incident', change.tenantId, change.incidentId])
    })
    source.addEventListener('source', () => refresh(['sources']))
  }
  // A browser opens six connections to a server over HTTP/1.1, for all tabs together: those in the background give theirs back.
  const onVisibility = () => {
    clearTimeout(timer)
    source?.close()
    wasLost = true
    if (document.hidden) return
    setState('connecting')
    open()
  }
  if (!document.hidden) open()
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onVisibility)
    source?.close()
  }
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
