import { andNode, atLeastNode, childrenOf, notNode, predicateNode, selectionNode } from '../base/program.ts'
import type { RuleBase } from '../base/rule-base.ts'
import type { Truth } from './known-truth.ts'
import { anyOf, bestOf, type Witness, witnessOfPredicate } from './trigger.ts'

/**
 * What must be seen in a record for a condition to hold, given what is known of the route; undefined when nothing must.
 * `and` needs the best of its parts, `or` needs all of them, `not` tells nothing.
 */
export function witnessOf(base: RuleBase, node: number, truth: (node: number) => Truth): Witness | undefined {
  const known = truth(node)
  if (known === false) return { triggers: [], cost: 0 }
  if (known === true) return undefined
  const kind = base.code[node]!
  if (kind === predicateNode) return witnessOfPredicate(base.predicates[base.code[node + 1]!]!)
  if (kind === notNode) return undefined
  const inner = childrenOf(base.code, node).map((child) => witnessOf(base, child, truth))
  if (kind === andNode || kind === selectionNode) return inner.reduce(bestOf, undefined)
  return kind === atLeastNode ? atLeast(base.code[node + 1]!, inner) : anyOf(inner)
}

/** At least k of n hold: with any k-1 taken away one is left, so those that tell nothing must be fewer than k. */
function atLeast(count: number, inner: readonly (Witness | undefined)[]): Witness | undefined {
  const telling = inner.filter((witness) => witness !== undefined)
  return inner.length - telling.length < count ? anyOf(telling) : undefined
}
