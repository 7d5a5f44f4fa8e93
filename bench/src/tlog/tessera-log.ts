import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sameBytes, textOf } from '@countersign/tlog/bytes'
import { type Checkpoint, parseCheckpoint } from '@countersign/tlog/checkpoint'
import { parseEntryBundle } from '@countersign/tlog/entry-bundle'
import { MemoryTree } from '@countersign/tlog/merkle/memory-tree'
import { leafHash } from '@countersign/tlog/merkle/tree-hash'
import { verifyConsistency, verifyInclusion } from '@countersign/tlog/merkle/verify-proof'
import { parseVerifierKey, verifyNoteSignature } from '@countersign/tlog/note/note-key'
import { tilePath } from '@countersign/tlog/tile-path'
import type { VectorSet } from './vector-set.ts'

type Log = {
  readonly verifier_key: string
  readonly leaves: readonly string[]
  readonly checkpoint_files: readonly string[]
}

/** A log in tiles that Tessera wrote, with every state it went through. */
export function tesseraRows(folder: string): readonly VectorSet[] {
  const log = JSON.parse(readFileSync(join(folder, 'log.json'), 'utf8')) as Log
  const checkpoints = log.checkpoint_files.map((file) => parseCheckpoint(readFileSync(join(folder, file))))
  const tree = new MemoryTree()
  for (const leaf of log.leaves) tree.append(leafHash(Buffer.from(leaf)))
  const heads = checkpoints.filter(({ size }) => size > 0)
  return [
    checkpointRow(log, checkpoints, tree),
    tileRow(folder, heads, tree, log),
    inclusionRow(heads, tree, log),
    consistencyRow(heads, tree),
    changedByteRow(join(folder, 'log/checkpoint'), log),
  ]
}

function checkpointRow(log: Log, checkpoints: readonly Checkpoint[], tree: MemoryTree): VectorSet {
  const key = parseVerifierKey(log.verifier_key)
  const misses = checkpoints.flatMap(({ note, size, root }) => {
    if (verifyNoteSignature(key, note).kind !== 'valid')
      return [`size ${size}: the signature does not verify`]
    return sameBytes(tree.root(size), root) ? [] : [`size ${size}: another root`]
  })
  return { set: 'Tessera: checkpoints', total: checkpoints.length, misses }
}

/** Each state's partial hash tile and entry bundle, read from their paths. */
function tileRow(folder: string, heads: readonly Checkpoint[], tree: MemoryTree, { leaves }: Log): VectorSet {
  const misses = heads.flatMap(({ size }) => {
    const read = (path: string) => new Uint8Array(readFileSync(join(folder, 'log', path)))
    const entries = parseEntryBundle(read(tilePath({ kind: 'entries', index: 0, width: size })))
    const hashes = read(tilePath({ kind: 'hashes', level: 0, index: 0, width: size }))
    const texts = entries.map((entry) => textOf(entry, 'an entry'))
    const ownHashes = Buffer.concat(entries.map(leafHash))
    return [
      ...(texts.join('\n') === leaves.slice(0, size).join('\n') ? [] : [`size ${size}: other entries`]),
      ...(sameBytes(ownHashes, hashes) && tree.size >= size ? [] : [`size ${size}: other hashes`]),
    ]
  })
  return { set: 'Tessera: hash tiles and entry bundles', total: 2 * heads.length, misses }
}

function inclusionRow(heads: readonly Checkpoint[], tree: MemoryTree, { leaves }: Log): VectorSet {
  const cases = heads.flatMap(({ size, root }) =>
    leaves
      .slice(0, size)
      .map((leaf, index) => ({ index, size, root, leafHash: leafHash(Buffer.from(leaf)) })),
  )
  const misses = cases
    .filter((one) => !verifyInclusion({ ...one, proof: tree.inclusionProof(one.index, one.size) }))
    .map(({ index, size }) => `entry ${index} in ${size}`)
  return { set: 'Tessera: inclusion proofs', total: cases.length, misses }
}

function consistencyRow(heads: readonly Checkpoint[], tree: MemoryTree): VectorSet {
  const cases = heads.flatMap((old) =>
    heads.filter(({ size }) => size >= old.size).map((now) => ({ old, now })),
  )
  const misses = cases
    .filter(({ old, now }) => {
      const proof = tree.consistencyProof(old.size, now.size)
      const claim = { oldSize: old.size, oldRoot: old.root, newSize: now.size, newRoot: now.root, proof }
      return !verifyConsistency(claim)
    })
    .map(({ old, now }) => `${old.size} to ${now.size}`)
  return { set: 'Tessera: consistency proofs', total: cases.length, misses }
}

/** Any changed bit of a checkpoint makes it one that nobody signed, or no checkpoint. */
function changedByteRow(file: string, log: Log): VectorSet {
  const key = parseVerifierKey(log.verifier_key)
  const bytes = new Uint8Array(readFileSync(file))
  const bits = Array.from({ length: bytes.length * 8 }, (_, bit) => bit)
  const misses = bits.filter((bit) => {
    const changed = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    try {
      return verifyNoteSignature(key, parseCheckpoint(changed).note).kind === 'valid'
    } catch {
      return false
    }
  })
  return {
    set: 'Tessera: changed bits refused',
    total: bits.length,
    misses: misses.map((bit) => `bit ${bit}`),
  }
}
