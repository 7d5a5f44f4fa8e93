import { decodeBase64, encodeBase64 } from '../base64.ts'
import { boundedText, concatBytes, hexOf, utf8 } from '../bytes.ts'
import { FormatError } from '../format-error.ts'

export const noteLimits = {
  /** A note with its signatures. */
  noteMaxBytes: 1_000_000,
  /** The specification asks for at least 16. */
  noteSignaturesMax: 64,
} as const

/** One signature line. `keyId` is 8 hexadecimal digits; `signature` is what follows it in the line. */
export type NoteSignature = {
  readonly name: string
  readonly keyId: string
  readonly signature: Uint8Array
}

/** A signed note of c2sp.org/signed-note: `text` ends in a newline and is what signatures are over. Nothing is verified. */
export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] }

const linePrefix = '— '
const keyIdBytes = 4
// biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids exactly these
const controlCharacter = /[\u0000-\u0009\u000b-\u001f]/

/** @throws FormatError when the note is not as c2sp.org/signed-note says */
export function parseSignedNote(input: Uint8Array | string): SignedNote {
  const note = boundedText(input, noteLimits.noteMaxBytes, 'the note')
  if (controlCharacter.test(note)) throw new FormatError('the note holds a control character')
  // "The text is separated from the signatures by the last empty line in the note."
  const split = note.lastIndexOf('\n\n')
  if (split < 0) throw new FormatError('the note has no blank line before its signatures')
  return { text: note.slice(0, split + 1), signatures: parseSignatureLines(note.slice(split + 2)) }
}

/** Signature lines alone, as a witness answers with them. At least one. @throws FormatError */
export function parseSignatureLines(lines: string): readonly NoteSignature[] {
  if (!lines.endsWith('\n')) throw new FormatError('the last signature line does not end in a newline')
  const split = lines.slice(0, -1).split('\n')
  if (split.length > noteLimits.noteSignaturesMax)
    throw new FormatError(`there are more than ${noteLimits.noteSignaturesMax} signatures`)
  return split.map(parseSignatureLine)
}

function parseSignatureLine(line: string): NoteSignature {
  if (!line.startsWith(linePrefix)) throw new FormatError('a signature line does not begin with an em dash')
  const [name = '', base64 = '', ...rest] = line.slice(linePrefix.length).split(' ')
  if (!isKeyName(name) || rest.length > 0) throw new FormatError('a signature line has no valid key name')
  const bytes = decodeBase64(base64, 'a signature')
  if (bytes.length <= keyIdBytes) throw new FormatError('a signature line holds no signature')
  return { name, keyId: hexOf(bytes.subarray(0, keyIdBytes)), signature: bytes.slice(keyIdBytes) }
}

/** The note as text. @throws FormatError when a text or a name cannot be in a note */
export function formatSignedNote({ text, signatures }: SignedNote): string {
  const note = `${text}\n${signatures.map(formatSignatureLine).join('')}`
  if (!text.endsWith('\n')) throw new FormatError('the text of a note ends in a newline')
  parseSignedNote(note)
  return note
}

export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `${linePrefix}${name} ${encodeBase64(concatBytes([bytesOfKeyId(keyId), signature]))}\n`
}

/** Key names are not empty and hold neither Unicode spaces nor plus signs nor control characters. */
export function isKeyName(name: string): boolean {
  return (
    name !== '' && !/[\p{White_Space}+]/u.test(name) && !controlCharacter.test(name) && name.isWellFormed()
  )
}

/** The same note with signatures added; a line that is already there is not repeated. */
export function withSignatures(note: SignedNote, added: readonly NoteSignature[]): SignedNote {
  const lines = new Map([...note.signatures, ...added].map((one) => [formatSignatureLine(one), one]))
  return { text: note.text, signatures: [...lines.values()] }
}

/** Bytes of a note's text: what a plain Ed25519 signature is over. */
export function noteBytes(text: string): Uint8Array {
  return utf8(text)
}

function bytesOfKeyId(keyId: string): Uint8Array {
  return Uint8Array.from({ length: keyIdBytes }, (_, at) =>
    Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16),
  )
}
