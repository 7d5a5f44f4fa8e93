import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { Evaluation } from './base/evaluation.ts'
import type { CompiledRule, RuleBase } from './base/rule-base.ts'
import type { Route } from './index/route.ts'
import { Router, type Routing } from './index/router.ts'
import type { RuleMatch } from './match.ts'
import { matchedFields } from './matched-fields.ts'
import type { Overlay } from './overlay.ts'
import { listOf } from './predicate/predicate.ts'

/** Evaluates rules on records. Keeps memory of its own, so one per thread; the base behind it is shared. */
export type Matcher = {
  /** Every rule that matches, in the order of the base, then the tenant's own. */
  readonly match: (fields: JsonObject, format: SourceFormat, overlay?: Overlay) => readonly RuleMatch[]
}

/** @example createMatcher(base).match(JSON.parse(line), 'aws-cloudtrail') */
export function createMatcher(base: RuleBase, options: { readonly routing?: Routing } = {}): Matcher {
  const engine = new Engine(base, options.routing ?? 'log-source')
  const engines = new WeakMap<RuleBase, Engine>()
  const engineOf = (own: RuleBase): Engine => {
    const known = engines.get(own)
    if (known !== undefined) return known
    const made = new Engine(own, options.routing ?? 'log-source')
    engines.set(own, made)
    return made
  }
  const match: Matcher['match'] = (fields, format, overlay) => {
    if (overlay === undefined) return engine.match(fields, format)
    const found = engine.match(fields, format, (rule) => !overlay.disabled(rule))
    return narrow(
      [...found, ...engineOf(overlay.own).match(fields, format)],
      fields,
      format,
      overlay,
      engineOf,
    )
  }
  return { match }
}

/** Drops the matches that one of the tenant's filters speaks against. */
function narrow(
  matches: readonly RuleMatch[],
  fields: JsonObject,
  format: SourceFormat,
  overlay: Overlay,
  engineOf: (base: RuleBase) => Engine,
): readonly RuleMatch[] {
  if (matches.length === 0 || overlay.filters.rules.length === 0) return matches
  const engine = engineOf(overlay.filters)
  engine.open(fields, format)
  return matches.filter((match) => !overlay.filtersOf(match.rule).some((filter) => engine.holds(filter)))
}

const none: readonly RuleMatch[] = []

/** One base, its routes and its working memory. */
class Engine {
  private readonly base: RuleBase
  private readonly evaluation: Evaluation
  private readonly router: Router
  private readonly seen: Uint32Array
  private turn = 0
  private readonly queue: Int32Array
  private queued = 0

  constructor(base: RuleBase, routing: Routing) {
    this.base = base
    this.evaluation = new Evaluation(base)
    this.router = new Router(base, routing)
    this.seen = new Uint32Array(base.rules.length)
    this.queue = new Int32Array(base.rules.length)
  }

  match(fields: JsonObject, format: SourceFormat, enabled?: (rule: number) => boolean): readonly RuleMatch[] {
    if (this.base.rules.length === 0) return none
    const route = this.open(fields, format)
    this.turn = this.turn >= 0xffff_fff0 ? this.restart() : this.turn + 1
    this.queued = 0
    route.index.candidates(this.evaluation, fields, route.table, this.fire)
    return this.queued === 0 ? none : this.evaluate(enabled)
  }

  open(fields: JsonObject, format: SourceFormat): Route {
    const route = this.router.route(fields, format)
    this.evaluation.begin(fields, route.readers, route.makeReader)
    return route
  }

  /** Whether a rule's condition holds for the record last opened, whatever its log source. */
  holds(rule: number): boolean {
    return this.evaluation.condition(this.base.rules[rule]!.root)
  }

  private readonly fire = (rule: number): void => {
    if (this.seen[rule] === this.turn) return
    this.seen[rule] = this.turn
    this.queue[this.queued++] = rule
  }

  private restart(): number {
    this.seen.fill(0)
    return 1
  }

  private evaluate(enabled: ((rule: number) => boolean) | undefined): readonly RuleMatch[] {
    let hits = 0
    for (let at = 0; at < this.queued; at++) {
      const rule = this.queue[at]!
      if (enabled !== undefined && !enabled(rule)) continue
      if (this.evaluation.condition(this.base.rules[rule]!.root)) this.queue[hits++] = rule
    }
    if (hits === 0) return none
    if (hits > 1) this.queue.subarray(0, hits).sort()
    const matches: RuleMatch[] = []
    for (let at = 0; at < hits; at++) matches.push(this.describe(this.base.rules[this.queue[at]!]!))
    return matches
  }

  private describe(rule: CompiledRule): RuleMatch {
    const matched = matchedFields(this.evaluation, rule.root)
    if (rule.captures.length === 0) return { rule: rule.header, matched }
    return { rule: rule.header, matched, captured: this.capture(rule.captures) }
  }

  private capture(slots: readonly number[]): Readonly<Record<string, string>> {
    const captured: Record<string, string> = {}
    for (const slot of slots) {
      const text = listOf(this.evaluation.value(slot))[0]?.text
      if (text !== undefined) captured[this.base.fields[slot]!] = text
    }
    return captured
  }
}
