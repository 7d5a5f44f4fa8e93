// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  CredentialChange,
  IdentityRisk,
  IdentityRiskPut,
  NewSsfStream,
  ReceivedSignalList,
  SsfStatus,
  SsfStream,
  SsfStreamPatch,
} from '@countersign/api/signal'
export type SharedSignalsRoutes = {
  /** Transmitters that a tenant trusts */
  readonly 'GET /api/tenants/{tenantId}/signal-sources': {
    readonly path: { readonly tenantId: string }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly name: string
        readonly issuer: string
        readonly audience: string
        readonly keys:
          | { readonly kind: 'address'; readonly jwksUri: string }
          | { readonly kind: 'inline'; readonly keys: readonly Readonly<Record<string, unknown>>[] }
        readonly eventsAllowed: readonly string[]
        readonly subjectPrefix: string | null
        readonly isEnabled: boolean
        readonly pollUrl: string | null
        readonly pushEndpoint: string
        readonly createdAt: string
        readonly lastReceivedAt: string | null
        readonly lastError: string | null
        readonly lastErrorAt: string | null
      }[]
    }
  }
  /** Add one; the header it pushes with is shown once */
  readonly 'POST /api/tenants/{tenantId}/signal-sources': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly name: string
      readonly issuer: string
      readonly audience?: string
      readonly keys:
        | { readonly kind: 'address'; readonly jwksUri: string }
        | { readonly kind: 'inline'; readonly keys: readonly Readonly<Record<string, unknown>>[] }
      readonly eventsAllowed?: readonly string[]
      readonly subjectPrefix: string | null
      readonly isEnabled: boolean
      readonly poll?: { readonly url: string; readonly authorizationHeader?: string } | null
    }
    readonly answer: {
      readonly source: {
        readonly id: string
        readonly name: string
        readonly issuer: string
        readonly audience: string
        readonly keys:
          | { readonly kind: 'address'; readonly jwksUri: string }
          | { readonly kind: 'inline'; readonly keys: readonly Readonly<Record<string, unknown>>[] }
        readonly eventsAllowed: readonly string[]
        readonly subjectPrefix: string | null
        readonly isEnabled: boolean
        readonly pollUrl: string | null
        readonly pushEndpoint: string
        readonly createdAt: string
        readonly lastReceivedAt: string | null
        readonly lastError: string | null
        readonly lastErrorAt: string | null
      }
      readonly authorizationHeader: string
    }
  }
  /** Change one */
  readonly 'PUT /api/tenants/{tenantId}/signal-sources/{signalSourceId}': {
    readonly path: { readonly tenantId: string; readonly signalSourceId: string }
    readonly body: {
      readonly name: string
      readonly issuer: string
      readonly audience?: string
      readonly keys:
        | { readonly kind: 'address'; readonly jwksUri: string }
        | { readonly kind: 'inline'; readonly keys: readonly Readonly<Record<string, unknown>>[] }
      readonly eventsAllowed?: readonly string[]
      readonly subjectPrefix: string | null
      readonly isEnabled: boolean
      readonly poll?: { readonly url: string; readonly authorizationHeader?: string } | null
    }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly issuer: string
      readonly audience: string
      readonly keys:
        | { readonly kind: 'address'; readonly jwksUri: string }
        | { readonly kind: 'inline'; readonly keys: readonly Readonly<Record<string, unknown>>[] }
      readonly eventsAllowed: readonly string[]
      readonly subjectPrefix: string | null
      readonly isEnabled: boolean
      readonly pollUrl: string | null
      readonly pushEndpoint: string
      readonly createdAt: string
      readonly lastReceivedAt: string | null
      readonly lastError: string | null
      readonly lastErrorAt: string | null
    }
  }
  /** Remove one */
  readonly 'DELETE /api/tenants/{tenantId}/signal-sources/{signalSourceId}': {
    readonly path: { readonly tenantId: string; readonly signalSourceId: string }
    readonly answer: null
  }
  /** Sign with a new key from now on */
  readonly 'POST /api/tenants/{tenantId}/signal-keys/rotate': {
    readonly path: { readonly tenantId: string }
    readonly answer: { readonly keyId: string; readonly previousShownUntil: string }
  }
  /** The risk of an identity, and who told it */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/risk': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: IdentityRisk
  }
  /** Set it, and tell receivers */
  readonly 'PUT /api/tenants/{tenantId}/identities/{identityKey}/risk': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly body: IdentityRiskPut
    readonly answer: IdentityRisk
  }
  /** What transmitters told of an identity */
  readonly 'GET /api/tenants/{tenantId}/identities/{identityKey}/signals': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly answer: ReceivedSignalList
  }
  /** Tell receivers that a credential was changed or revoked */
  readonly 'POST /api/tenants/{tenantId}/identities/{identityKey}/credential-changes': {
    readonly path: { readonly tenantId: string; readonly identityKey: string }
    readonly body: CredentialChange
    readonly answer: { readonly streams: number }
  }
  /** Streams of a receiver, or one of them */
  readonly 'GET /api/tenants/{tenantId}/ssf/stream': {
    readonly path: { readonly tenantId: string }
    readonly query?: { readonly stream_id?: string }
    readonly answer: SsfStream | readonly SsfStream[]
  }
  /** Make a stream */
  readonly 'POST /api/tenants/{tenantId}/ssf/stream': {
    readonly path: { readonly tenantId: string }
    readonly body: NewSsfStream
    readonly answer: SsfStream
  }
  /** Change what is named of a stream */
  readonly 'PATCH /api/tenants/{tenantId}/ssf/stream': {
    readonly path: { readonly tenantId: string }
    readonly body: SsfStreamPatch
    readonly answer: SsfStream
  }
  /** Set up a stream anew */
  readonly 'PUT /api/tenants/{tenantId}/ssf/stream': {
    readonly path: { readonly tenantId: string }
    readonly body: SsfStreamPatch
    readonly answer: SsfStream
  }
  /** Remove a stream */
  readonly 'DELETE /api/tenants/{tenantId}/ssf/stream': {
    readonly path: { readonly tenantId: string }
    readonly query: { readonly stream_id: string }
    readonly answer: null
  }
  /** Whether a stream is enabled, paused or disabled */
  readonly 'GET /api/tenants/{tenantId}/ssf/status': {
    readonly path: { readonly tenantId: string }
    readonly query?: { readonly stream_id?: string }
    readonly answer: SsfStatus
  }
  /** Enable, pause or disable a stream */
  readonly 'POST /api/tenants/{tenantId}/ssf/status': {
    readonly path: { readonly tenantId: string }
    readonly body: SsfStatus
    readonly answer: SsfStatus
  }
  /** Have a verification event sent on a stream */
  readonly 'POST /api/tenants/{tenantId}/ssf/verification': {
    readonly path: { readonly tenantId: string }
    readonly body: { readonly stream_id: string; readonly state?: string }
    readonly answer: null
  }
}
