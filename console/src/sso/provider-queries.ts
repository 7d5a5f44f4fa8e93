import type { Provider } from '@countersign/api/sign-in'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const providersQuery = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: async ({ signal }) => (await api.call('GET /api/sign-in-providers', { signal })).items,
})

/** What PUT takes. `clientSecret`: left out keeps the one that is there, null is a public client. */
export type ProviderChange = Pick<Provider, 'name' | 'issuer' | 'clientId' | 'tenantId' | 'newcomerRole'> & {
  readonly clientSecret?: string | null
}

export function saveProvider(providerId: string, body: ProviderChange) {
  return api.call('PUT /api/sign-in-providers/{providerId}', {
    path: { providerId },
    body,
    action: 'sign-in-provider.save',
  })
}

export function removeProvider(providerId: string) {
  return api.call('DELETE /api/sign-in-providers/{providerId}', {
    path: { providerId },
    action: 'sign-in-provider.remove',
  })
}

export function testProvider({ id }: Provider) {
  return api.call('POST /api/sign-in-providers/{providerId}/test', {
    path: { providerId: id },
    action: 'sign-in-provider.test',
  })
}
