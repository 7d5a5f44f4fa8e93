import { type Static, Type } from 'typebox'
import { Severity } from './common.ts'

/** GET /api/rules */
export const RuleRow = Type.Object({
  id: Type.String(),
  title: Type.String(),
  level: Severity,
  kind: Type.Union([Type.Literal('rule'), Type.Literal('correlation')]),
  pack: Type.String(),
  author: Type.Union([Type.String(), Type.Null()]),
  license: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(Type.String()),
})
export type RuleRow = Static<typeof RuleRow>
