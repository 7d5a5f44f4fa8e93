// Made by "npm run generate:client" from the description that the server gives of itself.
export type OperatingRoutes = {
  /** The audit trail */
  readonly 'GET /api/audit': {
    readonly query?: {
      readonly tenant?: string
      readonly actor?: string
      readonly action?: string
      readonly outcome?: 'done' | 'refused' | 'failed'
      readonly from?: string
      readonly to?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly at: string
        readonly tenantId: string | null
        readonly action: string
        readonly outcome: 'done' | 'refused' | 'failed'
        readonly status: number | null
        readonly actor: {
          readonly kind: 'person' | 'api-key' | 'system' | 'unknown'
          readonly id: string
          readonly name: string
          readonly role: string
        }
        readonly requestId: string | null
        readonly address: string | null
        readonly userAgent: string | null
        readonly target: Readonly<Record<string, string>>
        readonly before: unknown
        readonly after: unknown
      }[]
      readonly nextCursor?: string
    }
  }
  /** The audit trail of a tenant */
  readonly 'GET /api/tenants/{tenantId}/audit': {
    readonly path: { readonly tenantId: string }
    readonly query?: {
      readonly actor?: string
      readonly action?: string
      readonly outcome?: 'done' | 'refused' | 'failed'
      readonly from?: string
      readonly to?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: OperatingRoutes['GET /api/audit']['answer']
  }
  /** Name, colours and contact, as the sign-in page shows them */
  readonly 'GET /api/brand': {
    readonly answer: {
      readonly name: string
      readonly accent: {
        readonly light: { readonly fill: string; readonly ink: string }
        readonly dark: { readonly fill: string; readonly ink: string }
      } | null
      readonly logo: {
        readonly light: {
          readonly url: string
          readonly mediaType: string
          readonly width: number
          readonly height: number
        } | null
        readonly dark: {
          readonly url: string
          readonly mediaType: string
          readonly width: number
          readonly height: number
        } | null
      }
      readonly support: {
        readonly email: string | null
        readonly phone: string | null
        readonly url: string | null
      }
    }
  }
  /** The logo */
  readonly 'GET /api/brand/logo/{scheme}/{sha256}': {
    readonly path: { readonly scheme: 'light' | 'dark'; readonly sha256: string }
    readonly answer: unknown
  }
  /** Settings of the operator */
  readonly 'GET /api/settings': {
    readonly answer: {
      readonly name: string
      readonly accent: { readonly light: string; readonly dark: string } | null
      readonly support: {
        readonly email: string | null
        readonly phone: string | null
        readonly url: string | null
      }
      readonly plainerWords: boolean
      readonly version: number
      readonly logo: {
        readonly light: {
          readonly url: string
          readonly mediaType: string
          readonly width: number
          readonly height: number
        } | null
        readonly dark: {
          readonly url: string
          readonly mediaType: string
          readonly width: number
          readonly height: number
        } | null
      }
      readonly publicUrl: string | null
      readonly updatedAt: string | null
    }
  }
  /** Change them */
  readonly 'PUT /api/settings': {
    readonly body: {
      readonly name: string
      readonly accent: { readonly light: string; readonly dark: string } | null
      readonly support: {
        readonly email: string | null
        readonly phone: string | null
        readonly url: string | null
      }
      readonly plainerWords: boolean
    }
    readonly answer: OperatingRoutes['GET /api/settings']['answer']
  }
  /** Settings of a tenant */
  readonly 'GET /api/tenants/{tenantId}/settings': {
    readonly path: { readonly tenantId: string }
    readonly answer: {
      readonly support: {
        readonly email: string | null
        readonly phone: string | null
        readonly url: string | null
      }
      readonly plainerWords: boolean
      readonly own: {
        readonly support: {
          readonly email: string | null
          readonly phone: string | null
          readonly url: string | null
        } | null
        readonly plainerWords: boolean | null
      }
    }
  }
  /** Change them */
  readonly 'PUT /api/tenants/{tenantId}/settings': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly support: {
        readonly email: string | null
        readonly phone: string | null
        readonly url: string | null
      } | null
      readonly plainerWords: boolean | null
    }
    readonly answer: OperatingRoutes['GET /api/tenants/{tenantId}/settings']['answer']
  }
  /** Set the logo for light or dark */
  readonly 'PUT /api/settings/logo/{scheme}': {
    readonly path: { readonly scheme: 'light' | 'dark' }
    readonly body: unknown
    readonly answer: OperatingRoutes['GET /api/settings']['answer']
  }
  /** Remove it */
  readonly 'DELETE /api/settings/logo/{scheme}': {
    readonly path: { readonly scheme: 'light' | 'dark' }
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
}
