import type { Checkpoint } from '../checkpoint.ts'
import { FormatError } from '../format-error.ts'
import { signedMessage } from '../note/signed-message.ts'
import { keyIdInput, keyIdOf, type VerifierKey } from '../note/verifier-key.ts'
import type { Policy } from '../policy.ts'
import type { Check } from './verifier.ts'
import { type Sha256, type SignatureOutcome, webVerify } from './web-crypto.ts'

/** What became of one key of the policy. No `check` when it signed nothing here. */
export type SignatureCheck = {
  readonly check?: Check
  /** The policy's name of the witness; absent for a key of the log. */
  readonly witness?: string
  readonly timestampSeconds?: number
}

/** How checks of single signatures begin. */
export const signaturePrefix = 'signature of '

/** @throws FormatError when the id of a key is not that of its bytes */
export async function checkPolicyKeys({ logs, witnesses }: Policy, sha256: Sha256): Promise<void> {
  for (const { key } of [...logs, ...witnesses]) {
    const expected = keyIdOf(await sha256(keyIdInput(key.name, key.type, key.publicKey)))
    if (expected !== key.keyId)
      throw new FormatError(`the key id of ${key.name} in the policy is not that of its public key`)
  }
}

/** Every signature of a key that the policy names. Keys of logs count only under their own origin. */
export async function checkSignatures(
  policy: Policy,
  checkpoint: Checkpoint,
): Promise<readonly SignatureCheck[]> {
  const logs = policy.logs.filter(({ key }) => key.name === checkpoint.origin)
  return Promise.all([
    ...logs.map(({ key }) => checkKey(key, checkpoint)),
    ...policy.witnesses.map(async ({ name, key }) => ({
      ...(await checkKey(key, checkpoint)),
      witness: name,
    })),
  ])
}

async function checkKey(key: VerifierKey, { note }: Checkpoint): Promise<SignatureCheck> {
  const lines = note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
  const what = `${signaturePrefix}${key.name} (${key.type})`
  let found: SignatureCheck = {}
  for (const { signature } of lines) {
    const { outcome, timestampSeconds } = await verifyLine(key, note.text, signature)
    if (outcome.kind === 'invalid')
      return { check: { what, outcome: 'failed', reason: 'it does not verify' } }
    const check: Check =
      outcome.kind === 'valid'
        ? { what, outcome: 'passed' }
        : { what, outcome: 'not-checked', reason: outcome.reason }
    found = timestampSeconds === undefined ? { check } : { check, timestampSeconds }
  }
  return found
}

async function verifyLine(
  key: VerifierKey,
  text: string,
  line: Uint8Array,
): Promise<{ readonly outcome: SignatureOutcome; readonly timestampSeconds?: number }> {
  try {
    const { message, signature, timestampSeconds } = signedMessage(key, text, line)
    const algorithm = key.type === 'ml-dsa-44-cosignature' ? 'ML-DSA-44' : 'Ed25519'
    const outcome = await webVerify(algorithm, key.publicKey, message, signature)
    return timestampSeconds === undefined ? { outcome } : { outcome, timestampSeconds }
  } catch (error) {
    if (error instanceof FormatError) return { outcome: { kind: 'invalid' } }
    throw error
  }
}
