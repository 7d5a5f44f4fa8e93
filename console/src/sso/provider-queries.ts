import type { Provider, TestedProvider } from '@countersign/api/sign-in'
import { queryOptions } from '@tanstack/react-query'
import { callApi } from '../api/client.ts'

const path = (...parts: readonly string[]) =>
  ['/api/sign-in-providers', ...parts.map(encodeURIComponent)].join('/')

export const providersQuery = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: async ({ signal }) =>
    (await callApi<{ readonly items: readonly Provider[] }>(path(), { signal })).items,
})

/** What PUT takes. `clientSecret`: left out keeps the one that is there, null is a public client. */
export type ProviderChange = Pick<Provider, 'name' | 'issuer' | 'clientId' | 'tenantId' | 'newcomerRole'> & {
  readonly clientSecret?: string | null
}

export function saveProvider(providerId: string, body: ProviderChange): Promise<Provider> {
  return callApi(path(providerId), { method: 'PUT', body, action: 'sign-in-provider.save' })
}

export function removeProvider(providerId: string): Promise<void> {
  return callApi(path(providerId), { method: 'DELETE', action: 'sign-in-provider.remove' })
}

export function testProvider({ id }: Provider): Promise<TestedProvider> {
  return callApi(path(id, 'test'), { method: 'POST', action: 'sign-in-provider.test' })
}
