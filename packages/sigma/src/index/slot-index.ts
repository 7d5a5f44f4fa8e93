import type { FieldText } from '../predicate/field-value.ts'
import { type Automaton, buildAutomaton, type Word } from './automaton.ts'
import { rarestWindow } from './rarity.ts'
import { beyondLatin, type Trigger } from './trigger.ts'

/** Anchored words are cut to this many characters, searched ones to a window: whole conditions are checked afterwards. */
const anchoredMaxChars = 20
const searchedMaxChars = 12

/** Called with a rule's number whenever one of its triggers fires; may be called more than once. */
export type Fire = (rule: number) => void

/** All triggers of one field: what a value of it sets off. */
export class SlotIndex {
  readonly slot: number
  private readonly onPresent: readonly number[]
  private readonly onWide: readonly number[]
  private readonly prefixes: Automaton | undefined
  private readonly suffixes: Automaton | undefined
  private readonly fragments: Automaton | undefined
  private readonly exact: ReadonlyMap<string, readonly number[]> | undefined

  constructor(slot: number, triggers: readonly { readonly trigger: Trigger; readonly rule: number }[]) {
    const rulesOf = (kind: Trigger['kind']): readonly number[] => [
      ...new Set(triggers.filter((entry) => entry.trigger.kind === kind).map((entry) => entry.rule)),
    ]
    this.slot = slot
    this.onPresent = rulesOf('present')
    this.onWide = rulesOf('wide')
    const exact = wordsOf(triggers, 'equals', (text) => text)
    this.exact = exact.length === 0 ? undefined : new Map(exact.map(({ text, outputs }) => [text, outputs]))
    this.prefixes = automatonOf(
      wordsOf(triggers, 'startswith', (text) => text.slice(0, anchoredMaxChars)),
      'anchored',
    )
    this.suffixes = automatonOf(
      wordsOf(triggers, 'endswith', (text) => reversed(text.slice(-anchoredMaxChars))),
      'anchored',
    )
    this.fragments = automatonOf(wordsOf(triggers, 'contains', fragment), 'search')
  }

  get hasPresent(): boolean {
    return this.onPresent.length > 0
  }

  /** The field is there, whatever it holds. */
  firePresent(fire: Fire): void {
    for (const rule of this.onPresent) fire(rule)
  }

  fireValue(value: FieldText, fire: Fire): void {
    let text = value.text
    if (beyondLatin.test(text)) {
      text = value.folded
      for (const rule of this.onWide) fire(rule)
    }
    if (this.exact !== undefined) this.fireExact(value, fire)
    if (this.prefixes !== undefined) walkForward(this.prefixes, text, fire)
    if (this.suffixes !== undefined) walkBackward(this.suffixes, text, fire)
    if (this.fragments !== undefined) search(this.fragments, text, fire)
  }

  private fireExact(value: FieldText, fire: Fire): void {
    const rules = this.exact!.get(value.folded)
    if (rules !== undefined) for (const rule of rules) fire(rule)
  }
}

function fragment(text: string): string {
  return text.length <= searchedMaxChars ? text : rarestWindow(text, searchedMaxChars)
}

function reversed(text: string): string {
  let out = ''
  for (let at = text.length - 1; at >= 0; at--) out += text[at]!
  return out
}

function wordsOf(
  triggers: readonly { readonly trigger: Trigger; readonly rule: number }[],
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

function automatonOf(words: readonly Word[], mode: 'search' | 'anchored'): Automaton | undefined {
  return words.length === 0 ? undefined : buildAutomaton(words, mode)
}

function emit({ starts, outputs, width }: Automaton, state: number, fire: Fire): void {
  const row = state / width
  for (let at = starts[row]!; at < starts[row + 1]!; at++) fire(outputs[at]!)
}

function walkForward(automaton: Automaton, text: string, fire: Fire): void {
  const { classes, next, width } = automaton
  let state = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) emit(automaton, (state = ~state), fire)
    else if (state === width) return
  }
}

function walkBackward(automaton: Automaton, text: string, fire: Fire): void {
  const { classes, next, width } = automaton
  let state = 0
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) emit(automaton, (state = ~state), fire)
    else if (state === width) return
  }
}

function search(automaton: Automaton, text: string, fire: Fire): void {
  const { classes, next } = automaton
  let state = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) emit(automaton, (state = ~state), fire)
  }
}
