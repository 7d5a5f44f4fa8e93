import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** What an entry is about. `gap` says that something was not there that should have been. */
export const EvidenceKind = Type.Union([
  Type.Literal('act'),
  Type.Literal('decision'),
  Type.Literal('finding'),
  Type.Literal('incident'),
  Type.Literal('verdict'),
  Type.Literal('receipt'),
  Type.Literal('heartbeat'),
  Type.Literal('gap'),
  Type.Literal('control'),
  Type.Literal('notification'),
  Type.Literal('explanation'),
  Type.Literal('witness'),
  Type.Literal('erasure'),
  Type.Literal('log'),
])
export type EvidenceKind = Static<typeof EvidenceKind>

/** What a log holds of an entry: RFC 8785 JSON of this. It names nobody, and stays when the document is erased. */
export const EvidenceEnvelope = Type.Object({
  v: Type.Literal(1),
  tenantId: Type.String(),
  region: Type.String(),
  kind: EvidenceKind,
  ref: Type.String(),
  at: Instant,
  payload: Type.Object({
    /** Hexadecimal, over 32 bytes of salt and the document's canonical JSON. */
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    bytes: Type.Integer({ minimum: 0 }),
  }),
})
export type EvidenceEnvelope = Static<typeof EvidenceEnvelope>

/** `waiting`: stored, and not in the log yet; seconds at most. */
export const EvidenceEntry = Type.Object({
  kind: EvidenceKind,
  ref: Type.String(),
  at: Instant,
  status: Type.Union([Type.Literal('waiting'), Type.Literal('logged')]),
  epoch: Type.Union([Type.Integer(), Type.Null()]),
  index: Type.Union([Type.Integer(), Type.Null()]),
  loggedAt: Type.Union([Instant, Type.Null()]),
  payload: Type.Union([Type.Literal('kept'), Type.Literal('erased')]),
})
export type EvidenceEntry = Static<typeof EvidenceEntry>

export const EvidencePage = Type.Object({
  items: Type.Array(EvidenceEntry),
  nextCursor: Type.Optional(Type.String()),
})
export type EvidencePage = Static<typeof EvidencePage>

/** One entry with what is needed to check it: SHA-256 over salt and document is what the envelope holds. */
export const EvidenceDetail = Type.Object({
  ...EvidenceEntry.properties,
  /** Byte for byte what the log holds. */
  envelope: Type.String(),
  document: Type.Union([Type.String(), Type.Null()]),
  /** Base 64. */
  salt: Type.Union([Type.String(), Type.Null()]),
})
export type EvidenceDetail = Static<typeof EvidenceDetail>

export const EvidenceQuery = Type.Object({
  kind: Type.Optional(EvidenceKind),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
})
export type EvidenceQuery = Static<typeof EvidenceQuery>

/** A log as its reader needs it: whom to ask, and whose signatures to expect. */
export const EvidenceLog = Type.Object({
  epoch: Type.Integer(),
  origin: Type.String(),
  /** C2SP verifier keys of the log. */
  verifierKeys: Type.Array(Type.String()),
  createdAt: Instant,
  endedAt: Type.Union([Instant, Type.Null()]),
  /** Entries that the newest checkpoint covers; null when the log's files are kept by another node. */
  size: Type.Union([Type.Integer(), Type.Null()]),
})
export type EvidenceLog = Static<typeof EvidenceLog>

export const EvidenceLogs = Type.Object({
  logs: Type.Array(EvidenceLog),
  /** Stored and not in the log yet. */
  waiting: Type.Integer(),
})
export type EvidenceLogs = Static<typeof EvidenceLogs>

/** What was logged from then on, and before; `controls` are ids with commas between, of frameworks the tenant follows. */
export const PackQuery = Type.Object({
  from: Instant,
  to: Instant,
  controls: Type.Optional(Type.String({ maxLength: 4000 })),
})
export type PackQuery = Static<typeof PackQuery>

/** Where a witness answers (the submission prefix of c2sp.org/tlog-witness), and its C2SP verifier key. */
export const EvidenceWitnessPut = Type.Object({
  url: Type.String({ maxLength: 2000, pattern: '^https?://' }),
  verifierKey: Type.String({ minLength: 10, maxLength: 8000 }),
})
export type EvidenceWitnessPut = Static<typeof EvidenceWitnessPut>

const InstantOrNull = Type.Union([Instant, Type.Null()])

export const EvidenceWitness = Type.Object({
  name: Type.String(),
  ...EvidenceWitnessPut.properties,
  addedAt: Instant,
  /** Entries that the newest cosigned checkpoint covers. */
  cosignedSize: Type.Union([Type.Integer(), Type.Null()]),
  cosignedAt: InstantOrNull,
  failingSince: InstantOrNull,
  lastError: Type.Union([Type.String(), Type.Null()]),
  /** The witness said that the log is not what it was. */
  conflictAt: InstantOrNull,
})
export type EvidenceWitness = Static<typeof EvidenceWitness>

export const EvidenceWitnessList = Type.Object({ items: Type.Array(EvidenceWitness) })
export type EvidenceWitnessList = Static<typeof EvidenceWitnessList>

/** Whose documents: `person/<id>`, `api-key/<id>`, `identity/<key>`, as an entry's document names who acted. */
const ErasureSubject = Type.String({ minLength: 3, maxLength: 400, pattern: '^[a-z-]+/.' })

export const EvidenceErasureQuery = Type.Object({ subject: ErasureSubject })

/** What an erasure would take. */
export const EvidenceErasurePreview = Type.Object({
  subject: Type.String(),
  /** Documents that can be read now, and then no more. */
  documents: Type.Integer({ minimum: 0 }),
})
export type EvidenceErasurePreview = Static<typeof EvidenceErasurePreview>

export const EvidenceErasurePost = Type.Object({
  subject: ErasureSubject,
  /** The request that it answers, in words that name nobody: it is logged. */
  reason: Type.String({ minLength: 1, maxLength: 500 }),
})
export type EvidenceErasurePost = Static<typeof EvidenceErasurePost>

/** The entry of kind `erasure` that says it was done. */
export const EvidenceErasure = Type.Object({ documents: Type.Integer({ minimum: 0 }), ref: Type.String() })
export type EvidenceErasure = Static<typeof EvidenceErasure>
