import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

const TextOrNull = Type.Union([Type.String(), Type.Null()])
const Count = Type.Integer({ minimum: 0 })

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
