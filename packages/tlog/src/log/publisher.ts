import { sameBytes, utf8 } from '../bytes.ts'
import { type Checkpoint, formatCheckpointText, parseCheckpoint, type TreeHead } from '../checkpoint.ts'
import type { NoteSigner } from '../note/note-key.ts'
import { verifyNoteSignature } from '../note/note-key.ts'
import { formatSignedNote, withSignatures } from '../note/signed-note.ts'
import type { VerifierKey } from '../note/verifier-key.ts'
import {
  checkpointPath,
  cosignedPath,
  pendingPath,
  readPending,
  readSigned,
  writePending,
} from './head-files.ts'
import { type LogDisk, replaceDurably } from './log-disk.ts'
import { LogError } from './log-error.ts'

export type PublisherOptions = {
  readonly disk: LogDisk
  readonly signers: readonly NoteSigner[]
  readonly witnesses: readonly VerifierKey[]
  readonly nowMs: () => number
}

/** Checkpoints a witness may still answer about. */
const recentMax = 64

/** Signs tree heads, each size once only, and keeps what witnesses say about them. */
export class Publisher {
  private readonly options: PublisherOptions
  private newest: Checkpoint | undefined
  private cosigned: Checkpoint | undefined
  private readonly recent = new Map<string, Checkpoint>()
  private saving: Promise<unknown> = Promise.resolve()

  constructor(options: PublisherOptions, newest: Checkpoint | undefined) {
    this.options = options
    if (newest !== undefined) this.adopt(newest)
  }

  published(): Checkpoint {
    if (this.newest === undefined) throw new LogError('LOG_NO_SUCH_ENTRY', 'no checkpoint was signed yet')
    return this.newest
  }

  /** The newest cosigned checkpoint when it covers the entry, else the newest one. */
  covering(index: number): Checkpoint {
    const { cosigned } = this
    return cosigned !== undefined && index < cosigned.size ? cosigned : this.published()
  }

  /**
   * Signs a head and writes it. It is on disk before a key touches it, so that after a crash the same one is signed again,
   * and no other. `adopt` then makes it the one that is given out, together with the tiles that it covers.
   * @throws LogError LOG_WOULD_FORK
   */
  async sign(head: TreeHead): Promise<Checkpoint> {
    this.refuseFork(head)
    const { disk, signers, nowMs } = this.options
    await writePending(disk, head)
    const text = formatCheckpointText(head)
    const seconds = Math.floor(nowMs() / 1000)
    const signatures = await Promise.all(signers.map((signer) => signer.sign(text, seconds)))
    const checkpoint = { ...head, note: { text, signatures } }
    await this.writeCheckpoint(checkpoint)
    return checkpoint
  }

  private async writeCheckpoint({ note }: Checkpoint): Promise<void> {
    await replaceDurably(this.options.disk, checkpointPath, utf8(formatSignedNote(note)))
  }

  private refuseFork({ size, root }: TreeHead): void {
    const { newest } = this
    if (newest === undefined || size > newest.size) return
    if (size === newest.size && sameBytes(root, newest.root)) return
    throw new LogError(
      'LOG_WOULD_FORK',
      `a checkpoint of ${newest.size} entries was signed; one of ${size} is not`,
    )
  }

  adopt(checkpoint: Checkpoint): void {
    this.newest = checkpoint
    this.recent.set(checkpoint.note.text, checkpoint)
    if (this.recent.size > recentMax) this.recent.delete(this.recent.keys().next().value as string)
  }

  /**
   * Takes over the cosignatures of witnesses that the log knows, from a checkpoint of this log with their lines added.
   * Resolves to how many of them verify; unknown lines are left out, and nothing is taken over when none verifies.
   * @throws FormatError
   */
  async addCosignatures(text: string): Promise<number> {
    const { note } = parseCheckpoint(text)
    const own = this.recent.get(note.text)
    const valid = this.options.witnesses.filter((key) => verifyNoteSignature(key, note).kind === 'valid')
    if (own === undefined || valid.length === 0) return 0
    const lines = note.signatures.filter(({ name, keyId }) =>
      valid.some((key) => key.name === name && key.keyId === keyId),
    )
    const merged = { ...own, note: withSignatures(own.note, lines) }
    this.recent.set(note.text, merged)
    if (this.newest?.note.text === note.text) this.newest = merged
    if (this.cosigned === undefined || merged.size >= this.cosigned.size) await this.keepCosigned(merged)
    return valid.length
  }

  private async keepCosigned(checkpoint: Checkpoint): Promise<void> {
    this.cosigned = checkpoint
    const bytes = utf8(formatSignedNote(checkpoint.note))
    this.saving = this.saving
      .catch(() => {})
      .then(() => replaceDurably(this.options.disk, cosignedPath, bytes))
    await this.saving
  }

  /** Takes up the cosigned checkpoint of an earlier run. False when there is one that does not verify. */
  async loadCosigned(): Promise<boolean> {
    const { disk, signers, witnesses } = this.options
    const keys = signers.map(({ verifierKey }) => verifierKey)
    const read = await readSigned(disk, cosignedPath, keys)
    if (read.kind !== 'good') return read.kind === 'absent'
    const verdicts = witnesses.map((key) => verifyNoteSignature(key, read.value.note).kind)
    if (verdicts.includes('invalid') || !verdicts.includes('valid')) return false
    this.cosigned = read.value
    if (this.newest?.note.text === read.value.note.text) this.adopt(read.value)
    return true
  }

  /** Reads the files of the heads again, and writes those that are not what they should be. Resolves to their paths. */
  async mendFiles(): Promise<readonly string[]> {
    const { disk, signers } = this.options
    const keys = signers.map(({ verifierKey }) => verifierKey)
    const newest = this.published()
    const mended: string[] = []
    const signed = await readSigned(disk, checkpointPath, keys)
    if (signed.kind !== 'good' || signed.value.note.text !== newest.note.text) {
      await this.writeCheckpoint(newest)
      mended.push(checkpointPath)
    }
    const pending = await readPending(disk)
    if (pending.kind !== 'good' || pending.value.size !== newest.size) {
      await writePending(disk, newest)
      mended.push(pendingPath)
    }
    const { cosigned } = this
    if (cosigned !== undefined && !(await this.isWhole(cosigned))) {
      await this.keepCosigned(cosigned)
      mended.push(cosignedPath)
    }
    return mended
  }

  private async isWhole({ note }: Checkpoint): Promise<boolean> {
    const bytes = await this.options.disk.read(cosignedPath)
    return bytes !== undefined && sameBytes(bytes, utf8(formatSignedNote(note)))
  }
}
