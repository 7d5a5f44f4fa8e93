import { encodeBase64 } from './base64.ts'
import { boundedText } from './bytes.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { parseDecimal } from './decimal.ts'
import { FormatError } from './format-error.ts'
import { formatSignedNote, noteLimits } from './note/signed-note.ts'
import { parseHashLines } from './tlog-proof.ts'

/** The body of `POST <prefix>/add-checkpoint`: c2sp.org/tlog-witness. */
export type AddCheckpoint = {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: Checkpoint
}

export const witnessLimits = {
  /** "The client MUST NOT send more than 63 consistency proof lines." */
  consistencyLinesMax: 63,
  addCheckpointMaxBytes: noteLimits.noteMaxBytes + 8_192,
} as const

/** The content type of a 409 that tells the witness's own size. */
export const sizeContentType = 'text/x.tlog.size'

/** @throws FormatError */
export function parseAddCheckpoint(input: Uint8Array | string): AddCheckpoint {
  const text = boundedText(input, witnessLimits.addCheckpointMaxBytes, 'the request')
  const split = text.indexOf('\n\n')
  if (split < 0) throw new FormatError('the request has no checkpoint after an empty line')
  const [first = '', ...lines] = text.slice(0, split).split('\n')
  if (!first.startsWith('old ')) throw new FormatError('the request does not begin with an old size')
  return {
    oldSize: parseDecimal(first.slice('old '.length), 'the old size'),
    proof: parseHashLines(lines, witnessLimits.consistencyLinesMax),
    checkpoint: parseCheckpoint(text.slice(split + 2)),
  }
}

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  const hashLines = proof.map((hash) => `${encodeBase64(hash)}\n`).join('')
  return `old ${oldSize}\n${hashLines}\n${formatSignedNote(checkpoint.note)}`
}

/** The body of a 409: the size the witness last cosigned. @throws FormatError */
export function parseSizeConflict(body: string): number {
  if (!body.endsWith('\n')) throw new FormatError('the size does not end in a newline')
  return parseDecimal(body.slice(0, -1), 'the size')
}

export function formatSizeConflict(size: number): string {
  return `${size}\n`
}
