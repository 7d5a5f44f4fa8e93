import type { Found } from '../fields.ts'
import { textOf } from '../fields.ts'

const algorithms = { md5: 1, sha1: 2, sha256: 3, hassh: 20 } as const
const captions = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', hassh: 'HASSH' } as const

export type Algorithm = keyof typeof algorithms

/** OCSF `fingerprint`, or undefined when the source has none. */
export function fingerprint(algorithm: Algorithm, value: Found): object | undefined {
  const text = textOf(value)
  return text === undefined
    ? undefined
    : { algorithm: captions[algorithm], algorithm_id: algorithms[algorithm], value: text }
}

const algorithmsOfLength: ReadonlyMap<number, Algorithm> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
])

/** A digest whose algorithm only its length tells; the colons of certificate fingerprints do not count. */
export function digest(value: Found): object | undefined {
  const text = textOf(value)
  if (text === undefined) return undefined
  const algorithm = algorithmsOfLength.get(text.replaceAll(':', '').length)
  return algorithm === undefined
    ? { algorithm: 'Unknown', algorithm_id: 0, value: text }
    : fingerprint(algorithm, text)
}

/** The digests of a file that a sensor computed. */
export function fileHashes(md5: Found, sha1: Found, sha256: Found): readonly object[] | undefined {
  const found = [fingerprint('md5', md5), fingerprint('sha1', sha1), fingerprint('sha256', sha256)].filter(
    (hash) => hash !== undefined,
  )
  return found.length === 0 ? undefined : found
}
