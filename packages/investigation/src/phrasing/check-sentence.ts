import type { OfferedClaim } from './offered-claim.ts'
import type { ProposedSentence } from './read-reply.ts'
import { connectives, negations, numberWords } from './words-allowed.ts'

/** Why a sentence is not shown. */
export type Fault =
  | 'cites-nothing'
  | 'cites-unknown-claim'
  | 'not-plain-text'
  | 'says-a-value-not-cited'
  | 'says-a-word-not-cited'
  | 'changes-what-is-denied'

const sentenceMaxChars = 600

/**
 * Whether a sentence only arranges and phrases the claims it cites. Nothing of it is understood; everything is looked up: the
 * ids are claims of this run, every number, name and quoted value stands in a cited claim exactly so, every other word does
 * too, apart from a short list of words that only connect, and what a claim denies is denied.
 */
export function faultOf(
  { text, claims }: ProposedSentence,
  offered: ReadonlyMap<string, OfferedClaim>,
): Fault | undefined {
  if (claims.length === 0) return 'cites-nothing'
  const cited = claims.flatMap((id) => offered.get(id) ?? [])
  if (cited.length !== claims.length) return 'cites-unknown-claim'
  if (!isPlain(text)) return 'not-plain-text'
  const source = cited.map((claim) => claim.text).join('\n')
  if (!valuesOf(text).every((value) => holds(source, value))) return 'says-a-value-not-cited'
  const known = stemsOf(source)
  const words = wordsOf(text)
  if (!words.every((word) => connectives.has(word) || known.has(stemOf(word)))) return 'says-a-word-not-cited'
  if (cited.some((claim) => denies(claim.text) !== denies(text))) return 'changes-what-is-denied'
  return undefined
}

/** One line that is what it looks like. A link needs a scheme, a slash pair or brackets; markup its own signs. */
function isPlain(text: string): boolean {
  if (text.trim() === '' || text.length > sentenceMaxChars) return false
  return !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}<>[\]{}`|\\*#~^]|\/\/|www\./u.test(text)
}

/**
 * Tokens that have to stand in a claim letter by letter: whatever holds a digit or a sign inside, is quoted, or is written
 * with a capital elsewhere than at the beginning.
 */
function valuesOf(text: string): readonly string[] {
  const quotations = [...text.matchAll(/[“"„']([^”"“']+)[”"“']/g)].map(([, inner]) => inner ?? '')
  const tokens = text.split(/[\s“”"„()]+/).map(trimmed)
  const special = tokens.filter(
    (token, at) =>
      /\d/.test(token) || /\p{L}[^\p{L}\s’'-]+\p{L}/u.test(token) || (at > 0 && /\p{Lu}/u.test(token)),
  )
  return [...quotations, ...special].filter((value) => value !== '')
}

const trimmed = (token: string) => token.replace(/^[.,;:!?…]+|[.,;:!?…]+$/g, '')

/** As a whole: `12` does not stand in `312`, nor `ann` in `anna`. */
function holds(source: string, value: string): boolean {
  const escaped = value.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u').test(source)
}

/** Words of letters; number words stand for the numbers they are. */
function wordsOf(text: string): readonly string[] {
  return [...text.toLowerCase().matchAll(/\p{L}[\p{L}’']*/gu)].map(([word]) => word)
}

function stemsOf(source: string): ReadonlySet<string> {
  const words = wordsOf(source).map(stemOf)
  const numbers = [...source.matchAll(/(?<![\p{L}\p{N}.,])\d+(?![\p{L}\p{N}]|[.,]\d)/gu)].flatMap(
    ([digits]) => numberWords.get(digits) ?? [],
  )
  return new Set([...words, ...numbers])
}

/** `session` and `sessions`, `reach` and `reached`: the same word said otherwise. */
function stemOf(word: string): string {
  const bare = word.replace(/[’']s$/, '')
  return bare.length > 5 ? bare.replace(/(?:es|s|ed|ing)$/, '') : bare.replace(/(?<=\p{L}{3})s$/u, '')
}

function denies(text: string): boolean {
  return wordsOf(text).some((word) => negations.has(word))
}
