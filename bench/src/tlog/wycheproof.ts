import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Algorithm, verifySignature } from '@countersign/tlog/note/algorithms'
import type { VectorSet } from './vector-set.ts'

type Test = {
  readonly tcId: number
  readonly comment: string
  readonly msg: string
  readonly sig: string
  readonly ctx?: string
  readonly result: 'valid' | 'invalid' | 'acceptable'
}

type Group = { readonly publicKey: string | { readonly pk: string }; readonly tests: readonly Test[] }

const files: readonly { readonly file: string; readonly algorithm: Algorithm }[] = [
  { file: 'ed25519_test.json', algorithm: 'Ed25519' },
  { file: 'mldsa_44_verify_test.json', algorithm: 'ML-DSA-44' },
]

/** C2SP/wycheproof: signatures that have to be accepted, and those that must not be. */
export function wycheproofRows(folder: string): readonly VectorSet[] {
  return files.map(({ file, algorithm }) => {
    const { testGroups } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      readonly testGroups: readonly Group[]
    }
    const misses = testGroups.flatMap(({ publicKey, tests }) => {
      const key = bytes(typeof publicKey === 'string' ? publicKey : publicKey.pk)
      return tests.filter((test) => accepts(algorithm, key, test) !== (test.result === 'valid'))
    })
    return {
      set: `${algorithm} signatures (wycheproof)`,
      total: testGroups.reduce((sum, { tests }) => sum + tests.length, 0),
      misses: misses.map(({ tcId, comment, result }) => `${file} ${tcId}: should be ${result} (${comment})`),
    }
  })
}

function accepts(algorithm: Algorithm, publicKey: Uint8Array, { msg, sig, ctx }: Test): boolean {
  const context = ctx === undefined ? {} : { context: bytes(ctx) }
  return verifySignature({ algorithm, publicKey, message: bytes(msg), signature: bytes(sig), ...context })
}

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
