import type { Atom } from '../predicate/atom.ts'
import type { Predicate } from '../predicate/predicate.ts'
import { fold } from '../value/fold.ts'
import { readRegex, requiredLiterals } from '../value/regex-syntax.ts'
import { literalCost } from './rarity.ts'
import { beyondLatin } from './word.ts'

/** Something seen cheaply in a record without which a predicate cannot hold. Text is folded and within Latin-1. */
export type Trigger =
  | {
      readonly kind: 'equals' | 'startswith' | 'endswith' | 'contains'
      readonly slot: number
      readonly text: string
    }
  | { readonly kind: 'present'; readonly slot: number }
  /** The field holds a character beyond Latin-1: literals with such characters stay out of the per-character path. */
  | { readonly kind: 'wide'; readonly slot: number }

/** Triggers of which at least one fires whenever the condition holds, and how often that is guessed to be. */
export type Witness = { readonly triggers: readonly Trigger[]; readonly cost: number }

export function bestOf(left: Witness | undefined, right: Witness | undefined): Witness | undefined {
  if (left === undefined || right === undefined) return left ?? right
  return left.cost <= right.cost ? left : right
}

export function anyOf(witnesses: readonly (Witness | undefined)[]): Witness | undefined {
  const triggers: Trigger[] = []
  let cost = 0
  for (const witness of witnesses) {
    if (witness === undefined) return undefined
    for (const trigger of witness.triggers) triggers.push(trigger)
    cost += witness.cost
  }
  return { triggers, cost }
}

/** What must be seen for a predicate to hold; undefined when it can hold on nothing. */
export function witnessOfPredicate({ test, slot }: Predicate): Witness | undefined {
  if (test.negated) return undefined
  const groups = test.groups.map((group) => anyOf(group.map((atom) => witnessOfAtom(atom, slot))))
  return test.quantifier === 'every' ? groups.reduce(bestOf) : anyOf(groups)
}

function witnessOfAtom(atom: Atom, slot: number): Witness | undefined {
  if (atom.kind === 'null' || (atom.kind === 'exists' && !atom.wanted)) return undefined
  if (atom.kind === 'text') return literal(atom.affix, slot, fold(atom.text))
  if (atom.kind === 'pattern') return witnessOfPattern(atom, slot)
  return atom.kind === 'regex' ? witnessOfRegex(atom, slot) : present(slot)
}

function present(slot: number): Witness {
  return { triggers: [{ kind: 'present', slot }], cost: 0.5 }
}

function wide(slot: number): Witness {
  return { triggers: [{ kind: 'wide', slot }], cost: 0.001 }
}

function literal(
  kind: 'equals' | 'startswith' | 'endswith' | 'contains',
  slot: number,
  text: string,
): Witness {
  if (text === '') return present(slot)
  if (beyondLatin.test(text)) return wide(slot)
  return { triggers: [{ kind, slot, text }], cost: literalCost(kind, text) }
}

function witnessOfPattern({ tokens }: Extract<Atom, { kind: 'pattern' }>, slot: number): Witness {
  const all = tokens.flatMap((token, index) => {
    if (typeof token !== 'string') return []
    const kind = index === 0 ? 'startswith' : index === tokens.length - 1 ? 'endswith' : 'contains'
    return [literal(kind, slot, fold(token))]
  })
  return all.reduce<Witness>((best, next) => (next.cost < best.cost ? next : best), present(slot))
}

/** RE2 lets `ſ` match `s` and `K` match `k` when case is ignored: a wide character triggers as well then. */
function witnessOfRegex(
  { pattern, flags }: Extract<Atom, { kind: 'regex' }>,
  slot: number,
): Witness | undefined {
  const reading = readRegex(pattern)
  const literals = requiredLiterals(reading.root)
  if (literals === undefined) return present(slot)
  const each = literals.map((text) => literal('contains', slot, fold(text)))
  return anyOf((reading.flags + flags).includes('i') ? [...each, wide(slot)] : each)
}
