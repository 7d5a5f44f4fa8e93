import type { Affix, Atom, ItemTest } from './atom.ts'
import type { FieldText, FieldValue } from './field-value.ts'
import { affixHolds, type ValueTest, valueTest } from './value-test.ts'
import { wordListMin, wordListTest } from './word-list.ts'

/** One line of a selection, ready to run. `slot` numbers the field; `otherSlot` the field a `fieldref` points at. */
export type Predicate = {
  readonly slot: number
  readonly otherSlot: number
  readonly test: ItemTest
  readonly holds: (value: FieldValue, other: FieldValue) => boolean
  /** Whether a value is part of why the line holds: of `all`, one written value is enough. */
  readonly touches: (value: FieldValue, other: FieldValue) => boolean
}

export function compilePredicate(test: ItemTest, slot: number, otherSlot: number): Predicate {
  const positive = compileTest(test)
  const holds: Predicate['holds'] = test.negated ? (value, other) => !positive(value, other) : positive
  const touches = test.quantifier === 'every' ? compileGroup(test.groups.flat()) : holds
  return { slot, otherSlot, test, holds, touches }
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
  const any = anyTest(atoms.filter((atom) => atom.kind !== 'null'))
  return (value) => {
    if (value === undefined || value === null) return takesNull
    return Array.isArray(value) ? (value as readonly FieldText[]).some(any) : any(value as FieldText)
  }
}

/** Long lists of words are looked up together, everything else is walked. */
function anyTest(atoms: readonly Atom[]): ValueTest {
  const tests: ValueTest[] = []
  const rest = new Set(atoms)
  for (const affix of affixes) {
    const words = atoms.filter((atom) => atom.kind === 'text' && atom.affix === affix && !atom.cased)
    if (words.length < wordListMin) continue
    for (const atom of words) rest.delete(atom)
    tests.push(listTest(affix, words))
  }
  return walk([...tests, ...[...rest].map(valueTest)])
}

const affixes: readonly Affix[] = ['equals', 'startswith', 'endswith', 'contains']

/** Built when first asked: most lists of a rule base are never reached. */
function listTest(affix: Affix, atoms: readonly Atom[]): ValueTest {
  let test: ((text: string) => boolean) | undefined
  return (value) => {
    test ??= wordListTest(
      affix,
      atoms.flatMap((atom) => (atom.kind === 'text' ? [atom.text] : [])),
    )
    return test(value.folded)
  }
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
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) return (value as FieldText).text
  const texts = value as readonly FieldText[]
  if (!predicate.test.negated)
    for (let at = 0; at < texts.length; at++) if (predicate.touches(texts[at]!, other)) return texts[at]!.text
  return texts[0]?.text
}
