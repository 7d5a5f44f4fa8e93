import type { IdentityRiskPut, SignalSourcePut, SsfStatus, SsfStream } from '@countersign/api/signal'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const signalSourcesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['signal-sources', tenantId],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/signal-sources', { path: { tenantId }, signal })).items,
  })

/** Errors: REQUEST_INVALID, SIGNAL_SOURCE_INVALID, LIMIT_REACHED. */
export function createSignalSource(tenantId: string, body: SignalSourcePut) {
  return api.call('POST /api/tenants/{tenantId}/signal-sources', {
    path: { tenantId },
    body,
    action: 'signal-source.create',
  })
}

export function changeSignalSource(tenantId: string, signalSourceId: string, body: SignalSourcePut) {
  return api.call('PUT /api/tenants/{tenantId}/signal-sources/{signalSourceId}', {
    path: { tenantId, signalSourceId },
    body,
    action: 'signal-source.change',
  })
}

export function removeSignalSource(tenantId: string, signalSourceId: string) {
  return api.call('DELETE /api/tenants/{tenantId}/signal-sources/{signalSourceId}', {
    path: { tenantId, signalSourceId },
    action: 'signal-source.remove',
  })
}

/** A stream, and whether it runs. */
export type ShownStream = SsfStream & Pick<SsfStatus, 'status'> & { readonly reason: string | null }

export const streamsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['signal-streams', tenantId],
    queryFn: async ({ signal }): Promise<readonly ShownStream[]> => {
      const path = { tenantId }
      const answer = await api.call('GET /api/tenants/{tenantId}/ssf/stream', { path, signal })
      const streams: readonly SsfStream[] = 'stream_id' in answer ? [answer] : answer
      return Promise.all(
        streams.map(async (stream) => {
          const query = { stream_id: stream.stream_id }
          const { status, reason } = await api.call('GET /api/tenants/{tenantId}/ssf/status', {
            path,
            query,
            signal,
          })
          return { ...stream, status, reason: reason ?? null }
        }),
      )
    },
  })

export function setStreamStatus(tenantId: string, body: SsfStatus) {
  return api.call('POST /api/tenants/{tenantId}/ssf/status', {
    path: { tenantId },
    body,
    action: `signal-stream.${body.status === 'enabled' ? 'enable' : 'pause'}`,
  })
}

/** Errors: RATE_LIMITED when it was asked for less than a minute ago. */
export function verifyStream(tenantId: string, streamId: string) {
  return api.call('POST /api/tenants/{tenantId}/ssf/verification', {
    path: { tenantId },
    body: { stream_id: streamId },
    action: 'signal-stream.verify',
  })
}

export function removeStream(tenantId: string, streamId: string) {
  return api.call('DELETE /api/tenants/{tenantId}/ssf/stream', {
    path: { tenantId },
    query: { stream_id: streamId },
    action: 'signal-stream.remove',
  })
}

export const riskQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-risk', tenantId, identityKey],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/identities/{identityKey}/risk', {
        path: { tenantId, identityKey },
        signal,
      }),
    retry: false,
  })

export const receivedQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-signals', tenantId, identityKey],
    queryFn: async ({ signal }) =>
      (
        await api.call('GET /api/tenants/{tenantId}/identities/{identityKey}/signals', {
          path: { tenantId, identityKey },
          signal,
        })
      ).items,
    retry: false,
  })

export function setRisk(tenantId: string, identityKey: string, body: IdentityRiskPut) {
  return api.call('PUT /api/tenants/{tenantId}/identities/{identityKey}/risk', {
    path: { tenantId, identityKey },
    body,
    action: 'identity.risk',
  })
}
