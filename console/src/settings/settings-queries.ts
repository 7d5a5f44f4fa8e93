import type {
  LogoScheme,
  Settings,
  SettingsPut,
  TenantSettings,
  TenantSettingsPut,
} from '@countersign/api/settings'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api, callApi, ProblemError } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => callApi<Settings>('/api/settings', { signal }),
})

/** Changes only the version that was seen. Errors: ACCENT_UNREADABLE, PRECONDITION_FAILED. */
export function saveSettings(body: SettingsPut, seenVersion: number) {
  return api.call('PUT /api/settings', { body, ifMatch: `"${seenVersion}"`, action: 'settings.save' })
}

/** A picture is sent as it is. Errors: LOGO_REFUSED. */
export async function saveLogo(scheme: LogoScheme, file: File): Promise<void> {
  const response = await fetch(`/api/settings/logo/${scheme}`, {
    method: 'PUT',
    headers: { 'content-type': file.type, 'x-countersign-action': 'settings.logo-save' },
    body: file,
  })
  if (!response.ok) throw new ProblemError(await response.json())
}

export function removeLogo(scheme: LogoScheme): Promise<void> {
  return callApi(`/api/settings/logo/${scheme}`, { method: 'DELETE', action: 'settings.logo-remove' })
}

/** Whatever shows the brand shows the new one at once. */
export function readBrandAgain(client: QueryClient): Promise<unknown> {
  return Promise.all([['settings'], ['brand']].map((queryKey) => client.invalidateQueries({ queryKey })))
}

export function saveTenantSettings(tenantId: string, body: TenantSettingsPut): Promise<TenantSettings> {
  return callApi(tenantPath(tenantId, 'settings'), { method: 'PUT', body, action: 'tenant-settings.save' })
}
