import type { LogoScheme, SettingsPut, TenantSettingsPut } from '@countersign/api/settings'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.call('GET /api/settings', { signal }),
})

/** Changes only the version that was seen. Errors: ACCENT_UNREADABLE, PRECONDITION_FAILED. */
export function saveSettings(body: SettingsPut, seenVersion: number) {
  return api.call('PUT /api/settings', { body, ifMatch: `"${seenVersion}"`, action: 'settings.save' })
}

/** A picture is sent as it is. Errors: LOGO_REFUSED. */
export function saveLogo(scheme: LogoScheme, file: File) {
  return api.call('PUT /api/settings/logo/{scheme}', {
    path: { scheme },
    body: file,
    action: 'settings.logo-save',
  })
}

export function removeLogo(scheme: LogoScheme) {
  return api.call('DELETE /api/settings/logo/{scheme}', { path: { scheme }, action: 'settings.logo-remove' })
}

/** Whatever shows the brand shows the new one at once. */
export function readBrandAgain(client: QueryClient): Promise<unknown> {
  return Promise.all([['settings'], ['brand']].map((queryKey) => client.invalidateQueries({ queryKey })))
}

export function saveTenantSettings(tenantId: string, body: TenantSettingsPut) {
  return api.call('PUT /api/tenants/{tenantId}/settings', {
    path: { tenantId },
    body,
    action: 'tenant-settings.save',
  })
}
