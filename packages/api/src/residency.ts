import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { EvidenceKind } from './evidence.ts'

const InstantOrNull = Type.Union([Instant, Type.Null()])
const TextOrNull = Type.Union([Type.String(), Type.Null()])
const Count = Type.Integer({ minimum: 0 })

/**
 * Who holds the key that a tenant's data keys are wrapped with. `server`: the sealing key of this server, the same for all
 * tenants. `file`: a key of this tenant alone, in a file of this server. `endpoint`: the customer, who wraps and unwraps.
 */
export const KeyHolderKind = Type.Union([
  Type.Literal('server'),
  Type.Literal('file'),
  Type.Literal('endpoint'),
])
export type KeyHolderKind = Static<typeof KeyHolderKind>

/** PUT /api/tenants/:tenantId/key-holder. The secret signs requests to the endpoint (docs/residency.md); base 64 of 32 bytes. */
export const KeyHolderPut = Type.Union([
  Type.Object({ kind: Type.Literal('server') }),
  Type.Object({ kind: Type.Literal('file') }),
  Type.Object({
    kind: Type.Literal('endpoint'),
    url: Type.String({ maxLength: 2000, pattern: '^https?://' }),
    secret: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  }),
])
export type KeyHolderPut = Static<typeof KeyHolderPut>

/** `unavailable`: what its key sealed cannot be read. `unused`: nothing was sealed yet. */
export const KeyStanding = Type.Union([
  Type.Literal('available'),
  Type.Literal('unavailable'),
  Type.Literal('unused'),
])
export type KeyStanding = Static<typeof KeyStanding>

export const TenantKeys = Type.Object({
  kind: KeyHolderKind,
  /** Names the holder within the tenant; grows with each change. */
  holderId: Type.Integer({ minimum: 0 }),
  /** Of an endpoint. */
  url: TextOrNull,
  chosenAt: InstantOrNull,
  chosenBy: TextOrNull,
  /** An endpoint's answers are held in memory this long: after a revocation everything is unreadable by then. */
  cacheSeconds: Count,
  standing: KeyStanding,
  /** Why the holder gave no key, the last time it did not. */
  lastError: TextOrNull,
  dataKeys: Type.Object({
    total: Count,
    /** Wrapped by a holder of before: they are wrapped anew in the background. */
    byEarlierHolders: Count,
  }),
})
export type TenantKeys = Static<typeof TenantKeys>

export const ResidencyStore = Type.Object({
  id: Type.Union([
    Type.Literal('lake'),
    Type.Literal('state'),
    Type.Literal('evidence'),
    Type.Literal('keys'),
  ]),
  /** `chDB in this process`, `PostgreSQL at db.example:5432`. */
  location: Type.String(),
  holds: Type.String(),
  /** Rows or entries of this tenant. Null: it is not counted. */
  records: Type.Union([Count, Type.Null()]),
  /** What of it is sealed with the tenant's data keys, and what is not. */
  sealed: Type.String(),
})
export type ResidencyStore = Static<typeof ResidencyStore>

export const EgressPurpose = Type.Union([
  Type.Literal('webhook'),
  Type.Literal('mail'),
  Type.Literal('signal'),
  Type.Literal('signal-keys'),
  Type.Literal('witness'),
  Type.Literal('language-model'),
  Type.Literal('key-holder'),
  Type.Literal('sign-in'),
  Type.Literal('telemetry'),
  Type.Literal('timestamp'),
  Type.Literal('exchange-rate'),
  Type.Literal('response'),
])
export type EgressPurpose = Static<typeof EgressPurpose>

/** Connections to one host for one purpose, added up. */
export const EgressLine = Type.Object({
  purpose: EgressPurpose,
  /** `host:port`. */
  host: Type.String(),
  /** Of the register of sub-processors; null: nobody named this host. */
  subProcessorId: TextOrNull,
  /** ISO 3166-1 alpha-2, as the register says. Null: unknown. */
  country: TextOrNull,
  answered: Count,
  failed: Count,
  /** Refused by the gate, before anything was sent. */
  refused: Count,
  /** Opened, and nobody knows how it ended: the server was stopped in between, or it is open. */
  unfinished: Count,
  sentBytes: Count,
  lastAt: Instant,
  lastError: TextOrNull,
})
export type EgressLine = Static<typeof EgressLine>

export const EgressQuery = Type.Object({
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
})
export type EgressQuery = Static<typeof EgressQuery>

/** GET /api/tenants/:tenantId/egress, and GET /api/egress for connections that are of no tenant. */
export const EgressRegister = Type.Object({
  from: Instant,
  to: Instant,
  items: Type.Array(EgressLine),
})
export type EgressRegister = Static<typeof EgressRegister>

/** PUT /api/sub-processors/:subProcessorId. A host may begin with `*.`: everything below it. */
export const SubProcessorPut = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  country: Type.String({ pattern: '^[A-Z]{2}$' }),
  hosts: Type.Array(Type.String({ minLength: 1, maxLength: 253, pattern: '^(\\*\\.)?[a-z0-9.:-]+$' }), {
    minItems: 1,
    maxItems: 100,
  }),
  purposes: Type.Array(EgressPurpose, { minItems: 1, maxItems: 20 }),
  /** What it is for, for whoever reads the register. */
  what: Type.String({ minLength: 1, maxLength: 1000 }),
})
export type SubProcessorPut = Static<typeof SubProcessorPut>

export const SubProcessor = Type.Object({
  subProcessorId: Type.String(),
  ...SubProcessorPut.properties,
  updatedAt: Instant,
})
export type SubProcessor = Static<typeof SubProcessor>
export const SubProcessorList = Type.Object({ items: Type.Array(SubProcessor) })
export type SubProcessorList = Static<typeof SubProcessorList>

/** The hourly statement, as it is logged: the entry's document. */
export const ResidencyStatement = Type.Object({
  v: Type.Literal(1),
  tenantId: Type.String(),
  region: Type.String(),
  from: Instant,
  to: Instant,
  stores: Type.Array(ResidencyStore),
  keys: Type.Object({
    kind: KeyHolderKind,
    holderId: Type.Integer(),
    standing: KeyStanding,
    dataKeys: Count,
    byEarlierHolders: Count,
  }),
  egress: Type.Array(
    Type.Object({
      purpose: EgressPurpose,
      host: Type.String(),
      subProcessorId: TextOrNull,
      country: TextOrNull,
      answered: Count,
      failed: Count,
      refused: Count,
      unfinished: Count,
      sentBytes: Count,
    }),
  ),
  canary: Type.Object({
    plantedAt: InstantOrNull,
    searchedAt: InstantOrNull,
    hits: Count,
  }),
  proves: Type.String(),
  doesNotProve: Type.String(),
})
export type ResidencyStatement = Static<typeof ResidencyStatement>

/** Where a tenant's canary was seen that it should not be. */
export const CanaryHit = Type.Object({
  /** `lake events of another tenant`, `state table incident of another tenant`. */
  place: Type.String(),
  foundAt: Instant,
  /** Where the tenant whose canary it is belongs: this region, or another one that gave its list. */
  origin: Type.Union([Type.Literal('this-region'), Type.Literal('another-region')]),
})
export type CanaryHit = Static<typeof CanaryHit>

export const CanaryState = Type.Object({
  plantedAt: InstantOrNull,
  /** Canary records of this tenant are written to these. */
  plantedIn: Type.Array(Type.String()),
  /** The newest complete search of this tenant's stores for canaries of others. */
  searchedAt: InstantOrNull,
  searchedPlaces: Type.Array(Type.String()),
  everySeconds: Count,
  hits: Type.Array(CanaryHit),
})
export type CanaryState = Static<typeof CanaryState>

/** GET /api/tenants/:tenantId/residency */
export const TenantResidency = Type.Object({
  at: Instant,
  tenantId: Type.String(),
  region: Type.String(),
  stores: Type.Array(ResidencyStore),
  keys: TenantKeys,
  /** The newest one; its entry is in the evidence log, where its proof is. */
  statement: Type.Union([
    Type.Null(),
    Type.Object({
      entry: Type.Object({ kind: EvidenceKind, ref: Type.String() }),
      document: ResidencyStatement,
    }),
  ]),
  /** The last 30 days. */
  egress: EgressRegister,
  canary: CanaryState,
})
export type TenantResidency = Static<typeof TenantResidency>

/** GET /api/canaries: for whoever runs another region, to search for there. They tell nothing of a tenant but its id. */
export const CanaryList = Type.Object({
  region: Type.String(),
  items: Type.Array(
    Type.Object({ tenantId: Type.String(), marker: Type.String({ pattern: '^csc1-[0-9a-f]{32}$' }) }),
    { maxItems: 10_000 },
  ),
})
export type CanaryList = Static<typeof CanaryList>

/** POST /api/canaries/search, with the list of another region. */
export const CanarySearchAnswer = Type.Object({
  searchedFor: Count,
  places: Type.Array(Type.String()),
  found: Type.Array(
    Type.Object({
      /** Whose canary it is, in its own region. */
      canaryOf: Type.String(),
      /** The tenant of this region in whose data it is. Null: in what is the operator's. */
      foundAt: TextOrNull,
      place: Type.String(),
    }),
  ),
})
export type CanarySearchAnswer = Static<typeof CanarySearchAnswer>
