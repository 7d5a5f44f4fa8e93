// Made by "npm run generate:client" from the description that the server gives of itself.
export type PeopleRoutes = {
  /** People of the operator */
  readonly 'GET /api/people': {
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly name: string
        readonly email: string | null
        readonly createdAt: string
        readonly disabledAt: string | null
        readonly signInBy: {
          readonly password: boolean
          readonly totp: boolean
          readonly passkeys: number
          readonly sso: number
        }
        readonly lastSeenAt: string | null
        readonly role: 'analyst' | 'operator-admin' | 'detection-engineer' | 'auditor'
        readonly scope:
          | { readonly kind: 'all' }
          | {
              readonly kind: 'some'
              readonly tenantIds: readonly string[]
              readonly groupIds: readonly string[]
            }
      }[]
    }
  }
  /** Invite somebody */
  readonly 'POST /api/people': {
    readonly body: {
      readonly name: string
      readonly email: string
      readonly role: 'analyst' | 'operator-admin' | 'detection-engineer' | 'auditor'
      readonly scope:
        | { readonly kind: 'all' }
        | {
            readonly kind: 'some'
            readonly tenantIds: readonly string[]
            readonly groupIds: readonly string[]
          }
    }
    readonly answer: {
      readonly person: {
        readonly id: string
        readonly name: string
        readonly email: string | null
        readonly createdAt: string
        readonly disabledAt: string | null
        readonly signInBy: {
          readonly password: boolean
          readonly totp: boolean
          readonly passkeys: number
          readonly sso: number
        }
        readonly lastSeenAt: string | null
        readonly role: 'analyst' | 'operator-admin' | 'detection-engineer' | 'auditor'
        readonly scope:
          | { readonly kind: 'all' }
          | {
              readonly kind: 'some'
              readonly tenantIds: readonly string[]
              readonly groupIds: readonly string[]
            }
      }
      readonly invitation: { readonly link: string; readonly expiresAt: string }
    }
  }
  /** Change name, role, scope, or switch somebody off */
  readonly 'PATCH /api/people/{personId}': {
    readonly path: { readonly personId: string }
    readonly body: {
      readonly name?: string
      readonly role?: 'analyst' | 'operator-admin' | 'detection-engineer' | 'auditor'
      readonly scope?:
        | { readonly kind: 'all' }
        | {
            readonly kind: 'some'
            readonly tenantIds: readonly string[]
            readonly groupIds: readonly string[]
          }
      readonly disabled?: boolean
    }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly email: string | null
      readonly createdAt: string
      readonly disabledAt: string | null
      readonly signInBy: {
        readonly password: boolean
        readonly totp: boolean
        readonly passkeys: number
        readonly sso: number
      }
      readonly lastSeenAt: string | null
      readonly role: 'analyst' | 'operator-admin' | 'detection-engineer' | 'auditor'
      readonly scope:
        | { readonly kind: 'all' }
        | {
            readonly kind: 'some'
            readonly tenantIds: readonly string[]
            readonly groupIds: readonly string[]
          }
    }
  }
  /** Invite somebody again */
  readonly 'POST /api/people/{personId}/invitation': {
    readonly path: { readonly personId: string }
    readonly answer: { readonly link: string; readonly expiresAt: string }
  }
  /** Sign somebody out everywhere */
  readonly 'DELETE /api/people/{personId}/sessions': {
    readonly path: { readonly personId: string }
    readonly answer: null
  }
  /** People of a tenant */
  readonly 'GET /api/tenants/{tenantId}/people': {
    readonly path: { readonly tenantId: string }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly name: string
        readonly email: string | null
        readonly createdAt: string
        readonly disabledAt: string | null
        readonly signInBy: {
          readonly password: boolean
          readonly totp: boolean
          readonly passkeys: number
          readonly sso: number
        }
        readonly lastSeenAt: string | null
        readonly tenantId: string
        readonly role: 'viewer' | 'tenant-owner' | 'approver'
      }[]
    }
  }
  /** Invite somebody of a tenant */
  readonly 'POST /api/tenants/{tenantId}/people': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly name: string
      readonly email: string
      readonly role: 'viewer' | 'tenant-owner' | 'approver'
    }
    readonly answer: {
      readonly person: {
        readonly id: string
        readonly name: string
        readonly email: string | null
        readonly createdAt: string
        readonly disabledAt: string | null
        readonly signInBy: {
          readonly password: boolean
          readonly totp: boolean
          readonly passkeys: number
          readonly sso: number
        }
        readonly lastSeenAt: string | null
        readonly tenantId: string
        readonly role: 'viewer' | 'tenant-owner' | 'approver'
      }
      readonly invitation: { readonly link: string; readonly expiresAt: string }
    }
  }
  /** Change somebody of a tenant */
  readonly 'PATCH /api/tenants/{tenantId}/people/{personId}': {
    readonly path: { readonly tenantId: string; readonly personId: string }
    readonly body: {
      readonly name?: string
      readonly role?: 'viewer' | 'tenant-owner' | 'approver'
      readonly disabled?: boolean
    }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly email: string | null
      readonly createdAt: string
      readonly disabledAt: string | null
      readonly signInBy: {
        readonly password: boolean
        readonly totp: boolean
        readonly passkeys: number
        readonly sso: number
      }
      readonly lastSeenAt: string | null
      readonly tenantId: string
      readonly role: 'viewer' | 'tenant-owner' | 'approver'
    }
  }
  /** Invite somebody of a tenant again */
  readonly 'POST /api/tenants/{tenantId}/people/{personId}/invitation': {
    readonly path: { readonly tenantId: string; readonly personId: string }
    readonly answer: { readonly link: string; readonly expiresAt: string }
  }
  /** Sign somebody of a tenant out everywhere */
  readonly 'DELETE /api/tenants/{tenantId}/people/{personId}/sessions': {
    readonly path: { readonly tenantId: string; readonly personId: string }
    readonly answer: null
  }
  /** Identity providers for single sign-on */
  readonly 'GET /api/sign-in-providers': {
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly name: string
        readonly issuer: string
        readonly clientId: string
        readonly hasClientSecret: boolean
        readonly tenantId: string | null
        readonly newcomerRole: ('viewer' | 'approver' | 'analyst' | 'auditor' | 'detection-engineer') | null
        readonly redirectUri: string
      }[]
    }
  }
  /** Set up an identity provider */
  readonly 'PUT /api/sign-in-providers/{providerId}': {
    readonly path: { readonly providerId: string }
    readonly body: {
      readonly name: string
      readonly issuer: string
      readonly clientId: string
      readonly clientSecret?: string | null
      readonly tenantId: null | string
      readonly newcomerRole: null | ('viewer' | 'approver' | 'analyst' | 'auditor' | 'detection-engineer')
    }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly issuer: string
      readonly clientId: string
      readonly hasClientSecret: boolean
      readonly tenantId: string | null
      readonly newcomerRole: ('viewer' | 'approver' | 'analyst' | 'auditor' | 'detection-engineer') | null
      readonly redirectUri: string
    }
  }
  /** Remove an identity provider */
  readonly 'DELETE /api/sign-in-providers/{providerId}': {
    readonly path: { readonly providerId: string }
    readonly answer: null
  }
  /** Ask an identity provider’s address what it is */
  readonly 'POST /api/sign-in-providers/{providerId}/test': {
    readonly path: { readonly providerId: string }
    readonly answer:
      | { readonly kind: 'found'; readonly authorizationEndpoint: string }
      | { readonly kind: 'failed'; readonly error: string }
  }
  /** API keys of a tenant, without their secrets */
  readonly 'GET /api/tenants/{tenantId}/api-keys': {
    readonly path: { readonly tenantId: string }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly name: string
        readonly prefix: string
        readonly rights: readonly (
          | 'tenant.read'
          | 'tenant.write'
          | 'tenant-group.read'
          | 'tenant-group.write'
          | 'source.read'
          | 'source.write'
          | 'source.replay'
          | 'event.read'
          | 'incident.read'
          | 'incident.write'
          | 'rule.read'
          | 'rule.write'
          | 'rule-pack.write'
          | 'operator-people.read'
          | 'operator-people.write'
          | 'tenant-people.read'
          | 'tenant-people.write'
          | 'api-key.read'
          | 'api-key.write'
          | 'sign-in-provider.read'
          | 'sign-in-provider.write'
          | 'audit.read'
          | 'operator-audit.read'
          | 'notification.read'
          | 'notification.write'
          | 'settings.read'
          | 'settings.write'
          | 'tenant-settings.write'
        )[]
        readonly createdBy: string
        readonly createdAt: string
        readonly expiresAt: string
        readonly revokedAt: string | null
        readonly lastUsedAt: string | null
      }[]
    }
  }
  /** Make an API key; it is shown once */
  readonly 'POST /api/tenants/{tenantId}/api-keys': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly name: string
      readonly rights: readonly (
        | 'tenant.read'
        | 'tenant.write'
        | 'tenant-group.read'
        | 'tenant-group.write'
        | 'source.read'
        | 'source.write'
        | 'source.replay'
        | 'event.read'
        | 'incident.read'
        | 'incident.write'
        | 'rule.read'
        | 'rule.write'
        | 'rule-pack.write'
        | 'operator-people.read'
        | 'operator-people.write'
        | 'tenant-people.read'
        | 'tenant-people.write'
        | 'api-key.read'
        | 'api-key.write'
        | 'sign-in-provider.read'
        | 'sign-in-provider.write'
        | 'audit.read'
        | 'operator-audit.read'
        | 'notification.read'
        | 'notification.write'
        | 'settings.read'
        | 'settings.write'
        | 'tenant-settings.write'
      )[]
      readonly expiresInDays: number
    }
    readonly answer: {
      readonly apiKey: {
        readonly id: string
        readonly name: string
        readonly prefix: string
        readonly rights: readonly (
          | 'tenant.read'
          | 'tenant.write'
          | 'tenant-group.read'
          | 'tenant-group.write'
          | 'source.read'
          | 'source.write'
          | 'source.replay'
          | 'event.read'
          | 'incident.read'
          | 'incident.write'
          | 'rule.read'
          | 'rule.write'
          | 'rule-pack.write'
          | 'operator-people.read'
          | 'operator-people.write'
          | 'tenant-people.read'
          | 'tenant-people.write'
          | 'api-key.read'
          | 'api-key.write'
          | 'sign-in-provider.read'
          | 'sign-in-provider.write'
          | 'audit.read'
          | 'operator-audit.read'
          | 'notification.read'
          | 'notification.write'
          | 'settings.read'
          | 'settings.write'
          | 'tenant-settings.write'
        )[]
        readonly createdBy: string
        readonly createdAt: string
        readonly expiresAt: string
        readonly revokedAt: string | null
        readonly lastUsedAt: string | null
      }
      readonly key: string
    }
  }
  /** Revoke an API key */
  readonly 'DELETE /api/tenants/{tenantId}/api-keys/{keyId}': {
    readonly path: { readonly tenantId: string; readonly keyId: string }
    readonly answer: null
  }
}
