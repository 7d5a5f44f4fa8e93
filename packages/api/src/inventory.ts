import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** discovered → owned → mandated → dormant → retired. */
export const LifeStage = Type.Union([
  Type.Literal('discovered'),
  Type.Literal('owned'),
  Type.Literal('mandated'),
  Type.Literal('dormant'),
  Type.Literal('retired'),
])
export type LifeStage = Static<typeof LifeStage>

const NullableInstant = Type.Union([Instant, Type.Null()])

/** An identity in the inventory's list. */
export const InventoryRow = Type.Object({
  tenantId: Type.String(),
  /** The first of the keys it is known by; every other one leads to it, too. */
  identityKey: Type.String(),
  /** `person`, `cloud-role`, `ai-agent`, …: packages/authority IdentityKind. */
  kind: Type.String(),
  provider: Type.String(),
  displayName: Type.String(),
  stage: LifeStage,
  hasOwner: Type.Boolean(),
  /** False: switched off at a source. Null: no source says. */
  enabled: Type.Union([Type.Boolean(), Type.Null()]),
  createdAt: NullableInstant,
  firstUsedAt: NullableInstant,
  lastUsedAt: NullableInstant,
  credentials: Type.Integer(),
  /** Of those that are not switched off. */
  oldestCredentialAt: NullableInstant,
})
export type InventoryRow = Static<typeof InventoryRow>

/** GET /api/tenants/:tenantId/identities: used last first. */
export const InventoryPage = Type.Object({
  items: Type.Array(InventoryRow),
  nextCursor: Type.Optional(Type.String()),
})
export type InventoryPage = Static<typeof InventoryPage>

export const IdentityAccountable = Type.Object({
  role: Type.Union([Type.Literal('owner'), Type.Literal('sponsor')]),
  key: Type.String(),
  confidence: Type.Union([Type.Literal('stated'), Type.Literal('derived'), Type.Literal('weak')]),
  /** What shows it, in words. */
  evidence: Type.String(),
})

export const IdentityCredential = Type.Object({
  kind: Type.String(),
  id: Type.String(),
  createdAt: Type.Optional(Instant),
  expiresAt: Type.Optional(Instant),
  lastUsedAt: Type.Optional(Instant),
  active: Type.Optional(Type.Boolean()),
})
export type IdentityCredential = Static<typeof IdentityCredential>

const Alias = Type.Object({ kind: Type.String(), value: Type.String() })

/** GET /api/tenants/:tenantId/identities/:identityKey/record, by any key it is known by; with an ETag. */
export const IdentityRecord = Type.Object({
  identity: InventoryRow,
  keys: Type.Array(Type.String()),
  createdBy: Type.Union([Type.String(), Type.Null()]),
  purpose: Type.Union([Type.String(), Type.Null()]),
  accountable: Type.Array(IdentityAccountable),
  credentials: Type.Array(IdentityCredential),
  /** What sources say it may do, as written there; the first 500. */
  grants: Type.Array(
    Type.Object({
      action: Type.String(),
      resource: Type.Optional(Type.String()),
      consent: Type.Optional(Type.Union([Type.Literal('admin'), Type.Literal('person')])),
    }),
  ),
  aliases: Type.Array(Alias),
  /** Why several keys are taken for one identity. */
  joinedBy: Type.Array(Type.Object({ left: Type.String(), right: Type.String(), alias: Alias })),
  sources: Type.Array(Type.Object({ source: Type.String(), locator: Type.Optional(Type.String()) })),
  /** Who set the stage, when a person did; null: it follows from what is known. */
  stageSetBy: Type.Union([Type.String(), Type.Null()]),
})
export type IdentityRecord = Static<typeof IdentityRecord>

const decided = Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()])

/** PATCH …/record, with `If-Match`: what a person says of it. Null takes away; a stage of null follows what is known again. */
export const IdentityPatch = Type.Object(
  {
    /** Identity key or e-mail address of whoever looks after it. */
    owner: Type.Optional(decided),
    /** Of whoever answers for why it exists. */
    sponsor: Type.Optional(decided),
    purpose: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 2000 }), Type.Null()])),
    stage: Type.Optional(Type.Union([LifeStage, Type.Null()])),
  },
  { additionalProperties: false },
)
export type IdentityPatch = Static<typeof IdentityPatch>

/** POST …/split: one of its keys is another identity. They are not joined again by the names they share. */
export const IdentitySplit = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 500 }),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})
export type IdentitySplit = Static<typeof IdentitySplit>

/** GET …/life: newest first, at most 500. */
export const IdentityLife = Type.Object({
  items: Type.Array(
    Type.Object({ at: Instant, key: Type.String(), who: Type.String(), what: Type.String() }),
  ),
})
export type IdentityLife = Static<typeof IdentityLife>
