import {
  consistencyRanges,
  type EntryRange,
  foldSubtrees,
  inclusionRanges,
  type Subtree,
  subtreesOf,
} from './subtrees.ts'
import { emptyRoot, nodeHash } from './tree-hash.ts'

/** A whole tree in memory, for packs, tests and simulations; the log itself keeps tiles. */
export class MemoryTree {
  /** levels[l][i] is the root of the complete subtree { level: l, index: i }. */
  private readonly levels: Uint8Array[][] = [[]]

  get size(): number {
    return this.levels[0]?.length ?? 0
  }

  append(leafHash: Uint8Array): void {
    let node = leafHash
    for (let level = 0; ; level++) {
      const row = this.row(level)
      row.push(node)
      if (row.length % 2 === 1) return
      node = nodeHash(row[row.length - 2] as Uint8Array, node)
    }
  }

  root(size: number = this.size): Uint8Array {
    return size === 0 ? emptyRoot : this.rangeHash({ start: 0, end: size })
  }

  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    return inclusionRanges(index, size).map((range) => this.rangeHash(range))
  }

  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[] {
    return consistencyRanges(oldSize, newSize).map((range) => this.rangeHash(range))
  }

  private rangeHash(range: EntryRange): Uint8Array {
    return foldSubtrees(subtreesOf(range).map((subtree) => this.subtreeHash(subtree)))
  }

  private subtreeHash({ level, index }: Subtree): Uint8Array {
    const hash = this.levels[level]?.[index]
    if (hash === undefined)
      throw new RangeError(`no subtree ${index} at level ${level} in ${this.size} entries`)
    return hash
  }

  private row(level: number): Uint8Array[] {
    const row = this.levels[level] ?? []
    this.levels[level] = row
    return row
  }
}
