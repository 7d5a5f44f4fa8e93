import { type Static, Type } from 'typebox'
import { Instant, Severity } from './common.ts'

/** Where a rule looks, in Sigma's terms; null: anywhere. */
export const RuleLogSource = Type.Object({
  product: Type.Union([Type.String(), Type.Null()]),
  category: Type.Union([Type.String(), Type.Null()]),
  service: Type.Union([Type.String(), Type.Null()]),
})

export const RuleRow = Type.Object({
  id: Type.String(),
  title: Type.String(),
  level: Severity,
  kind: Type.Union([Type.Literal('rule'), Type.Literal('correlation')]),
  pack: Type.String(),
  author: Type.Union([Type.String(), Type.Null()]),
  license: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(Type.String()),
  /** Absent for a correlation: it looks at what its rules found. */
  logSource: Type.Optional(RuleLogSource),
  /** Tenants for which the rule is switched off; empty or absent: it runs for all. */
  disabledFor: Type.Optional(Type.Array(Type.String())),
  /** Present for a tenant's own rule, which runs for that tenant alone. */
  tenantId: Type.Optional(Type.String()),
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
  /** Rules that fit the filter; `items` holds at most 5000 of them. */
  total: Type.Optional(Type.Integer()),
})
export type RuleList = Static<typeof RuleList>

/** GET /api/rules/refused. */
export const RefusedRuleList = Type.Object({ items: Type.Array(RefusedRule) })
export type RefusedRuleList = Static<typeof RefusedRuleList>

/** GET /api/rules/:ruleId: the rule with everything that its authors ask to be kept with it. */
export const RuleDetail = Type.Object({
  ...RuleRow.properties,
  description: Type.Union([Type.String(), Type.Null()]),
  status: Type.Union([Type.String(), Type.Null()]),
  references: Type.Array(Type.String()),
  falsePositives: Type.Array(Type.String()),
  path: Type.String(),
  /** SHA-256 of the rule's document, hex: the version that findings name. */
  contentHash: Type.String(),
  /** The file as it was installed. */
  yaml: Type.String(),
})
export type RuleDetail = Static<typeof RuleDetail>

/** GET /api/rule-packs: what is installed. */
export const RulePackRow = Type.Object({
  pack: Type.String(),
  origin: Type.String(),
  contentHash: Type.String(),
  installedAt: Instant,
  rules: Type.Integer(),
  refused: Type.Integer(),
  license: Type.Union([Type.String(), Type.Null()]),
})
export const RulePackList = Type.Object({ items: Type.Array(RulePackRow) })
export type RulePackList = Static<typeof RulePackList>

/** PUT /api/tenants/:tenantId/rules/:ruleId. */
export const RuleSwitch = Type.Object({ enabled: Type.Boolean() })
export type RuleSwitch = Static<typeof RuleSwitch>

/** A rule, correlation or filter that a tenant added for itself. */
export const OwnRule = Type.Object({
  tenantId: Type.String(),
  id: Type.String(),
  kind: Type.Union([Type.Literal('rule'), Type.Literal('correlation'), Type.Literal('filter')]),
  title: Type.String(),
  yaml: Type.String(),
  changedAt: Instant,
  changedBy: Type.String(),
  /** For `If-Match`: changes with the text. */
  version: Type.String(),
})
export type OwnRule = Static<typeof OwnRule>
export const OwnRuleList = Type.Object({ items: Type.Array(OwnRule) })
export type OwnRuleList = Static<typeof OwnRuleList>

/** POST /api/tenants/:tenantId/own-rules: one Sigma document. */
export const NewOwnRule = Type.Object({ yaml: Type.String({ minLength: 1, maxLength: 200_000 }) })
export type NewOwnRule = Static<typeof NewOwnRule>
