import type { IdentityPatch, IdentitySplit } from '@countersign/api/inventory'
import type { PathJson } from '@countersign/authority/escalation/path-json'
import type { AuthorityChain, AuthoritySets, ProposedAction } from '@countersign/explanation/explanation'
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { api, ProblemError } from '../api/client.ts'
import type { InventorySearch } from './inventory-search.ts'

const pageRows = 200

export const inventoryQuery = (tenantId: string, filter: Omit<InventorySearch, 'tenant'>) =>
  infiniteQueryOptions({
    queryKey: ['inventory', tenantId, filter],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/tenants/{tenantId}/identities', {
        path: { tenantId },
        query: { ...filter, limit: pageRows, ...(pageParam === '' ? {} : { cursor: pageParam }) } as never,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

/** With the version that a change has to name. */
export const recordQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-record', tenantId, identityKey],
    queryFn: ({ signal }) =>
      api.callTagged('GET /api/tenants/{tenantId}/identities/{identityKey}/record', {
        path: { tenantId, identityKey },
        signal,
      }),
    retry: false,
  })

export const lifeQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-life', tenantId, identityKey],
    queryFn: async ({ signal }) =>
      (
        await api.call('GET /api/tenants/{tenantId}/identities/{identityKey}/life', {
          path: { tenantId, identityKey },
          signal,
        })
      ).items,
    retry: false,
  })

export const setsQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-sets', tenantId, identityKey],
    queryFn: async ({ signal }) => {
      const { sets } = await api.call('GET /api/tenants/{tenantId}/identities/{identityKey}/sets', {
        path: { tenantId, identityKey },
        signal,
      })
      return sets as AuthoritySets
    },
    retry: false,
  })

export const reachQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-reach', tenantId, identityKey],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/identities/{identityKey}/reach', {
        path: { tenantId, identityKey },
        signal,
      }),
    retry: false,
  })

export type ShownPaths =
  | { readonly known: true; readonly paths: readonly PathJson[]; readonly isCut: boolean }
  | { readonly known: false; readonly reason: string }

export const pathsQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-paths', tenantId, identityKey],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/identities/{identityKey}/paths', {
        path: { tenantId, identityKey },
        signal,
      })) as ShownPaths,
    retry: false,
  })

export const chainQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-chain', tenantId, identityKey],
    queryFn: async ({ signal }) => {
      const { chain, eventId } = await api.call(
        'GET /api/tenants/{tenantId}/identities/{identityKey}/chain',
        { path: { tenantId, identityKey }, signal },
      )
      return { chain: chain as AuthorityChain, eventId }
    },
    retry: false,
  })

export const revokePlanQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-revoke-plan', tenantId, identityKey],
    queryFn: async ({ signal }) => {
      const { actions, eventId } = await api.call(
        'GET /api/tenants/{tenantId}/identities/{identityKey}/revoke-plan',
        { path: { tenantId, identityKey }, signal },
      )
      return { actions: actions as readonly ProposedAction[], eventId }
    },
    retry: false,
  })

/** Changes only the version that was seen. Errors: PRECONDITION_FAILED, REQUEST_INVALID. */
export function changeRecord(
  tenantId: string,
  identityKey: string,
  body: IdentityPatch,
  etag: string | undefined,
) {
  return api.call('PATCH /api/tenants/{tenantId}/identities/{identityKey}/record', {
    path: { tenantId, identityKey },
    body,
    ...(etag === undefined ? {} : { ifMatch: etag }),
    action: 'identity.change',
  })
}

export function splitIdentity(tenantId: string, identityKey: string, body: IdentitySplit) {
  return api.call('POST /api/tenants/{tenantId}/identities/{identityKey}/split', {
    path: { tenantId, identityKey },
    body,
    action: 'identity.split',
  })
}

/** The record, its life and the list it stands in. */
export function readRecordAgain(client: QueryClient, tenantId: string): Promise<unknown> {
  const names = ['identity-record', 'identity-life', 'inventory']
  return Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name, tenantId] })))
}

export function isNotFound(error: Error | null): boolean {
  return error instanceof ProblemError && error.problem.status === 404
}
