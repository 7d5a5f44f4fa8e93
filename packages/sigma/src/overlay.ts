import { compileRuleBase, type RuleBase } from './base/rule-base.ts'
import type { SigmaFilter, SigmaRule } from './document/document.ts'
import type { RuleLogSource } from './document/log-source.ts'
import type { RuleHeader } from './match.ts'

/** What one tenant changes about a shared base: rules off, filters, rules of its own. It holds no copy of the base. */
export type Overlay = {
  readonly disabled: (rule: number) => boolean
  /** The tenant's own rules. */
  readonly own: RuleBase
  /** The tenant's filters, as rules that match what is to be left out. */
  readonly filters: RuleBase
  /** Filters that speak of a rule, as numbers of `filters.rules`. */
  readonly filtersOf: (rule: RuleHeader) => readonly number[]
}

export type OverlayOptions = {
  readonly disabledRuleIds?: Iterable<string>
  readonly filters?: readonly SigmaFilter[]
  readonly ownRules?: readonly SigmaRule[]
  readonly captures?: ReadonlyMap<string, readonly string[]>
}

export function createOverlay(base: RuleBase, options: OverlayOptions = {}): Overlay {
  const filters = options.filters ?? []
  const own = compileRuleBase(
    options.ownRules ?? [],
    options.captures === undefined ? {} : { captures: options.captures },
  )
  const bits = disabledBits(base, new Set(options.disabledRuleIds))
  const compiled = compileRuleBase(filters.map((filter) => ({ ...filter, kind: 'rule' })))
  const byRule = filtersByRule([base, own], filters, compiled)
  return {
    disabled: (rule) => (bits[rule >> 5]! & (1 << (rule & 31))) !== 0,
    own,
    filters: compiled,
    filtersOf: (rule) => byRule.get(rule) ?? [],
  }
}

function disabledBits(base: RuleBase, ids: ReadonlySet<string>): Uint32Array {
  const bits = new Uint32Array((base.rules.length >> 5) + 1)
  if (ids.size === 0) return bits
  for (const [number, rule] of base.rules.entries())
    if (ids.has(rule.header.id)) bits[number >> 5]! |= 1 << (number & 31)
  return bits
}

/** Only rules that some filter speaks of have an entry. A filter that could not be compiled speaks of none. */
function filtersByRule(
  bases: readonly RuleBase[],
  filters: readonly SigmaFilter[],
  compiled: RuleBase,
): ReadonlyMap<RuleHeader, readonly number[]> {
  const byRule = new Map<RuleHeader, number[]>()
  for (const [number, entry] of compiled.rules.entries()) {
    const filter = filters.find((candidate) => candidate.header === entry.header)!
    for (const rule of bases.flatMap((base) => base.rules)) {
      const named =
        filter.rules === 'any' ||
        filter.rules.includes(rule.header.id) ||
        (rule.name !== undefined && filter.rules.includes(rule.name))
      if (!named || !covers(filter.logSource, rule.logSource, filter.rules === 'any')) continue
      const numbers = byRule.get(rule.header)
      if (numbers === undefined) byRule.set(rule.header, [number])
      else numbers.push(number)
    }
  }
  return byRule
}

/** A filter for `any` rule must name no more than the rule's log source; one that names its rules must not contradict it. */
function covers(filter: RuleLogSource, rule: RuleLogSource, strict: boolean): boolean {
  const parts = ['product', 'category', 'service'] as const
  return parts.every((part) => {
    if (filter[part] === undefined || filter[part] === rule[part]) return true
    return !strict && rule[part] === undefined
  })
}
