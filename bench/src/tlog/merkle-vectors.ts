import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyConsistency, verifyInclusion, verifySubtree } from '@countersign/tlog/merkle/verify-proof'
import type { VectorSet } from './vector-set.ts'

type Vector = {
  readonly case: string
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
  readonly [field: string]: unknown
}

type Judge = (vector: Vector, proof: readonly Uint8Array[]) => boolean

const files: readonly { readonly file: string; readonly set: string; readonly accepts: Judge }[] = [
  {
    file: 'inclusion.jsonl',
    set: 'inclusion proofs',
    accepts: (vector, proof) =>
      verifyInclusion({
        index: number(vector.leafIdx),
        size: number(vector.treeSize),
        leafHash: bytes(vector.leafHash),
        root: bytes(vector.root),
        proof,
      }),
  },
  {
    file: 'consistency.jsonl',
    set: 'consistency proofs',
    accepts: (vector, proof) =>
      verifyConsistency({
        oldSize: number(vector.size1),
        oldRoot: bytes(vector.root1),
        newSize: number(vector.size2),
        newRoot: bytes(vector.root2),
        proof,
      }),
  },
  {
    // An inclusion proof in a subtree is one in the tree that its entries alone would be.
    file: 'subtreeinclusion.jsonl',
    set: 'subtree inclusion proofs',
    accepts: (vector, proof) => acceptsInSubtree(vector, proof),
  },
  {
    file: 'subtreeconsistency.jsonl',
    set: 'subtree consistency proofs',
    accepts: (vector, proof) =>
      verifySubtree({
        start: number(vector.start),
        end: number(vector.end),
        subtreeRoot: bytes(vector.root1),
        size: number(vector.size),
        root: bytes(vector.root2),
        proof,
      }),
  },
]

/** transparency-dev/merkle: valid proofs, and proofs that have to be refused. */
export function merkleRows(folder: string): readonly VectorSet[] {
  return files.map(({ file, set, accepts }) => {
    const vectors = readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Vector)
    const misses = vectors
      .filter((vector) => accepts(vector, (vector.proof ?? []).map(bytes)) === vector.wantErr)
      .map((vector) => `${vector.case}: ${vector.wantErr ? 'accepted' : 'refused'}${reasonFor(vector)}`)
    const valid = vectors.filter(({ wantErr }) => !wantErr).length
    return { set: `${set} (${valid} of them valid)`, total: vectors.length, misses }
  })
}

function acceptsInSubtree(vector: Vector, proof: readonly Uint8Array[]): boolean {
  const [start, end] = [number(vector.start), number(vector.end)]
  return verifyInclusion({
    index: number(vector.leafIdx) - start,
    size: end - start,
    leafHash: bytes(vector.leafHash),
    root: bytes(vector.root),
    proof,
  })
}

function reasonFor(vector: Vector): string {
  const lengths = [vector.root1, vector.root2]
    .filter((root) => typeof root === 'string')
    .map((root) => bytes(root).length)
  return lengths.some((length) => length !== 32) ? ' [its roots are not SHA-256 hashes of 32 bytes]' : ''
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

function bytes(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(value), 'base64'))
}
