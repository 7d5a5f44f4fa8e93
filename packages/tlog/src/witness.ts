import { sameBytes } from './bytes.ts'
import type { Checkpoint } from './checkpoint.ts'
import { FormatError } from './format-error.ts'
import { emptyRoot } from './merkle/tree-hash.ts'
import { verifyConsistency } from './merkle/verify-proof.ts'
import { type NoteSigner, verifyNoteSignature } from './note/note-key.ts'
import { formatSignatureLine } from './note/signed-note.ts'
import type { VerifierKey } from './note/verifier-key.ts'
import {
  type AddCheckpoint,
  formatSizeConflict,
  parseAddCheckpoint,
  sizeContentType,
} from './witness-protocol.ts'

/** The newest tree of a log that the witness has cosigned. */
export type WitnessRecord = { readonly origin: string; readonly size: number; readonly root: Uint8Array }

export type WitnessStore = {
  readonly load: (origin: string) => Promise<WitnessRecord | undefined>
  /** Resolves when the record survives a crash: the cosignature leaves only then. */
  readonly save: (record: WitnessRecord) => Promise<void>
}

/** Signed by the log, and not consistent with what it signed before: whoever runs the witness wants to keep this. */
export type Conflict = {
  readonly recorded: WitnessRecord
  readonly submitted: Checkpoint
  readonly reason: 'another-root-at-this-size' | 'no-consistency-proof'
}

export type WitnessOptions = {
  /** Cosigners: types `ed25519-cosignature` and `ml-dsa-44-cosignature`. */
  readonly signers: readonly NoteSigner[]
  /** Which logs are known: the name of a key is the origin. */
  readonly logs: readonly VerifierKey[]
  readonly store: WitnessStore
  readonly nowMs: () => number
  readonly onConflict?: (conflict: Conflict) => void
}

export type WitnessAnswer = { readonly status: number; readonly contentType: string; readonly body: string }

export type Witness = {
  /** Answers `POST <prefix>/add-checkpoint` of c2sp.org/tlog-witness. Throws only what the store throws. */
  readonly addCheckpoint: (body: Uint8Array | string) => Promise<WitnessAnswer>
}

const noRecord = { size: 0, root: emptyRoot }

export function createWitness(options: WitnessOptions): Witness {
  /** Per log, one request after the other: what is compared with the record is what replaces it. */
  const turns = new Map<string, Promise<unknown>>()
  return {
    addCheckpoint: async (body) => {
      const request = readRequest(body)
      if ('status' in request) return request
      const { origin } = request.checkpoint
      const refusal = refuseStranger(options, request.checkpoint)
      if (refusal !== undefined) return refusal
      const answer = (turns.get(origin) ?? Promise.resolve()).then(() => judge(options, request))
      turns.set(
        origin,
        answer.catch(() => {}),
      )
      return answer
    },
  }
}

function readRequest(body: Uint8Array | string): AddCheckpoint | WitnessAnswer {
  try {
    return parseAddCheckpoint(body)
  } catch (error) {
    if (error instanceof FormatError) return plain(400, error.message)
    throw error
  }
}

function refuseStranger({ logs }: WitnessOptions, { origin, note }: Checkpoint): WitnessAnswer | undefined {
  const keys = logs.filter(({ name }) => name === origin)
  if (keys.length === 0) return plain(404, `the log ${origin} is not known here`)
  const verdicts = keys.map((key) => verifyNoteSignature(key, note))
  const bad = verdicts.find((verdict) => verdict.kind === 'invalid')
  if (bad !== undefined) return plain(403, bad.reason)
  return verdicts.some(({ kind }) => kind === 'valid') ? undefined : plain(403, 'no key of the log signed it')
}

async function judge(
  options: WitnessOptions,
  { oldSize, proof, checkpoint }: AddCheckpoint,
): Promise<WitnessAnswer> {
  const { origin, size, root } = checkpoint
  if (oldSize > size) return plain(400, 'the old size is greater than the size of the checkpoint')
  const recorded = (await options.store.load(origin)) ?? { origin, ...noRecord }
  if (recorded.size !== oldSize) return conflict(recorded)
  if (oldSize === size && !sameBytes(root, recorded.root)) {
    options.onConflict?.({ recorded, submitted: checkpoint, reason: 'another-root-at-this-size' })
    return conflict(recorded)
  }
  if (!isConsistent(recorded, checkpoint, proof)) {
    options.onConflict?.({ recorded, submitted: checkpoint, reason: 'no-consistency-proof' })
    return plain(422, 'the consistency proof does not verify')
  }
  await options.store.save({ origin, size, root })
  return cosign(options, checkpoint)
}

function isConsistent(
  recorded: WitnessRecord,
  { size, root }: Checkpoint,
  proof: readonly Uint8Array[],
): boolean {
  if (recorded.size === 0 || recorded.size === size) return proof.length === 0
  const [oldSize, oldRoot] = [recorded.size, recorded.root]
  return verifyConsistency({ oldSize, oldRoot, newSize: size, newRoot: root, proof })
}

async function cosign({ signers, nowMs }: WitnessOptions, { note }: Checkpoint): Promise<WitnessAnswer> {
  const seconds = Math.floor(nowMs() / 1000)
  const lines = await Promise.all(signers.map((signer) => signer.sign(note.text, seconds)))
  return plain(200, lines.map(formatSignatureLine).join(''))
}

function conflict({ size }: WitnessRecord): WitnessAnswer {
  return { status: 409, contentType: sizeContentType, body: formatSizeConflict(size) }
}

function plain(status: number, text: string): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: text.endsWith('\n') ? text : `${text}\n` }
}
