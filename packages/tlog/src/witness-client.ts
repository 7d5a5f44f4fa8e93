import { parseCheckpoint } from './checkpoint.ts'
import { FormatError } from './format-error.ts'
import { formatAddCheckpoint, parseSizeConflict } from './witness-protocol.ts'

/** What of a log is needed here: `TransparencyLog` has it. */
export type WitnessedLog = {
  readonly checkpoint: () => string
  readonly consistencyProof: (oldSize: number, newSize: number) => Promise<readonly Uint8Array[]>
  readonly addCosignatures: (checkpoint: string) => Promise<number>
}

/** Sends a body to `<submission prefix>/add-checkpoint` of one witness. */
export type PostToWitness = (body: string) => Promise<{ readonly status: number; readonly body: string }>

export type CosignResult =
  | { readonly kind: 'cosigned'; readonly size: number }
  /** The witness says that the log is not what it was: to be looked at by a person, at once. */
  | { readonly kind: 'conflict'; readonly size: number; readonly witnessSize: number }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }

/** The witness's size may change between two requests; more often than this it does not. */
const attemptsMax = 4
const reasonMaxChars = 200

/**
 * Has the newest checkpoint cosigned (c2sp.org/tlog-witness) and takes the cosignature over into the log.
 * `knownSize` is what the witness had last, if known: it saves one round.
 */
export async function requestCosignature(
  log: WitnessedLog,
  post: PostToWitness,
  knownSize = 0,
): Promise<CosignResult> {
  const text = log.checkpoint()
  const checkpoint = parseCheckpoint(text)
  let oldSize = Math.min(knownSize, checkpoint.size)
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const isEmpty = oldSize === 0 || oldSize === checkpoint.size
    const proof = isEmpty ? [] : await log.consistencyProof(oldSize, checkpoint.size)
    const answer = await post(formatAddCheckpoint({ oldSize, proof, checkpoint }))
    if (answer.status === 200) return takeOver(log, text, checkpoint.size, answer.body)
    const witnessSize = answer.status === 409 ? sizeIn(answer.body) : undefined
    if (answer.status === 422) return { kind: 'conflict', size: checkpoint.size, witnessSize: oldSize }
    if (witnessSize === undefined) return refused(answer)
    if (witnessSize === oldSize || witnessSize > checkpoint.size)
      return { kind: 'conflict', size: checkpoint.size, witnessSize }
    oldSize = witnessSize
  }
  return { kind: 'refused', status: 409, reason: 'the witness is busy with other checkpoints of this log' }
}

async function takeOver(
  log: WitnessedLog,
  checkpoint: string,
  size: number,
  lines: string,
): Promise<CosignResult> {
  try {
    if ((await log.addCosignatures(checkpoint + lines)) > 0) return { kind: 'cosigned', size }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
  }
  return {
    kind: 'refused',
    status: 200,
    reason: 'its answer holds no cosignature of a witness that the log knows',
  }
}

function refused({ status, body }: { readonly status: number; readonly body: string }): CosignResult {
  return { kind: 'refused', status, reason: body.slice(0, reasonMaxChars).trim() }
}

function sizeIn(body: string): number | undefined {
  try {
    return parseSizeConflict(body)
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}
