import { familiarText } from './rarity.ts'
import { smallLetters, spelledAt } from './small-letters.ts'
import type { Fire, Word } from './word.ts'

/**
 * Many words found with one look per character, in tables small enough for the processor's near caches (an automaton of
 * two thousand words takes megabytes). Of each word one run of four characters is marked, the one that familiar text and
 * the other words hold least; where a marked run goes by, the word is compared. Shorter words mark every run they can
 * be the end of.
 */
export type GramSearch = {
  readonly hash: GramHash
  /** A bit for each hash of four characters. */
  readonly marks: Uint32Array
  readonly byGram: ReadonlyMap<number, readonly Placed[]>
  /** Words of one character: 1 where there is one. */
  readonly singles: Uint8Array
  readonly bySingle: ReadonlyMap<number, readonly Placed[]>
}

/** A word and how many of its characters come after the run it is marked by. */
type Placed = { readonly text: string; readonly tail: number; readonly outputs: readonly number[] }

/** Each character moves the hash by `shift` bits, so that it holds the last four. */
type GramHash = { readonly shift: number; readonly mask: number }

const gramChars = 4
const narrow: GramHash = { shift: 4, mask: 0xffff }
/** For many words: 128 KB of marks, of which few are ever looked at. */
const broad: GramHash = { shift: 5, mask: 0xf_ffff }
const narrowMaxWords = 256

export function buildGramSearch(words: readonly Word[]): GramSearch {
  const hash = words.length > narrowMaxWords ? broad : narrow
  const marks = new Uint32Array((hash.mask + 1) >> 5)
  const singles = new Uint8Array(256)
  const byGram = new Map<number, Placed[]>()
  const bySingle = new Map<number, Placed[]>()
  const shared = countGrams(words.map(({ text }) => text))
  for (const { text, outputs } of words) {
    if (text.length === 1) {
      singles[text.charCodeAt(0)] = 1
      addTo(bySingle, text.charCodeAt(0), { text, tail: 0, outputs })
      continue
    }
    const start = rarestStart(text, shared)
    const tail = Math.max(0, text.length - start - gramChars)
    for (const gram of gramsOf(hash, text, start)) {
      marks[gram >>> 5]! |= 1 << (gram & 31)
      addTo(byGram, gram, { text, tail, outputs })
    }
  }
  return { hash, marks, byGram, singles, bySingle }
}

function addTo(map: Map<number, Placed[]>, key: number, placed: Placed): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [placed])
  else known.push(placed)
}

function gramAt({ shift, mask }: GramHash, text: string, start: number): number {
  let gram = 0
  const end = Math.min(text.length, start + gramChars)
  for (let at = start; at < end; at++) gram = ((gram << shift) ^ text.charCodeAt(at)) & mask
  return gram
}

/** The hash of a run of four; of a shorter word, every hash whose last characters are the word's. */
function gramsOf(hash: GramHash, text: string, start: number): readonly number[] {
  const gram = gramAt(hash, text, start)
  if (text.length >= gramChars) return [gram]
  const bits = hash.shift * text.length
  const low = gram & ((1 << bits) - 1)
  return Array.from({ length: (hash.mask + 1) >>> bits }, (_, high) => (high << bits) | low)
}

/** How often each run of four occurs. */
function countGrams(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (let at = 0; at + gramChars <= text.length; at++) {
      const gram = text.slice(at, at + gramChars)
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  return counts
}

const familiar = countGrams([familiarText])
/** A run in familiar text is seen in records; one that other words share costs a comparison with each. */
const familiarWeight = 16

function rarestStart(text: string, shared: ReadonlyMap<string, number>): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let start = 0; start + gramChars <= text.length; start++) {
    const gram = text.slice(start, start + gramChars)
    const cost = (familiar.get(gram) ?? 0) * familiarWeight + shared.get(gram)!
    if (cost >= least) continue
    least = cost
    best = start
  }
  return best
}

/** Calls `fire` with the outputs of every word in the text; Latin-1 case is no difference. */
export function searchGrams(search: GramSearch, text: string, fire: Fire): void {
  const { marks, singles } = search
  const { shift, mask } = search.hash
  let gram = 0
  for (let at = 0; at < text.length; at++) {
    const small = smallLetters[text.charCodeAt(at) & 0xff]!
    gram = ((gram << shift) ^ small) & mask
    if (((marks[gram >>> 5]! >>> (gram & 31)) & 1) !== 0) firePlaced(search.byGram.get(gram), text, at, fire)
    if (singles[small] !== 0) firePlaced(search.bySingle.get(small), text, at, fire)
  }
}

function firePlaced(words: readonly Placed[] | undefined, text: string, at: number, fire: Fire): void {
  if (words === undefined) return
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (!spelledAt(text, at + 1 + word.tail - word.text.length, word.text)) continue
    for (const output of word.outputs) fire(output)
  }
}
