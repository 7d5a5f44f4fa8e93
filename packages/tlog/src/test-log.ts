import { utf8 } from './bytes.ts'
import { SimDisk } from './log/sim-disk.ts'
import { type LogOptions, openLog, type TransparencyLog } from './log.ts'
import { type LocalSigner, noteSigner } from './note/note-key.ts'

export const testOrigin = 'log.example/tenant-1/eu'
export const testSigner: LocalSigner = noteSigner(testOrigin, 'ed25519', new Uint8Array(32).fill(7))
export const testMlDsaSigner: LocalSigner = noteSigner(
  testOrigin,
  'ml-dsa-44-cosignature',
  new Uint8Array(32).fill(8),
)
export const testWitness: LocalSigner = noteSigner(
  'witness.example/w1',
  'ed25519-cosignature',
  new Uint8Array(32).fill(9),
)

export const testNowMs = 1_772_582_400_000

/** Numbers from 0 to 1 that a seed decides: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function testDisk(): SimDisk {
  return new SimDisk(seededRandom(1))
}

/** A log that makes checkpoints only when told to. */
export function openTestLog(disk: SimDisk, options: Partial<LogOptions> = {}): Promise<TransparencyLog> {
  return openLog({
    disk,
    origin: testOrigin,
    signers: [testSigner],
    nowMs: () => testNowMs,
    publishIntervalMs: 0,
    ...options,
  })
}

/** Entries of different lengths, the empty one among them. */
export function testEntry(index: number): Uint8Array {
  return utf8(index % 7 === 3 ? '' : `entry ${index} ${'x'.repeat(index % 50)}`)
}

export function testEntries(first: number, count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, at) => testEntry(first + at))
}
