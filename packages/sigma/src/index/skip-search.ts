import { familiarText } from './rarity.ts'
import { smallLetters, spelledAt } from './small-letters.ts'
import type { Fire, Word } from './word.ts'

/**
 * Long words found without looking at every character (Wu and Manber 1994, blocks of two): the last two characters of a
 * window say how far the next word's end is away at least. Where no word ends, the window moves by that.
 */
export type SkipSearch = {
  /** Characters of a word that are searched: the shortest word's length. */
  readonly span: number
  /** By block: how far the window may move; 0 where a word may end. */
  readonly shifts: Uint8Array
  /** By block: the words that may end there. */
  readonly ends: readonly (readonly Ending[] | undefined)[]
}

/** A word whose span ends `tail` characters before its own end. */
type Ending = { readonly text: string; readonly tail: number; readonly outputs: readonly number[] }

const blockBits = 12
const blockMask = (1 << blockBits) - 1
const blockShift = 5

/** More words stop the windows too often, whatever familiar text says: they may be all of one kind, such as hashes. */
const wordsMax = 64
/** Shorter words make the windows move too little. */
const spanMin = 4
const spanMax = 12
/** Looks per character of familiar text above which the automaton, with one look per character, is as quick. */
const looksMax = 0.5

/** undefined where the words are too short or too many for skipping to pay. */
export function buildSkipSearch(words: readonly Word[]): SkipSearch | undefined {
  const span = Math.min(spanMax, ...words.map(({ text }) => text.length))
  if (span < spanMin || words.length > wordsMax) return undefined
  const shifts = new Uint8Array(blockMask + 1).fill(span - 1)
  const ends: (Ending[] | undefined)[] = new Array<Ending[] | undefined>(blockMask + 1).fill(undefined)
  for (const word of words) addWord(word, span, shifts, ends)
  return looksPerCharacter(span, shifts) > looksMax ? undefined : { span, shifts, ends }
}

function addWord(word: Word, span: number, shifts: Uint8Array, ends: (Ending[] | undefined)[]): void {
  const start = rarestSpan(word.text, span)
  for (let at = 1; at < span; at++) {
    const block = blockOf(word.text.charCodeAt(start + at - 1), word.text.charCodeAt(start + at))
    shifts[block] = Math.min(shifts[block]!, span - 1 - at)
    if (at < span - 1) continue
    const ending = { text: word.text, tail: word.text.length - start - span, outputs: word.outputs }
    const known = ends[block]
    if (known === undefined) ends[block] = [ending]
    else known.push(ending)
  }
}

/** Where in a word the span begins that familiar text holds least: fewer windows stop there for nothing. */
function rarestSpan(text: string, span: number): number {
  for (let start = 0; start + span <= text.length; start++)
    if (!familiarText.includes(text.slice(start + span - 3, start + span))) return start
  return 0
}

function looksPerCharacter(span: number, shifts: Uint8Array): number {
  let looks = 0
  for (let at = span - 1; at < familiarText.length; looks++) {
    const block = blockOf(familiarText.charCodeAt(at - 1), familiarText.charCodeAt(at))
    at += Math.max(1, shifts[block]!)
  }
  return looks / familiarText.length
}

function blockOf(first: number, second: number): number {
  return ((smallLetters[first & 0xff]! << blockShift) ^ smallLetters[second & 0xff]!) & blockMask
}

/** Calls `fire` with the outputs of every word in the text; Latin-1 case is no difference. Words are small letters. */
export function skipThrough(search: SkipSearch, text: string, fire: Fire): void {
  const { span, shifts } = search
  const end = text.length
  let at = span - 1
  while (at < end) {
    const block = blockOf(text.charCodeAt(at - 1), text.charCodeAt(at))
    const shift = shifts[block]!
    if (shift > 0) at += shift
    else fireEndings(search.ends[block]!, text, ++at, fire)
  }
}

function fireEndings(endings: readonly Ending[], text: string, spanEnd: number, fire: Fire): void {
  for (const ending of endings) {
    const start = spanEnd + ending.tail - ending.text.length
    if (!spelledAt(text, start, ending.text)) continue
    for (const output of ending.outputs) fire(output)
  }
}
