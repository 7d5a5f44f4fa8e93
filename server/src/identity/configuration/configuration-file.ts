import { createHash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** A document as it was pushed: its path says what it is beside the others of its configuration. */
export type ConfigurationFile = { readonly path: string; readonly text: string }

/** What is stored: the same files in whatever order give the same bytes and the same hash. */
export type PackedFiles = { readonly content: Buffer; readonly sha256: string; readonly bytes: number }

export function packFiles(files: readonly ConfigurationFile[]): PackedFiles {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const plain = Buffer.from(JSON.stringify(sorted.map(({ path, text }) => [path, text])))
  return {
    content: zstdCompressSync(plain),
    sha256: createHash('sha256').update(plain).digest('hex'),
    bytes: plain.length,
  }
}

/** `bytes` was noted when they were packed, and bounds what is unpacked. */
export function unpackFiles(content: Buffer, bytes: number): readonly ConfigurationFile[] {
  const plain = zstdDecompressSync(content, { maxOutputLength: Math.max(bytes, 1) })
  return (JSON.parse(plain.toString()) as [string, string][]).map(([path, text]) => ({ path, text }))
}
