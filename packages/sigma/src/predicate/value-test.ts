import { networkHas } from '../value/cidr.ts'
import { compilePattern } from '../value/pattern.ts'
import { compileRegex } from '../value/regex.ts'
import { timePartOf } from '../value/time-part.ts'
import type { Affix, Atom, ComparisonOperator } from './atom.ts'

/** A test of one value: as it came, and folded. The folded form is made only when a test reads it. */
export type ValueTest = (value: TextValue) => boolean

/** One value of a field as text; `folded` is made on first use and kept. */
export type TextValue = { readonly text: string; readonly folded: string }

/** The test of an atom on one value. Atoms about the field itself (null, exists, field) are tested elsewhere. */
export function valueTest(atom: Atom): ValueTest {
  if (atom.kind === 'text') return textTest(atom.affix, atom.text, atom.cased)
  if (atom.kind === 'anything') return () => true
  if (atom.kind === 'pattern') {
    const matches = compilePattern(atom.tokens)
    return atom.cased ? (value) => matches(value.text) : (value) => matches(value.folded)
  }
  if (atom.kind === 'regex') return regexTest(atom.pattern, atom.flags)
  if (atom.kind === 'network') return (value) => networkHas(atom.network, value.text)
  if (atom.kind === 'number') return numberTest(atom)
  return () => false
}

/** Compiled when first asked: most regular expressions of a rule base are never reached. */
function regexTest(pattern: string, flags: string): ValueTest {
  let test: ((text: string) => boolean) | undefined
  return (value) => {
    test ??= compileRegex(pattern, flags).test
    return test(value.text)
  }
}

function textTest(affix: Affix, text: string, cased: boolean): ValueTest {
  if (cased) return (value) => affixHolds(affix, value.text, text)
  if (affix === 'equals') return (value) => value.folded === text
  if (affix === 'contains') return (value) => value.folded.includes(text)
  if (affix === 'startswith') return (value) => value.folded.startsWith(text)
  return (value) => value.folded.endsWith(text)
}

export function affixHolds(affix: Affix, value: string, part: string): boolean {
  if (affix === 'equals') return value === part
  if (affix === 'contains') return value.includes(part)
  return affix === 'startswith' ? value.startsWith(part) : value.endsWith(part)
}

function numberTest(atom: Extract<Atom, { kind: 'number' }>): ValueTest {
  return ({ text }) => {
    const left = atom.part === undefined ? numberOf(text) : timePartOf(text, atom.part)
    return left !== undefined && compare(left, atom.operator, atom.value)
  }
}

/** Decimal or 0x-hexadecimal, as Windows writes handles and masks. */
function numberOf(text: string): number | undefined {
  if (text.trim() === '') return undefined
  const number = Number(text)
  return Number.isNaN(number) ? undefined : number
}

function compare(left: number, operator: ComparisonOperator, right: number): boolean {
  if (operator === 'lt') return left < right
  if (operator === 'lte') return left <= right
  if (operator === 'gt') return left > right
  return operator === 'gte' ? left >= right : left === right
}
