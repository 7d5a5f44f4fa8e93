import type { Log } from '../platform/log.ts'
import type { State } from '../platform/state/state.ts'
import { isTenantId, type TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Incidents, incidentChannel, type StreamedChange } from './service.ts'

/** Channel on which intake tells that a source delivered; payload `{ tenantId, sourceId }`. */
export const sourceChannel = 'source_changed'

export type StreamClient = {
  readonly tenantIds: readonly TenantId[]
  readonly write: (text: string) => void
}

/** All open streams of this process, over one LISTEN each for incidents and sources. */
export interface StreamHub {
  /** Tells first what changed after `lastSeq`, when given. The returned function ends it. */
  readonly join: (client: StreamClient, lastSeq: number | undefined) => Promise<() => void>
  readonly clients: () => number
  readonly close: () => Promise<void>
}

type Joined = StreamClient & { lastSeq: number }

export async function openStreamHub(state: State, incidents: Incidents, log: Log): Promise<StreamHub> {
  const clients = new Set<Joined>()

  const tell = (client: Joined, change: StreamedChange) => {
    if (!client.tenantIds.some((id) => id === change.tenantId)) return
    client.lastSeq = Math.max(client.lastSeq, change.seq)
    const { tenantId, incidentId, kind } = change
    client.write(frame('incident', { tenantId, incidentId, kind }, change.seq))
  }
  const catchUp = async (client: Joined) => {
    for (const change of await incidents.changesSince(client.tenantIds, client.lastSeq)) tell(client, change)
  }
  // An empty payload means that notifications may have been lost (platform/state/listener.ts): look again.
  const onIncident = (payload: string) => {
    const change = payload === '' ? undefined : (JSON.parse(payload) as StreamedChange)
    for (const client of clients) {
      if (change !== undefined) tell(client, change)
      else catchUp(client).catch((error: unknown) => log.warn({ err: error }, 'a stream could not catch up'))
    }
  }
  const onSource = (payload: string) => {
    if (payload === '') return
    const { tenantId, sourceId } = JSON.parse(payload) as { tenantId: string; sourceId: string }
    if (!isTenantId(tenantId)) return
    for (const client of clients) {
      if (client.tenantIds.includes(tenantId)) client.write(frame('source', { tenantId, sourceId }))
    }
  }
  const stops = [await state.listen(incidentChannel, onIncident), await state.listen(sourceChannel, onSource)]

  return {
    join: async (client, lastSeq) => {
      const joined: Joined = { ...client, lastSeq: lastSeq ?? 0 }
      // Joined before looking back: a change in between is told twice rather than never.
      clients.add(joined)
      if (lastSeq !== undefined) await catchUp(joined)
      return () => clients.delete(joined)
    },
    clients: () => clients.size,
    close: async () => {
      clients.clear()
      for (const stop of stops) await stop()
    },
  }
}

/** One server-sent event. JSON has no raw line break, so the data is one line. */
function frame(event: string, data: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
