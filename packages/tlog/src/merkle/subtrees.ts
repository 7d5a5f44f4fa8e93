import { nodeHash } from './tree-hash.ts'

/** A complete subtree: the 2^level entries that begin at index · 2^level. */
export type Subtree = { readonly level: number; readonly index: number }

/** Entries [start, end). */
export type EntryRange = { readonly start: number; readonly end: number }

/** The complete subtrees that a tree's entries [start, end) consist of, left to right. */
export function subtreesOf({ start, end }: EntryRange): readonly Subtree[] {
  const subtrees: Subtree[] = []
  let at = start
  while (at < end) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level++
    subtrees.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return subtrees
}

/**
 * The root over neighbouring subtrees as `subtreesOf` gives them: from the right, since RFC 6962 splits at the largest
 * power of two.
 */
export function foldSubtrees(hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1)
  if (last === undefined) throw new RangeError('there is no root over nothing')
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/** Which ranges an inclusion proof is made of, leaf first: RFC 6962 §2.1.1. `index` < `size`. */
export function inclusionRanges(index: number, size: number): readonly EntryRange[] {
  return pathRanges(index, { start: 0, end: size })
}

function pathRanges(index: number, { start, end }: EntryRange): readonly EntryRange[] {
  if (end - start <= 1) return []
  const middle = start + splitOf(end - start)
  return index < middle
    ? [...pathRanges(index, { start, end: middle }), { start: middle, end }]
    : [...pathRanges(index, { start: middle, end }), { start, end: middle }]
}

/** Which ranges a consistency proof is made of: RFC 6962 §2.1.2. 0 < `oldSize` <= `newSize`. */
export function consistencyRanges(oldSize: number, newSize: number): readonly EntryRange[] {
  return sharedRanges(oldSize, { start: 0, end: newSize }, true)
}

/** `isRoot`: the range so far is the older tree itself, whose root the verifier has. */
function sharedRanges(oldSize: number, { start, end }: EntryRange, isRoot: boolean): readonly EntryRange[] {
  if (oldSize === end) return isRoot ? [] : [{ start, end }]
  const middle = start + splitOf(end - start)
  return oldSize <= middle
    ? [...sharedRanges(oldSize, { start, end: middle }, isRoot), { start: middle, end }]
    : [...sharedRanges(oldSize, { start: middle, end }, false), { start, end: middle }]
}

/** The largest power of two smaller than `count`, which is more than 1. */
function splitOf(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}
