import type { Affix } from './atom.ts'

/** Lists shorter than this are walked: that is as quick. */
export const wordListMin = 6

/** Whether a text begins with, ends with, contains or equals one of many words, in about the time of one. */
export function wordListTest(affix: Affix, words: readonly string[]): (text: string) => boolean {
  if (affix === 'equals') {
    const set = new Set(words)
    return (text) => set.has(text)
  }
  if (affix === 'contains') return containsAny(words)
  return affix === 'startswith' ? startsWithAny(words) : endsWithAny(words)
}

/** The runtime's expression compiler skips through text; an alternation of plain words cannot backtrack. */
function containsAny(words: readonly string[]): (text: string) => boolean {
  const any = new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'))
  return (text) => any.test(text)
}

function startsWithAny(words: readonly string[]): (text: string) => boolean {
  const length = Math.min(...words.map((word) => word.length))
  const byHead = Map.groupBy(words, (word) => word.slice(0, length))
  return (text) => byHead.get(text.slice(0, length))?.some((word) => text.startsWith(word)) === true
}

function endsWithAny(words: readonly string[]): (text: string) => boolean {
  const length = Math.min(...words.map((word) => word.length))
  const byTail = Map.groupBy(words, (word) => word.slice(word.length - length))
  return (text) =>
    text.length >= length &&
    byTail.get(text.slice(text.length - length))?.some((word) => text.endsWith(word)) === true
}
