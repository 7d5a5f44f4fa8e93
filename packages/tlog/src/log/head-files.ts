import { decodeBase64, encodeBase64 } from '../base64.ts'
import { sameBytes, textOf, utf8 } from '../bytes.ts'
import {
  type Checkpoint,
  formatCheckpointText,
  parseCheckpoint,
  parseCheckpointText,
  type TreeHead,
} from '../checkpoint.ts'
import { FormatError } from '../format-error.ts'
import { sha256 } from '../merkle/tree-hash.ts'
import { type NoteSigner, verifyNoteSignature } from '../note/note-key.ts'
import type { VerifierKey } from '../note/verifier-key.ts'
import { type LogDisk, replaceDurably } from './log-disk.ts'
import { LogError } from './log-error.ts'

/** The newest signed checkpoint, as it is served. */
export const checkpointPath = 'checkpoint'
/** The newest that witnesses have cosigned. */
export const cosignedPath = 'checkpoint.cosigned'
/** What is about to be signed, with its own hash: written and synced before any signature is made. */
export const pendingPath = 'checkpoint.pending'

export type Read<Value> =
  | { readonly kind: 'good'; readonly value: Value }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged' }

export async function writePending(disk: LogDisk, head: TreeHead): Promise<void> {
  const text = formatCheckpointText(head)
  await replaceDurably(disk, pendingPath, utf8(`${text}\n${encodeBase64(sha256(utf8(text)))}\n`))
}

export async function readPending(disk: LogDisk): Promise<Read<TreeHead>> {
  return readAs(disk, pendingPath, (bytes) => {
    const [text = '', hash = ''] = textOf(bytes, pendingPath).split('\n\n')
    const expected = sha256(utf8(`${text}\n`))
    if (!sameBytes(decodeBase64(hash.replace(/\n$/, ''), pendingPath), expected))
      throw new FormatError('changed')
    return parseCheckpointText(`${text}\n`)
  })
}

/** Good when every one of the keys signed it. */
export async function readSigned(
  disk: LogDisk,
  path: string,
  keys: readonly VerifierKey[],
): Promise<Read<Checkpoint>> {
  return readAs(disk, path, (bytes) => {
    const checkpoint = parseCheckpoint(bytes)
    if (keys.some((key) => verifyNoteSignature(key, checkpoint.note).kind !== 'valid'))
      throw new FormatError('not signed')
    return checkpoint
  })
}

async function readAs<Value>(
  disk: LogDisk,
  path: string,
  parse: (bytes: Uint8Array) => Value,
): Promise<Read<Value>> {
  const bytes = await disk.read(path)
  if (bytes === undefined) return { kind: 'absent' }
  try {
    return { kind: 'good', value: parse(bytes) }
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'damaged' }
    throw error
  }
}

export type Base = {
  /** The greatest tree that was, or was about to be, signed. */
  readonly head: TreeHead | undefined
  /** The signed one that is served, when it is whole and of the same size. */
  readonly checkpoint: Checkpoint | undefined
  /** A smaller one that was signed: the greater tree has to contain it. */
  readonly older: Checkpoint | undefined
  readonly damagedFiles: readonly string[]
}

/**
 * From where to go on. Of the two files one may be damaged: either holds what the other has, or what comes after it.
 * @throws LogError LOG_DAMAGED, LOG_WOULD_FORK, LOG_WRONG_KEYS
 */
export async function readBase(disk: LogDisk, origin: string, signers: readonly NoteSigner[]): Promise<Base> {
  const keys = signers.map(({ verifierKey }) => verifierKey)
  const [pending, signed] = [await readPending(disk), await readSigned(disk, checkpointPath, keys)]
  const heads = [pending, signed].flatMap((read) => (read.kind === 'good' ? [read.value] : []))
  const damagedFiles = [
    ...(pending.kind === 'damaged' ? [pendingPath] : []),
    ...(signed.kind === 'damaged' ? [checkpointPath] : []),
  ]
  if (heads.length === 0 && damagedFiles.length > 0)
    throw new LogError(
      'LOG_DAMAGED',
      `${damagedFiles.join(' and ')} cannot be read: restore the log's folder from a copy`,
    )
  const stranger = heads.find((head) => head.origin !== origin)
  if (stranger !== undefined)
    throw new LogError('LOG_WRONG_KEYS', `the folder holds the log ${stranger.origin}, not ${origin}`)
  const [head] = heads.toSorted((a, b) => b.size - a.size)
  const same = heads.filter(({ size }) => size === head?.size)
  if (same.some(({ root }) => !sameBytes(root, same[0]?.root as Uint8Array)))
    throw new LogError(
      'LOG_WOULD_FORK',
      `${checkpointPath} and ${pendingPath} have two roots for size ${head?.size}`,
    )
  const isNewest = signed.kind === 'good' && signed.value.size === head?.size
  const checkpoint = isNewest ? signed.value : undefined
  const older = signed.kind === 'good' && !isNewest ? signed.value : undefined
  return { head, checkpoint, older, damagedFiles }
}
