import { FieldText } from '../predicate/field-value.ts'
import {
  type Automaton,
  automatonBytes,
  buildAutomaton,
  searchThrough,
  walkBackward,
  walkForward,
} from './automaton.ts'
import { commonRuns, rarestWindow } from './rarity.ts'
import { buildSkipSearch, type SkipSearch, skipThrough } from './skip-search.ts'
import type { Trigger } from './trigger.ts'
import { beyondLatin, type Fire, type Word } from './word.ts'

/** Words are cut to this many characters: whole conditions are checked afterwards. */
const anchoredMaxChars = 12
const searchedMaxChars = 64
const windowChars = 12

type Entry = { readonly trigger: Trigger; readonly rule: number }

/** All triggers of one field: what a value of it sets off. */
export class SlotIndex {
  readonly slot: number
  /** Whether a number, `true` or `false` can set anything off by what it says. */
  readonly readsScalars: boolean
  private readonly onPresent: readonly number[]
  private readonly onWide: readonly number[]
  private readonly exact: ReadonlyMap<string, readonly number[]> | undefined
  private readonly prefixes: Automaton | undefined
  private readonly suffixes: Automaton | undefined
  private readonly skipped: SkipSearch | undefined
  private readonly fragments: Automaton | undefined

  constructor(slot: number, triggers: readonly Entry[]) {
    const fragments = wordsOf(triggers, 'contains', (text) => text.slice(0, searchedMaxChars))
    this.slot = slot
    this.readsScalars = triggers.some(({ trigger }) => 'text' in trigger && scalarText.test(trigger.text))
    this.onPresent = rulesOf(triggers, 'present')
    this.onWide = rulesOf(triggers, 'wide')
    this.exact = exactOf(wordsOf(triggers, 'equals', (text) => text))
    this.prefixes = anchored(wordsOf(triggers, 'startswith', (text) => text.slice(0, anchoredMaxChars)))
    this.suffixes = anchored(wordsOf(triggers, 'endswith', (text) => reversed(text.slice(-anchoredMaxChars))))
    this.skipped = fragments.length === 0 ? undefined : buildSkipSearch(fragments)
    this.fragments =
      fragments.length === 0 || this.skipped !== undefined
        ? undefined
        : buildAutomaton(cutToWindows(fragments), 'search')
  }

  /** Roughly what the tables take; a whole value or a skipped word counts as a hundred bytes. */
  get bytes(): number {
    const automata = [this.prefixes, this.suffixes, this.fragments]
    const tables = automata.reduce((sum, one) => sum + (one === undefined ? 0 : automatonBytes(one)), 0)
    return tables + 100 * (this.exact?.size ?? 0) + (this.skipped?.shifts.byteLength ?? 0) * 9
  }

  /** The field is there, whatever it holds. */
  firePresent(fire: Fire): void {
    for (let at = 0; at < this.onPresent.length; at++) fire(this.onPresent[at]!)
  }

  fireValue(value: FieldText, fire: Fire): void {
    if (this.exact !== undefined) fireAll(this.exact.get(value.folded), fire)
    const wide = beyondLatin.test(value.text)
    if (wide) fireAll(this.onWide, fire)
    this.fireWords(wide ? value.folded : value.text, !wide, fire)
  }

  /** As `fireValue`, for a value that nothing else asks for. */
  fireText(text: string, fire: Fire): void {
    if (this.exact !== undefined || beyondLatin.test(text)) this.fireValue(new FieldText(text), fire)
    else this.fireWords(text, true, fire)
  }

  private fireWords(text: string, latin: boolean, fire: Fire): void {
    if (this.prefixes !== undefined) walkForward(this.prefixes, text, fire)
    if (this.suffixes !== undefined) walkBackward(this.suffixes, text, fire)
    if (this.skipped !== undefined) skipThrough(this.skipped, text, fire)
    else if (this.fragments !== undefined) searchThrough(this.fragments, text, latin, fire)
  }
}

/** What may be part of a number or a boolean as text. */
const scalarText = /^(?:[\d.e+-]+|t?r?u?e?|f?a?l?s?e?)$/

function fireAll(rules: readonly number[] | undefined, fire: Fire): void {
  if (rules !== undefined) for (let at = 0; at < rules.length; at++) fire(rules[at]!)
}

function rulesOf(triggers: readonly Entry[], kind: Trigger['kind']): readonly number[] {
  return [...new Set(triggers.filter(({ trigger }) => trigger.kind === kind).map(({ rule }) => rule))]
}

function exactOf(words: readonly Word[]): ReadonlyMap<string, readonly number[]> | undefined {
  return words.length === 0 ? undefined : new Map(words.map(({ text, outputs }) => [text, outputs]))
}

function anchored(words: readonly Word[]): Automaton | undefined {
  return words.length === 0 ? undefined : buildAutomaton(words, 'anchored')
}

/** Of each word the part that tells it best from familiar text and from the other words: smaller tables, fewer stops. */
function cutToWindows(words: readonly Word[]): readonly Word[] {
  const runs = commonRuns(words.map(({ text }) => text))
  const cut = new Map<string, Set<number>>()
  for (const { text, outputs } of words) {
    const window = rarestWindow(text, windowChars, runs)
    const known = cut.get(window) ?? new Set()
    for (const output of outputs) known.add(output)
    cut.set(window, known)
  }
  return [...cut].map(([text, outputs]) => ({ text, outputs: [...outputs] }))
}

function reversed(text: string): string {
  let out = ''
  for (let at = text.length - 1; at >= 0; at--) out += text[at]!
  return out
}

function wordsOf(
  triggers: readonly Entry[],
  kind: Trigger['kind'],
  form: (text: string) => string,
): readonly Word[] {
  const rules = new Map<string, Set<number>>()
  for (const { trigger, rule } of triggers) {
    if (trigger.kind !== kind || trigger.kind === 'present' || trigger.kind === 'wide') continue
    const text = form(trigger.text)
    const known = rules.get(text)
    if (known === undefined) rules.set(text, new Set([rule]))
    else known.add(rule)
  }
  return [...rules].map(([text, outputs]) => ({ text, outputs: [...outputs] }))
}
