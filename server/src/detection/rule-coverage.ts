import { type Coverage, type Tactic, tactics } from '@countersign/api/coverage'
import type { RuleLogSource } from '@countersign/sigma/document/log-source'
import type { RecordLogSource } from '@countersign/sigma/view/record-log-source'
import type { CatalogueRule } from './catalogue.ts'

/** A list of what is missing that is longer than this is not read. */
export const unseenListedMax = 50

/** What rules could see in what arrived. Pure: `seen` are the log sources of records of the tenant. */
export function ruleCoverage(
  rules: readonly CatalogueRule[],
  seen: readonly RecordLogSource[],
): Omit<Coverage, 'lag'> {
  const possible = possibleRules(rules, seen)
  return {
    rules: rules.length,
    possible: possible.size,
    tactics: tactics.map((tactic) => {
      const tagged = rules.filter((rule) => hasTactic(rule, tactic))
      return { tactic, rules: tagged.length, possible: tagged.filter((rule) => possible.has(rule)).length }
    }),
    unseen: unseenSources(rules, possible),
  }
}

/**
 * Unlike matching, which lets a rule look at a record whose source is not known, this asks for certainty: every part that
 * the rule names is known of the record and is the same.
 */
export function looksAt(rule: RuleLogSource, record: RecordLogSource): boolean {
  return (
    (rule.product === undefined || rule.product === record.product) &&
    (rule.category === undefined || record.categories?.includes(rule.category) === true) &&
    (rule.service === undefined || record.services?.includes(rule.service) === true)
  )
}

function possibleRules(
  rules: readonly CatalogueRule[],
  seen: readonly RecordLogSource[],
): ReadonlySet<CatalogueRule> {
  const bySource = new Map<string, boolean>()
  const arrives = (logSource: RuleLogSource): boolean => {
    const key = keyOf(logSource)
    const known = bySource.get(key) ?? seen.some((record) => looksAt(logSource, record))
    bySource.set(key, known)
    return known
  }
  const byName = new Map(
    rules.flatMap((rule) => [rule.header.id, rule.name ?? ''].map((name) => [name, rule])),
  )
  return new Set(rules.filter((rule) => isPossible(rule, byName, arrives, new Set())))
}

/** A correlation needs all of its rules when they have to come together, else one. What refers to itself needs itself. */
function isPossible(
  rule: CatalogueRule,
  byName: ReadonlyMap<string, CatalogueRule>,
  arrives: (logSource: RuleLogSource) => boolean,
  asked: ReadonlySet<CatalogueRule>,
): boolean {
  if (rule.kind === 'rule') return arrives(rule.logSource)
  if (asked.has(rule)) return false
  const { type, condition, rules } = rule.correlation
  const holds = (name: string): boolean => {
    const part = byName.get(name)
    return part !== undefined && isPossible(part, byName, arrives, new Set([...asked, rule]))
  }
  const together = type.startsWith('temporal') && condition.kind === 'every-rule'
  return together ? rules.every(holds) : rules.some(holds)
}

function hasTactic({ header }: CatalogueRule, tactic: Tactic): boolean {
  return header.tags.some((tag) => tag.toLowerCase().replaceAll('_', '-') === `attack.${tactic}`)
}

function unseenSources(
  rules: readonly CatalogueRule[],
  possible: ReadonlySet<CatalogueRule>,
): Coverage['unseen'] {
  const blind = rules.flatMap((rule) => (rule.kind === 'rule' && !possible.has(rule) ? [rule.logSource] : []))
  return [...Map.groupBy(blind, keyOf).values()]
    .map((same) => ({ logSource: shownLogSource(same[0]), rules: same.length }))
    .sort((a, b) => b.rules - a.rules || (keyOf(a.logSource) < keyOf(b.logSource) ? -1 : 1))
    .slice(0, unseenListedMax)
}

type Parts = { readonly [Part in keyof RuleLogSource]?: string | null | undefined }

function keyOf({ product, category, service }: Parts): string {
  return [product, category, service].map((part) => part ?? '').join('\0')
}

/** As the API has it: null is "any". */
export function shownLogSource(source: RuleLogSource | undefined) {
  return {
    product: source?.product ?? null,
    category: source?.category ?? null,
    service: source?.service ?? null,
  }
}
