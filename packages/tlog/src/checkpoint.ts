import { decodeBase64, encodeBase64 } from './base64.ts'
import { parseDecimal } from './decimal.ts'
import { FormatError } from './format-error.ts'
import { parseSignedNote, type SignedNote } from './note/signed-note.ts'

/** What a checkpoint says (c2sp.org/tlog-checkpoint): of the log `origin`, `size` entries have the root `root`. */
export type TreeHead = {
  readonly origin: string
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Lines after the third. ML-DSA-44 cosignatures do not cover them: never rely on them. */
  readonly extensions: readonly string[]
}

export type Checkpoint = TreeHead & { readonly note: SignedNote }

const rootBytes = 32

/** A note's text as a tree head. @throws FormatError */
export function parseCheckpointText(text: string): TreeHead {
  if (!text.endsWith('\n')) throw new FormatError('a checkpoint ends in a newline')
  const [origin = '', size, root, ...extensions] = text.slice(0, -1).split('\n')
  if (size === undefined || root === undefined) throw new FormatError('a checkpoint has at least three lines')
  if (origin === '') throw new FormatError('a checkpoint has no origin')
  if (extensions.includes('')) throw new FormatError('a checkpoint has an empty extension line')
  const hash = decodeBase64(root, "a checkpoint's root")
  if (hash.length !== rootBytes) throw new FormatError(`a checkpoint's root is ${hash.length} bytes`)
  return { origin, size: parseDecimal(size, "a checkpoint's size"), root: hash, extensions }
}

/** A whole signed checkpoint. No signature is verified. @throws FormatError */
export function parseCheckpoint(input: Uint8Array | string): Checkpoint {
  const note = parseSignedNote(input)
  return { ...parseCheckpointText(note.text), note }
}

export function formatCheckpointText({ origin, size, root, extensions }: TreeHead): string {
  const text = `${[origin, size, encodeBase64(root), ...extensions].join('\n')}\n`
  parseCheckpointText(text)
  return text
}
