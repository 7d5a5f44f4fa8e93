import type { Atom, ItemTest } from './atom.ts'
import type { FieldText, FieldValue } from './field-value.ts'
import { affixHolds, type ValueTest, valueTest } from './value-test.ts'

/** One line of a selection, ready to run. `slot` numbers the field; `otherSlot` the field a `fieldref` points at. */
export type Predicate = {
  readonly slot: number
  readonly otherSlot: number
  readonly test: ItemTest
  readonly holds: (value: FieldValue, other: FieldValue) => boolean
}

/** Lists of exact values longer than this are looked up instead of walked. */
const walkedListMax = 4

export function compilePredicate(test: ItemTest, slot: number, otherSlot: number): Predicate {
  const positive = compileTest(test)
  const holds: Predicate['holds'] = test.negated ? (value, other) => !positive(value, other) : positive
  return { slot, otherSlot, test, holds }
}

function compileTest(test: ItemTest): Predicate['holds'] {
  if (test.quantifier === 'every' && test.groups.length > 1) {
    const parts = test.groups.map(compileGroup)
    return (value, other) => parts.every((part) => part(value, other))
  }
  return compileGroup(test.groups.flat())
}

/** Any atom holds for any value of the field. */
function compileGroup(atoms: readonly Atom[]): Predicate['holds'] {
  const takesNull = atoms.some((atom) => atom.kind === 'null')
  const exists = atoms.find((atom) => atom.kind === 'exists')
  const references = atoms.filter((atom) => atom.kind === 'field')
  if (exists !== undefined) return (value) => (value !== undefined) === exists.wanted
  if (references.length > 0)
    return (value, other) => references.some((atom) => referenceHolds(atom, value, other))
  const any = anyTest(atoms.filter((atom) => atom.kind !== 'null' && atom.kind !== 'never'))
  return (value) => {
    if (value === undefined || value === null) return takesNull
    return Array.isArray(value) ? (value as readonly FieldText[]).some(any) : any(value as FieldText)
  }
}

function anyTest(atoms: readonly Atom[]): ValueTest {
  const exact = atoms.flatMap((atom) =>
    atom.kind === 'text' && atom.affix === 'equals' && !atom.cased ? [atom.text] : [],
  )
  if (exact.length <= walkedListMax) return walk(atoms.map(valueTest))
  const set = new Set(exact)
  const rest = walk(
    atoms.filter((atom) => !(atom.kind === 'text' && atom.affix === 'equals' && !atom.cased)).map(valueTest),
  )
  return (value) => set.has(value.folded) || rest(value)
}

function walk(tests: readonly ValueTest[]): ValueTest {
  if (tests.length === 1) return tests[0]!
  return (value) => {
    for (let index = 0; index < tests.length; index++) if (tests[index]!(value)) return true
    return false
  }
}

function referenceHolds(
  atom: Extract<Atom, { kind: 'field' }>,
  value: FieldValue,
  other: FieldValue,
): boolean {
  const others = listOf(other)
  return listOf(value).some((left) =>
    others.some((right) =>
      atom.cased
        ? affixHolds(atom.affix, left.text, right.text)
        : affixHolds(atom.affix, left.folded, right.folded),
    ),
  )
}

export function listOf(value: FieldValue): readonly FieldText[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value as FieldText]
}

/** The first value of the field for which the line holds, for saying what matched. */
export function holdingText(predicate: Predicate, value: FieldValue, other: FieldValue): string | undefined {
  const texts = listOf(value)
  const hit = predicate.test.negated
    ? texts[0]
    : (texts.find((text) => predicate.holds(text, other)) ?? texts[0])
  return hit?.text
}
