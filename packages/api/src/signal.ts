import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

const name = Type.String({ minLength: 1, maxLength: 120 })
const address = Type.String({ minLength: 1, maxLength: 2000 })
const eventType = Type.String({ minLength: 1, maxLength: 500 })
/** A header that the other side wants: a secret, in no answer. */
const authorizationHeader = Type.String({
  minLength: 1,
  maxLength: 4000,
  pattern: '^[\\x21-\\x7e]+( [\\x21-\\x7e]+)*$',
})

/** OpenID CAEP 1.0 section 3.8. */
export const RiskLevel = Type.Union([Type.Literal('LOW'), Type.Literal('MEDIUM'), Type.Literal('HIGH')])
export type RiskLevel = Static<typeof RiskLevel>

/** Where a transmitter's keys are: an address, or the keys themselves (RFC 7517). */
export const SignalKeys = Type.Union([
  Type.Object({ kind: Type.Literal('address'), jwksUri: address }),
  Type.Object({
    kind: Type.Literal('inline'),
    keys: Type.Array(Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()), {
      minItems: 1,
      maxItems: 20,
    }),
  }),
])
export type SignalKeys = Static<typeof SignalKeys>

const sourceFields = {
  name,
  /** `iss` of its SETs. */
  issuer: address,
  /** `aud` that its SETs have to name. Default of a new source: its push endpoint. */
  audience: Type.Optional(address),
  keys: SignalKeys,
  /** Event types that are taken. Default: all of CAEP. */
  eventsAllowed: Type.Optional(Type.Array(eventType, { minItems: 1, maxItems: 50 })),
  /** Stands before its opaque ids and own `sub`s to make identity keys of them; empty: they are keys; null: unknown. */
  subjectPrefix: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
  isEnabled: Type.Boolean(),
}

/** Where SETs are fetched (RFC 8936). */
const PollTarget = Type.Object({ url: address, authorizationHeader: Type.Optional(authorizationHeader) })

/** POST and PUT /api/tenants/:tenantId/signal-sources. In a PUT `poll` left out keeps what is set up; null ends it. */
export const SignalSourcePut = Type.Object({
  ...sourceFields,
  poll: Type.Optional(Type.Union([PollTarget, Type.Null()])),
})
export type SignalSourcePut = Static<typeof SignalSourcePut>

export const SignalSource = Type.Object({
  id: Type.String(),
  ...sourceFields,
  audience: Type.String(),
  eventsAllowed: Type.Array(Type.String()),
  pollUrl: Type.Union([Type.String(), Type.Null()]),
  /** Where its transmitter pushes to (RFC 8935). */
  pushEndpoint: Type.String(),
  createdAt: Instant,
  lastReceivedAt: Type.Union([Instant, Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
  lastErrorAt: Type.Union([Instant, Type.Null()]),
})
export type SignalSource = Static<typeof SignalSource>
export const SignalSourceList = Type.Object({ items: Type.Array(SignalSource) })
/** The Authorization header for pushes is in this answer and nowhere else. */
export const CreatedSignalSource = Type.Object({ source: SignalSource, authorizationHeader: Type.String() })
export type CreatedSignalSource = Static<typeof CreatedSignalSource>

/** GET and PUT /api/tenants/:tenantId/identities/:identityKey/risk */
export const IdentityRiskPut = Type.Object({
  level: RiskLevel,
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})
export type IdentityRiskPut = Static<typeof IdentityRiskPut>
export const IdentityRisk = Type.Object({
  identityKey: Type.String(),
  /** Null: nobody told it. That is not low. */
  level: Type.Union([RiskLevel, Type.Null()]),
  previousLevel: Type.Union([RiskLevel, Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  toldBy: Type.Union([Type.String(), Type.Null()]),
  /** The signal source that told it; null: it was set here. */
  sourceId: Type.Union([Type.String(), Type.Null()]),
  changedAt: Type.Union([Instant, Type.Null()]),
})
export type IdentityRisk = Static<typeof IdentityRisk>

/** POST /api/tenants/:tenantId/identities/:identityKey/credential-changes: tells receivers. */
export const CredentialChange = Type.Object({
  /** CAEP 1.0 section 3.3.1: `password`, `x509`, `fido2-roaming`, `app`, or another word that both sides know. */
  credentialType: Type.String({ minLength: 1, maxLength: 100 }),
  changeType: Type.Union([
    Type.Literal('create'),
    Type.Literal('revoke'),
    Type.Literal('update'),
    Type.Literal('delete'),
  ]),
  friendlyName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})
export type CredentialChange = Static<typeof CredentialChange>
/** On how many streams it goes out. */
export const SignalSent = Type.Object({ streams: Type.Integer() })

/** GET /api/tenants/:tenantId/identities/:identityKey/signals: what transmitters told of it, newest first. */
export const ReceivedSignal = Type.Object({
  sourceId: Type.String(),
  jti: Type.String(),
  at: Instant,
  receivedAt: Instant,
  /** CAEP names (`session-revoked`), or the event's URI. */
  events: Type.Array(Type.String()),
})
export type ReceivedSignal = Static<typeof ReceivedSignal>
export const ReceivedSignalList = Type.Object({ items: Type.Array(ReceivedSignal) })
export type ReceivedSignalList = Static<typeof ReceivedSignalList>

/** POST /api/tenants/:tenantId/signal-keys/rotate */
export const RotatedSignalKey = Type.Object({
  keyId: Type.String(),
  /** Until then the key before it is still shown to receivers. */
  previousShownUntil: Instant,
})

const delivery = Type.Object({
  method: Type.Union([Type.Literal('urn:ietf:rfc:8935'), Type.Literal('urn:ietf:rfc:8936')]),
  endpoint_url: Type.Optional(address),
  authorization_header: Type.Optional(authorizationHeader),
})
const receiverSupplied = {
  events_requested: Type.Optional(Type.Array(eventType, { maxItems: 50 })),
  description: Type.Optional(Type.String({ maxLength: 500 })),
}

/** SSF 1.0 section 8.1.1: the parts of a stream that its receiver says; names are the standard's. */
export const NewSsfStream = Type.Object({ ...receiverSupplied, delivery: Type.Optional(delivery) })
export type NewSsfStream = Static<typeof NewSsfStream>
export const SsfStreamPatch = Type.Object({
  stream_id: Type.String({ maxLength: 63 }),
  ...receiverSupplied,
  delivery: Type.Optional(delivery),
})
export type SsfStreamPatch = Static<typeof SsfStreamPatch>
export const SsfStream = Type.Object({
  stream_id: Type.String(),
  iss: Type.String(),
  aud: Type.String(),
  delivery: Type.Object({ method: Type.String(), endpoint_url: Type.String() }),
  events_supported: Type.Array(Type.String()),
  events_requested: Type.Array(Type.String()),
  events_delivered: Type.Array(Type.String()),
  min_verification_interval: Type.Integer(),
  description: Type.Optional(Type.String()),
})
export type SsfStream = Static<typeof SsfStream>

/** SSF 1.0 section 8.1.2. */
const streamStatus = Type.Union([Type.Literal('enabled'), Type.Literal('paused'), Type.Literal('disabled')])
export const SsfStatus = Type.Object({
  stream_id: Type.String({ maxLength: 63 }),
  status: streamStatus,
  reason: Type.Optional(Type.String({ maxLength: 500 })),
})
export type SsfStatus = Static<typeof SsfStatus>

/** SSF 1.0 section 8.1.4.2. */
export const SsfVerification = Type.Object({
  stream_id: Type.String({ maxLength: 63 }),
  state: Type.Optional(Type.String({ maxLength: 1000 })),
})

/** RFC 8936 section 2.2. */
export const SsfPoll = Type.Object({
  maxEvents: Type.Optional(Type.Integer({ minimum: 0 })),
  returnImmediately: Type.Optional(Type.Boolean()),
  ack: Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 1000 })),
  setErrs: Type.Optional(
    Type.Record(
      Type.String({ maxLength: 500 }),
      Type.Object({
        err: Type.String({ maxLength: 100 }),
        description: Type.Optional(Type.String({ maxLength: 2000 })),
      }),
    ),
  ),
})
export type SsfPoll = Static<typeof SsfPoll>
/** RFC 8936 section 2.3: SETs by their `jti`. */
export const SsfPolled = Type.Object({
  sets: Type.Record(Type.String(), Type.String()),
  moreAvailable: Type.Optional(Type.Boolean()),
})
export type SsfPolled = Static<typeof SsfPolled>
