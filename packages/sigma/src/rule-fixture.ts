import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { compileRuleBase } from './base/rule-base.ts'
import type { SigmaDocument, SigmaFilter, SigmaRule } from './document/document.ts'
import { parseSigmaDocuments } from './document/parse-documents.ts'
import type { RuleMatch } from './match.ts'
import { createMatcher } from './matcher.ts'
import { naiveMatch } from './naive-match.ts'
import type { Placeholders } from './predicate/item-test.ts'

/** Helpers of tests: rules written as the YAML of their `detection`. */
const origin = { pack: 'test', path: 'rule.yml' }

export function documentsOf(yaml: string): readonly SigmaDocument[] {
  return parseSigmaDocuments(yaml, origin)
}

/** A rule of its detection alone; `logSource` is a flow map. Fails when it is not usable. */
export function ruleOf(detection: string, logSource = '{category: test}', id = 'rule-1'): SigmaRule {
  const body = detection
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
  const document = documentsOf(
    `title: ${id}\nid: ${id}\nlogsource: ${logSource}\ndetection:\n${body}\nlevel: high\n`,
  )[0]!
  if (document.kind !== 'rule') throw new Error(`not a rule: ${JSON.stringify(document)}`)
  return document
}

export function filterOf(yaml: string): SigmaFilter {
  const document = documentsOf(yaml)[0]!
  if (document.kind !== 'filter') throw new Error(`not a filter: ${JSON.stringify(document)}`)
  return document
}

/** Why a detection is refused, when the document is read or when it is compiled. */
export function refusalOf(detection: string): string | undefined {
  const body = detection
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
  const document = documentsOf(`title: t\nlogsource: {category: test}\ndetection:\n${body}\n`)[0]!
  if (document.kind === 'unsupported') return document.reason
  return document.kind === 'rule' ? compileRuleBase([document]).rejected[0]?.reason : undefined
}

/** The engine's match of one rule, after the reference has given the same answer. */
export function matchOf(
  rule: SigmaRule,
  fields: JsonObject,
  options: { readonly format?: SourceFormat; readonly placeholders?: Placeholders } = {},
): RuleMatch | undefined {
  const format = options.format ?? 'generic-json'
  const placeholders = options.placeholders ?? new Map()
  const base = compileRuleBase([rule], { placeholders })
  if (base.rejected[0] !== undefined) throw new Error(base.rejected[0].reason)
  const match = createMatcher(base).match(fields, format)[0]
  const naive = naiveMatch([rule], fields, format, { placeholders }).length > 0
  if (naive !== (match !== undefined))
    throw new Error(`the engine says ${match !== undefined}, the reference ${naive}`)
  return match
}

export function fires(detection: string, fields: JsonObject, placeholders?: Placeholders): boolean {
  return matchOf(ruleOf(detection), fields, placeholders === undefined ? {} : { placeholders }) !== undefined
}
