import { type Static, Type } from 'typebox'
import { Severity } from './common.ts'

export const RuleRow = Type.Object({
  id: Type.String(),
  title: Type.String(),
  level: Severity,
  kind: Type.Union([Type.Literal('rule'), Type.Literal('correlation')]),
  pack: Type.String(),
  author: Type.Union([Type.String(), Type.Null()]),
  license: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(Type.String()),
  /** Tenants for which the rule is switched off; empty or absent: it runs for all. */
  disabledFor: Type.Optional(Type.Array(Type.String())),
})
export type RuleRow = Static<typeof RuleRow>

/** A file, or one document of it, that was not loaded as a rule. */
export const RefusedRule = Type.Object({
  pack: Type.String(),
  path: Type.String(),
  title: Type.Union([Type.String(), Type.Null()]),
  /** In words, with what to change. */
  reason: Type.String(),
})
export type RefusedRule = Static<typeof RefusedRule>

/** GET /api/rules: what runs, by pack and title, and what was refused when the packs were read. */
export const RuleList = Type.Object({
  items: Type.Array(RuleRow),
  refused: Type.Optional(Type.Array(RefusedRule)),
})
export type RuleList = Static<typeof RuleList>
