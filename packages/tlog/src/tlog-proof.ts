import { decodeBase64, encodeBase64 } from './base64.ts'
import { boundedText } from './bytes.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { parseDecimal } from './decimal.ts'
import { FormatError } from './format-error.ts'
import { formatSignedNote, noteLimits } from './note/signed-note.ts'

/** A `.tlog-proof` file (c2sp.org/tlog-proof): that the entry `index` is in the checkpointed tree. Nothing is verified. */
export type TlogProof = {
  readonly index: number
  /** From the leaf's sibling up: 32 bytes each. */
  readonly hashes: readonly Uint8Array[]
  /** Not authenticated by anything. */
  readonly extra?: Uint8Array
  readonly checkpoint: Checkpoint
}

export const proofLimits = {
  /** A tree of 2^63 entries has no longer one. */
  proofHashesMax: 63,
  proofExtraMaxBytes: 65_536,
  proofMaxBytes: noteLimits.noteMaxBytes + 131_072,
} as const

const header = 'c2sp.org/tlog-proof@v1'
const hashBytes = 32

/** @throws FormatError */
export function parseTlogProof(input: Uint8Array | string): TlogProof {
  const text = boundedText(input, proofLimits.proofMaxBytes, 'the proof')
  const split = text.indexOf('\n\n')
  if (split < 0) throw new FormatError('the proof has no checkpoint after an empty line')
  const [first, ...lines] = text.slice(0, split).split('\n')
  if (first !== header) throw new FormatError(`a proof begins with ${header}`)
  const extra = lines[0]?.startsWith('extra ') ? parseExtra(lines.shift() as string) : undefined
  const index = parseIndex(lines.shift())
  return {
    index,
    hashes: parseHashLines(lines, proofLimits.proofHashesMax),
    ...(extra === undefined ? {} : { extra }),
    checkpoint: parseCheckpoint(text.slice(split + 2)),
  }
}

export function formatTlogProof({ index, hashes, extra, checkpoint }: TlogProof): string {
  const extraLine = extra === undefined ? '' : `extra ${encodeBase64(extra)}\n`
  const hashLines = hashes.map((hash) => `${encodeBase64(hash)}\n`).join('')
  return `${header}\n${extraLine}index ${index}\n${hashLines}\n${formatSignedNote(checkpoint.note)}`
}

/** Lines of one base 64 hash each. @throws FormatError */
export function parseHashLines(lines: readonly string[], max: number): readonly Uint8Array[] {
  if (lines.length > max) throw new FormatError(`the proof has ${lines.length} hashes, more than ${max}`)
  return lines.map((line) => {
    const hash = decodeBase64(line, 'a hash of the proof')
    if (hash.length !== hashBytes) throw new FormatError(`a hash of the proof is ${hash.length} bytes`)
    return hash
  })
}

function parseExtra(line: string): Uint8Array {
  const extra = decodeBase64(line.slice('extra '.length), 'the extra data of the proof')
  if (extra.length > proofLimits.proofExtraMaxBytes)
    throw new FormatError(`the extra data of the proof is more than ${proofLimits.proofExtraMaxBytes} bytes`)
  return extra
}

function parseIndex(line: string | undefined): number {
  if (!line?.startsWith('index ')) throw new FormatError('the proof has no index line')
  return parseDecimal(line.slice('index '.length), 'the index of the proof')
}
