// Made by "npm run generate:client" from the description that the server gives of itself.
import type { AuditOutcome, AuditPage } from '@countersign/api/audit'
import type { LanguageModelAnswer, LanguageModelPut, LanguageModelUse } from '@countersign/api/investigation'
import type {
  Brand,
  LogoScheme,
  Settings,
  SettingsPut,
  TenantSettings,
  TenantSettingsPut,
} from '@countersign/api/settings'
export type OperatingRoutes = {
  /** The audit trail */
  readonly 'GET /api/audit': {
    readonly query?: {
      readonly tenant?: string
      readonly actor?: string
      readonly action?: string
      readonly outcome?: AuditOutcome
      readonly from?: string
      readonly to?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: AuditPage
  }
  /** The audit trail of a tenant */
  readonly 'GET /api/tenants/{tenantId}/audit': {
    readonly path: { readonly tenantId: string }
    readonly query?: {
      readonly actor?: string
      readonly action?: string
      readonly outcome?: AuditOutcome
      readonly from?: string
      readonly to?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: AuditPage
  }
  /** Name, colours and contact, as the sign-in page shows them */
  readonly 'GET /api/brand': {
    readonly answer: Brand
  }
  /** The logo */
  readonly 'GET /api/brand/logo/{scheme}/{sha256}': {
    readonly path: { readonly scheme: LogoScheme; readonly sha256: string }
    readonly answer: unknown
  }
  /** Settings of the operator */
  readonly 'GET /api/settings': {
    readonly answer: Settings
  }
  /** Change them */
  readonly 'PUT /api/settings': {
    readonly body: SettingsPut
    readonly answer: Settings
  }
  /** Settings of a tenant */
  readonly 'GET /api/tenants/{tenantId}/settings': {
    readonly path: { readonly tenantId: string }
    readonly answer: TenantSettings
  }
  /** Change them */
  readonly 'PUT /api/tenants/{tenantId}/settings': {
    readonly path: { readonly tenantId: string }
    readonly body: TenantSettingsPut
    readonly answer: TenantSettings
  }
  /** Set the logo for light or dark */
  readonly 'PUT /api/settings/logo/{scheme}': {
    readonly path: { readonly scheme: LogoScheme }
    readonly body: unknown
    readonly answer: Settings
  }
  /** Remove it */
  readonly 'DELETE /api/settings/logo/{scheme}': {
    readonly path: { readonly scheme: LogoScheme }
    readonly answer: null
  }
  /** Whether the server runs */
  readonly 'GET /api/health': {
    readonly answer: {
      readonly status: 'up' | 'degraded'
      readonly version: string
      readonly region: string
      readonly lake: { readonly kind: string; readonly status: 'up' | 'down' }
      readonly state: { readonly kind: string; readonly status: 'up' | 'down' }
    }
  }
  /** Whether it can answer */
  readonly 'GET /api/ready': {
    readonly answer: OperatingRoutes['GET /api/health']['answer']
  }
  /** The language model that may phrase stories */
  readonly 'GET /api/language-model': {
    readonly answer: LanguageModelAnswer
  }
  /** Set it up */
  readonly 'PUT /api/language-model': {
    readonly body: LanguageModelPut
    readonly answer: LanguageModelAnswer
  }
  /** Remove it */
  readonly 'DELETE /api/language-model': {
    readonly answer: null
  }
  /** Whether claims about a tenant may be sent to it */
  readonly 'GET /api/tenants/{tenantId}/language-model': {
    readonly path: { readonly tenantId: string }
    readonly answer: LanguageModelUse
  }
  /** Allow it, or not */
  readonly 'PUT /api/tenants/{tenantId}/language-model': {
    readonly path: { readonly tenantId: string }
    readonly body: LanguageModelUse
    readonly answer: LanguageModelUse
  }
}
