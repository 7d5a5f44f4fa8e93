// Made by "npm run generate:client" from the description that the server gives of itself.
import type { ApiKey } from '@countersign/api/api-key'
import type {
  Invitation,
  NewTenantPerson,
  OperatorRole,
  Right,
  TenantPerson,
  TenantPersonPatch,
} from '@countersign/api/person'
import type { Provider } from '@countersign/api/sign-in'
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
        readonly role: OperatorRole
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
      readonly role: OperatorRole
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
        readonly role: OperatorRole
        readonly scope:
          | { readonly kind: 'all' }
          | {
              readonly kind: 'some'
              readonly tenantIds: readonly string[]
              readonly groupIds: readonly string[]
            }
      }
      readonly invitation: Invitation
    }
  }
  /** Change name, role, scope, or switch somebody off */
  readonly 'PATCH /api/people/{personId}': {
    readonly path: { readonly personId: string }
    readonly body: {
      readonly name?: string
      readonly role?: OperatorRole
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
      readonly role: OperatorRole
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
    readonly answer: Invitation
  }
  /** Sign somebody out everywhere */
  readonly 'DELETE /api/people/{personId}/sessions': {
    readonly path: { readonly personId: string }
    readonly answer: null
  }
  /** People of a tenant */
  readonly 'GET /api/tenants/{tenantId}/people': {
    readonly path: { readonly tenantId: string }
    readonly answer: { readonly items: readonly TenantPerson[] }
  }
  /** Invite somebody of a tenant */
  readonly 'POST /api/tenants/{tenantId}/people': {
    readonly path: { readonly tenantId: string }
    readonly body: NewTenantPerson
    readonly answer: { readonly person: TenantPerson; readonly invitation: Invitation }
  }
  /** Change somebody of a tenant */
  readonly 'PATCH /api/tenants/{tenantId}/people/{personId}': {
    readonly path: { readonly tenantId: string; readonly personId: string }
    readonly body: TenantPersonPatch
    readonly answer: TenantPerson
  }
  /** Invite somebody of a tenant again */
  readonly 'POST /api/tenants/{tenantId}/people/{personId}/invitation': {
    readonly path: { readonly tenantId: string; readonly personId: string }
    readonly answer: Invitation
  }
  /** Sign somebody of a tenant out everywhere */
  readonly 'DELETE /api/tenants/{tenantId}/people/{personId}/sessions': {
    readonly path: { readonly tenantId: string; readonly personId: string }
    readonly answer: null
  }
  /** Identity providers for single sign-on */
  readonly 'GET /api/sign-in-providers': {
    readonly answer: { readonly items: readonly Provider[] }
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
    readonly answer: Provider
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
    readonly answer: { readonly items: readonly ApiKey[] }
  }
  /** Make an API key; it is shown once */
  readonly 'POST /api/tenants/{tenantId}/api-keys': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly name: string
      readonly rights: readonly Right[]
      readonly expiresInDays: number
    }
    readonly answer: { readonly apiKey: ApiKey; readonly key: string }
  }
  /** Revoke an API key */
  readonly 'DELETE /api/tenants/{tenantId}/api-keys/{keyId}': {
    readonly path: { readonly tenantId: string; readonly keyId: string }
    readonly answer: null
  }
}
