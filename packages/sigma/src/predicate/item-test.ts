import type { DetectionItem, SigmaModifier, SigmaValue } from '../document/detection.ts'
import { UnsupportedConstruct } from '../document/rule-error.ts'
import { parseNetwork } from '../value/cidr.ts'
import { base64Offsets, type WideEncoding, wideBytes } from '../value/encode.ts'
import { anyText, around, foldTokens, type PatternToken, parsePattern } from '../value/pattern.ts'
import { type TimePart, timeParts } from '../value/time-part.ts'
import { dashSpellings } from '../value/windash.ts'
import type { Affix, Atom, ComparisonOperator, ItemTest } from './atom.ts'

/** Values for `%name%` in rules with the modifier `expand`. */
export type Placeholders = ReadonlyMap<string, readonly string[]>

type ModifierSet = ReadonlySet<SigmaModifier>

/**
 * Applies the modifiers of a line. Source: Sigma 2.1, appendix modifiers; README.md says what the text leaves open.
 * Throws UnsupportedConstruct for a value that its modifiers make no sense of, and for a placeholder nobody defined.
 */
export function itemTest(item: DetectionItem, placeholders: Placeholders): ItemTest {
  const modifiers: ModifierSet = new Set(item.modifiers)
  const values: readonly SigmaValue[] = item.values.length === 0 ? [null] : item.values
  return {
    field: item.field,
    quantifier: modifiers.has('all') ? 'every' : 'any',
    negated: modifiers.has('neq'),
    groups: values
      .flatMap((value) => expanded(value, modifiers, placeholders))
      .map((value) => atomsOf(value, item, modifiers)),
  }
}

/** Sigma 2.1 modifiers, `expand`: each placeholder becomes any of its values. */
function expanded(
  value: SigmaValue,
  modifiers: ModifierSet,
  placeholders: Placeholders,
): readonly SigmaValue[] {
  if (!modifiers.has('expand') || typeof value !== 'string') return [value]
  let texts = ['']
  for (const [index, part] of value.split(/%([^%\s]+)%/).entries()) {
    const choices = index % 2 === 0 ? [part] : placeholders.get(part)
    if (choices === undefined) throw new UnsupportedConstruct(`placeholder %${part}% that is not defined`)
    texts = texts.flatMap((text) => choices.map((choice) => text + choice)).slice(0, placeholderValuesMax)
  }
  return texts
}

/** One value with several placeholders multiplies: this many spellings are kept. */
export const placeholderValuesMax = 10_000

function atomsOf(value: SigmaValue, item: DetectionItem, modifiers: ModifierSet): readonly Atom[] {
  if (modifiers.has('exists')) return [{ kind: 'exists', wanted: value === true }]
  if (modifiers.has('fieldref'))
    return [{ kind: 'field', field: String(value), affix: affixOf(modifiers), cased: modifiers.has('cased') }]
  if (modifiers.has('cidr')) return [networkAtom(String(value))]
  const number = numberAtom(value, modifiers)
  if (number !== undefined) return [number]
  if (value === null) return [{ kind: 'null' }]
  if (modifiers.has('re')) return [{ kind: 'regex', pattern: String(value), flags: flagsOf(modifiers) }]
  return textAtoms(String(value), item, modifiers)
}

function networkAtom(text: string): Atom {
  const network = parseNetwork(text)
  if (network === undefined)
    throw new UnsupportedConstruct(`modifier "cidr" on "${text}", which is no network`)
  return { kind: 'network', network }
}

const comparisons: readonly ComparisonOperator[] = ['lt', 'lte', 'gt', 'gte']

function numberAtom(value: SigmaValue, modifiers: ModifierSet): Atom | undefined {
  const part: TimePart | undefined = timeParts.find((name) => modifiers.has(name))
  const operator = comparisons.find((name) => modifiers.has(name as SigmaModifier)) ?? 'eq'
  if (part === undefined && operator === 'eq') return undefined
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || Number.isNaN(number))
    throw new UnsupportedConstruct(`a comparison with "${value}", which is no number`)
  return { kind: 'number', operator, value: number, part }
}

function flagsOf(modifiers: ModifierSet): string {
  const flag = (short: SigmaModifier, long: SigmaModifier): string =>
    modifiers.has(short) || modifiers.has(long) ? short : ''
  return flag('i', 'ignorecase') + flag('m', 'multiline') + flag('s', 'dotall')
}

function affixOf(modifiers: ModifierSet): Affix {
  const affixes: readonly Affix[] = ['contains', 'startswith', 'endswith']
  return affixes.find((affix) => modifiers.has(affix as SigmaModifier)) ?? 'equals'
}

function textAtoms(text: string, item: DetectionItem, modifiers: ModifierSet): readonly Atom[] {
  const affix = affixOf(modifiers)
  const keyword = item.field === undefined && affix === 'equals'
  const cased = modifiers.has('cased')
  const spellings = dashed(encoded(text, item.modifiers), modifiers)
  return spellings.map((tokens) => {
    const open = around(
      tokens,
      keyword || affix === 'contains' || affix === 'endswith',
      keyword || affix === 'contains' || affix === 'startswith',
    )
    return textAtom(cased ? open : foldTokens(open), cased)
  })
}

/** The encodings, in the order the rule writes them: `wide|base64offset` encodes the bytes of UTF-16. */
function encoded(text: string, modifiers: readonly SigmaModifier[]): readonly (readonly PatternToken[])[] {
  let bytes: Buffer | undefined
  for (const modifier of modifiers) {
    const wide = wideEncodings[modifier]
    if (wide !== undefined) bytes = wideBytes(plain(text), wide)
    if (modifier === 'base64') return [[(bytes ?? Buffer.from(plain(text))).toString('base64')]]
    if (modifier === 'base64offset')
      return base64Offsets(bytes ?? Buffer.from(plain(text))).map((form) => [form])
  }
  return [bytes === undefined ? parsePattern(text) : [bytes.toString('latin1')]]
}

const wideEncodings: Partial<Record<SigmaModifier, WideEncoding>> = {
  wide: 'utf16le',
  utf16le: 'utf16le',
  utf16be: 'utf16be',
  utf16: 'utf16',
}

/** What is encoded has no wildcards: the text with its escapes resolved. */
function plain(text: string): string {
  return parsePattern(text)
    .map((token) => (typeof token === 'string' ? token : token === anyText ? '*' : '?'))
    .join('')
}

function dashed(
  spellings: readonly (readonly PatternToken[])[],
  modifiers: ModifierSet,
): readonly (readonly PatternToken[])[] {
  return modifiers.has('windash') ? spellings.flatMap(dashSpellings) : spellings
}

function textAtom(tokens: readonly PatternToken[], cased: boolean): Atom {
  const head = tokens[0]
  const tail = tokens.at(-1)
  const text = tokens.find((token) => typeof token === 'string')
  if (tokens.length === 0) return { kind: 'text', affix: 'equals', text: '', cased }
  if (tokens.length === 1 && head === anyText) return { kind: 'anything' }
  if (text !== undefined && tokens.length === 1) return { kind: 'text', affix: 'equals', text, cased }
  if (text !== undefined && tokens.length === 2 && head === anyText)
    return { kind: 'text', affix: 'endswith', text, cased }
  if (text !== undefined && tokens.length === 2 && tail === anyText)
    return { kind: 'text', affix: 'startswith', text, cased }
  if (text !== undefined && tokens.length === 3 && head === anyText && tail === anyText)
    return { kind: 'text', affix: 'contains', text, cased }
  return { kind: 'pattern', tokens, cased }
}
