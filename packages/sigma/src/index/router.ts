import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import type { RuleBase } from '../base/rule-base.ts'
import { conflicts, type RecordLogSource } from '../view/record-log-source.ts'
import type { SourceView } from '../view/source-view.ts'
import { viewOf } from '../view/views.ts'
import { CandidateIndex } from './candidate-index.ts'
import { anyOtherValue, type KnownConstant, knownConstant, knownTruth, namedValues } from './known-truth.ts'
import { newRoute, type Route } from './route.ts'

/** Routes kept at once. Hostile records can invent log sources; those past the limit are worked out anew. */
export const routesMax = 2048
/** Bytes of candidate indexes, the part of a route that takes memory: past this all are forgotten. */
export const indexesMaxBytes = 96 * 1024 * 1024
/** Past this, new routes share the index of their log source instead of having one for their event id. */
export const constantIndexesMaxBytes = 48 * 1024 * 1024

/** Fields that some view holds constant for a log source. */
const constantFields: ReadonlySet<string> = new Set(['EventID', 'eventName'])

/** `log-source` is Sigma's meaning; `off` lets every rule look at every record, for measuring only. */
export type Routing = 'log-source' | 'off'

export class Router {
  private readonly base: RuleBase
  private readonly routing: Routing
  private readonly named: ReadonlySet<string>
  private readonly bySource = new Map<SourceView, Map<RecordLogSource, Route>>()
  private readonly byKey = new Map<string, Route>()
  private readonly indexes = new Map<string, CandidateIndex>()
  private bytes = 0

  constructor(base: RuleBase, routing: Routing) {
    this.base = base
    this.routing = routing
    this.named = namedValues(base, constantFields)
  }

  /** Roughly what all routes take in memory. */
  get heldBytes(): number {
    return this.bytes
  }

  route(fields: JsonObject, format: SourceFormat): Route {
    const view = viewOf(format)
    const source = view.classify(fields)
    const known = this.bySource.get(view)?.get(source)
    return known ?? this.remember(view, source)
  }

  private remember(view: SourceView, source: RecordLogSource): Route {
    let routes = this.bySource.get(view)
    if (routes === undefined || routes.size >= routesMax) {
      routes = new Map()
      this.bySource.set(view, routes)
    }
    const route = this.find(view, source)
    routes.set(source, route)
    return route
  }

  private find(view: SourceView, source: RecordLogSource): Route {
    const pruned = this.routing === 'log-source' && this.bytes < constantIndexesMaxBytes
    const constant = pruned ? knownConstant(this.base, source, this.named) : undefined
    const key = `${view.format}\0${source.product}\0${source.categories}\0${source.services}\0${constantKey(constant)}`
    let route = this.byKey.get(key)
    if (route === undefined) {
      if (this.byKey.size >= routesMax) this.byKey.clear()
      route = newRoute(this.base, view, source, this.index(source, constant))
      this.byKey.set(key, route)
    }
    return route
  }

  /** Log sources with the same rules share one index. */
  private index(source: RecordLogSource, constant: KnownConstant): CandidateIndex {
    const rules = this.rulesFor(source, constant)
    const key = `${constantKey(constant)}\0${rules.join(',')}`
    let index = this.indexes.get(key)
    if (index === undefined) {
      if (this.bytes >= indexesMaxBytes) this.forget()
      index = new CandidateIndex(this.base, rules, constant)
      this.indexes.set(key, index)
      this.bytes += index.bytes
    }
    return index
  }

  private forget(): void {
    this.indexes.clear()
    this.byKey.clear()
    this.bySource.clear()
    this.bytes = 0
  }

  private rulesFor(source: RecordLogSource, constant: KnownConstant): readonly number[] {
    const truth = knownTruth(this.base, constant)
    const found: number[] = []
    for (const [number, rule] of this.base.rules.entries()) {
      if (this.routing === 'log-source' && conflicts(rule.logSource, source)) continue
      if (truth(rule.root) !== false) found.push(number)
    }
    return found
  }
}

function constantKey(constant: KnownConstant): string {
  if (constant === undefined) return ''
  return `${constant.slot}=${constant.value === anyOtherValue ? '*' : constant.value.toLowerCase()}`
}
