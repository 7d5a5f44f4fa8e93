import assert from 'node:assert/strict'
import { sameBytes } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { isLogError } from './log/log-error.ts'
import type { SimDisk } from './log/sim-disk.ts'
import type { TransparencyLog } from './log.ts'
import { MemoryTree } from './merkle/memory-tree.ts'
import { leafHash } from './merkle/tree-hash.ts'
import { verifyNoteSignature } from './note/note-key.ts'
import { formatSignedNote, withSignatures } from './note/signed-note.ts'
import { openTestLog, testDisk, testEntries, testNowMs, testSigner, testWitness } from './test-log.ts'
import { type TileName, tilePath, tileWidth, widthInTree } from './tile-path.ts'

/** A log of some tiles, closed or crashed, and what it serves while it is whole. */
export type Specimen = {
  readonly disk: SimDisk
  /** Tiles and bundles by their place, whatever their width. */
  readonly resources: ReadonlyMap<string, Uint8Array>
  readonly tree: MemoryTree
}

const entryCount = 900
const witnesses = [testWitness.verifierKey]

/** `crashed`: the last entries are only in the journal, in several commits. */
export async function specimen(state: 'closed' | 'crashed'): Promise<Specimen> {
  const disk = testDisk()
  const log = await openTestLog(disk, { witnesses })
  await log.append(testEntries(0, entryCount))
  const { note } = await log.publish()
  const line = testWitness.sign(note.text, testNowMs / 1000)
  await log.addCosignatures(formatSignedNote(withSignatures(note, [line])))
  if (state === 'closed') await log.close()
  else for (let at = 0; at < 5; at++) await log.append(testEntries(entryCount + 20 * at, 20))
  const whole = await openTestLog(disk.copy(), { witnesses })
  const tree = new MemoryTree()
  for (const entry of testEntries(0, whole.size)) tree.append(leafHash(entry))
  return { disk: disk.copy(), resources: await served(whole), tree }
}

/** What a reader of the log gets: every tile and every bundle. */
async function served(log: TransparencyLog): Promise<ReadonlyMap<string, Uint8Array>> {
  const resources = new Map<string, Uint8Array>()
  const read = async (tile: TileName) => {
    const bytes = await log.readResource(tilePath(tile)).catch(undefinedWhenDamaged)
    if (bytes !== undefined) resources.set(tilePath({ ...tile, width: tileWidth }), bytes)
  }
  for (let index = 0; index * tileWidth < log.size; index++) {
    const width = widthInTree(0, index, log.size)
    await read({ kind: 'entries', index, width })
    await read({ kind: 'hashes', level: 0, index, width })
  }
  await read({ kind: 'hashes', level: 1, index: 0, width: widthInTree(1, 0, log.size) })
  return resources
}

function undefinedWhenDamaged(error: unknown): undefined {
  if (!isLogError(error, 'LOG_DAMAGED')) throw error
}

export type FlipOutcome = 'refused' | 'reported' | 'mended'

/**
 * Turns one bit of one file over and reads everything. Throws when anything that differs is served, or when the damage
 * goes unnoticed.
 */
export async function flipTrial(
  { disk, resources, tree }: Specimen,
  random: () => number,
): Promise<FlipOutcome> {
  const flipped = disk.copy()
  const { path, bit } = flipped.flipBit(random)
  const what = `bit ${bit} of ${path}`
  let log: TransparencyLog
  try {
    log = await openTestLog(flipped, { witnesses })
  } catch (error) {
    assert.ok(isLogError(error, 'LOG_DAMAGED') || isLogError(error, 'LOG_WOULD_FORK'), `${what}: ${error}`)
    return 'refused'
  }
  const { note, size, root } = parseCheckpoint(log.checkpoint())
  assert.equal(verifyNoteSignature(testSigner.verifierKey, note).kind, 'valid', what)
  assert.ok(sameBytes(root, tree.root(size)), `${what}: another root is served`)
  for (const [name, bytes] of await served(log)) {
    const before = resources.get(name)?.subarray(0, bytes.length) ?? new Uint8Array(0)
    assert.ok(sameBytes(before, bytes), `${what}: ${name} is served changed`)
  }
  const audit = await log.audit()
  const { mendedFiles, discardedBytes } = log.recovered
  if (audit.damaged.length > 0) return 'reported'
  assert.ok(mendedFiles.length + audit.mendedFiles.length + discardedBytes > 0, `${what} goes unnoticed`)
  return discardedBytes > 0 ? 'reported' : 'mended'
}
