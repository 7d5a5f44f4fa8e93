import type { EvidenceEntry, EvidenceWitnessPut } from '@countersign/api/evidence'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, queryString, readText } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'
import type { EntryName } from './entry-name.ts'
import { dayEnd, dayStart, type EvidenceSearch } from './evidence-search.ts'

/** What comes within seconds, a first entry or its place in the log, is asked for again until it is there. */
const waitingMilliseconds = 2_000
const isWaiting = ({ status }: Pick<EvidenceEntry, 'status'>) => status === 'waiting'

export const evidenceQuery = (tenantId: string, { kind, from, to }: EvidenceSearch) =>
  infiniteQueryOptions({
    queryKey: ['evidence', tenantId, kind, from, to],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/tenants/{tenantId}/evidence', {
        path: { tenantId },
        query: { kind, from: dayStart(from), to: dayEnd(to), cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.length === 0 || items.some(isWaiting))
        ? waitingMilliseconds
        : false,
    retry: false,
  })

export const entryQuery = (tenantId: string, { kind, ref }: EntryName) =>
  queryOptions({
    queryKey: ['evidence-entry', tenantId, kind, ref],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/evidence/entry', {
        path: { tenantId },
        query: { kind, ref },
        signal,
      }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isWaiting(state.data) ? waitingMilliseconds : false,
    retry: false,
  })

export const logsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['evidence-logs', tenantId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/evidence/logs', { path: { tenantId }, signal }),
  })

export const witnessesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['evidence-witnesses', tenantId],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/evidence/witnesses', { path: { tenantId }, signal }))
        .items,
    refetchInterval: 15_000,
  })

/** Errors: REQUEST_INVALID when the key is none, LIMIT_REACHED. */
export function saveWitness(tenantId: string, name: string, body: EvidenceWitnessPut) {
  return api.call('PUT /api/tenants/{tenantId}/evidence/witnesses/{name}', {
    path: { tenantId, name },
    body,
    action: 'witness.save',
  })
}

export function removeWitness(tenantId: string, name: string) {
  return api.call('DELETE /api/tenants/{tenantId}/evidence/witnesses/{name}', {
    path: { tenantId, name },
    action: 'witness.remove',
  })
}

/** Address of an entry's `.tlog-proof` file. */
export function proofAddress(tenantId: string, { kind, ref }: EntryName): string {
  return tenantPath(tenantId, 'evidence', 'proof') + queryString({ kind, ref })
}

/** Errors: EVIDENCE_WAITING, EVIDENCE_ELSEWHERE. */
export function readProof(tenantId: string, name: EntryName): Promise<string> {
  return readText(proofAddress(tenantId, name))
}

/** Address of a pack as a file. */
export function packAddress(
  tenantId: string,
  pack: { readonly from: string; readonly to: string; readonly controls: readonly string[] },
): string {
  return tenantPath(tenantId, 'evidence', 'pack') + queryString(pack)
}
