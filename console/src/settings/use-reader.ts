import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { sessionQuery, tenantsQuery } from '../api/queries.ts'
import { tenantRoles } from './role-words.ts'

/** Who reads: somebody of the operator, or of one tenant, who may have chosen everyday words. */
export type Reader =
  | { readonly kind: 'operator' }
  | { readonly kind: 'tenant'; readonly tenantId: string; readonly isPlain: boolean }

export const tenantSettingsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['tenant-settings', tenantId],
    queryFn: ({ signal }) => api.call('GET /api/tenants/{tenantId}/settings', { path: { tenantId }, signal }),
    staleTime: 60_000,
  })

export function useReader(): Reader {
  const { data: session } = useQuery(sessionQuery)
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const isOfTenant = tenantRoles.some((role) => role === session?.person.role)
  const tenantId = isOfTenant ? (tenants[0]?.id ?? '') : ''
  const { data } = useQuery({ ...tenantSettingsQuery(tenantId), enabled: tenantId !== '' })
  return tenantId === ''
    ? { kind: 'operator' }
    : { kind: 'tenant', tenantId, isPlain: data?.plainerWords ?? true }
}

/** Everyday words for whoever reads them; the field's for everybody else. */
export function inWordsOf(reader: Reader, exact: string, plain: string): string {
  return reader.kind === 'tenant' && reader.isPlain ? plain : exact
}
