import { sameBytes } from '../bytes.ts'
import { type Checkpoint, parseCheckpoint, type TreeHead } from '../checkpoint.ts'
import { FormatError } from '../format-error.ts'
import { isQuorum, type Policy, parsePolicy } from '../policy.ts'
import { parseTlogProof } from '../tlog-proof.ts'
import { hashLeaf, isConsistent, isIncluded } from './merkle.ts'
import { checkPolicyKeys, checkSignatures, type SignatureCheck, signaturePrefix } from './signatures.ts'
import { type Sha256, webSha256 } from './web-crypto.ts'

/**
 * One thing that was looked at. `not-checked` means that this runtime could not: it is never a pass.
 */
export type Check = {
  readonly what: string
  readonly outcome: 'passed' | 'failed' | 'not-checked'
  readonly reason?: string
}

/**
 * `verified`: everything the policy asks for was checked and holds. `incomplete`: nothing is wrong, but something that the
 * policy asks for could not be checked here. `failed`: something does not hold.
 */
export type Verdict = 'verified' | 'incomplete' | 'failed'

export type Report = {
  /** Whether the verdict is `verified`. */
  readonly ok: boolean
  readonly verdict: Verdict
  readonly checks: readonly Check[]
  /** What the checkpoint says; present when it could be read. Trust it only when the verdict is `verified`. */
  readonly head?: TreeHead
  /** Witnesses of the policy whose cosignatures verify, and when they say they saw it. */
  readonly cosignedBy: readonly { readonly name: string; readonly timestampSeconds: number }[]
}

export type ProofReport = Report & { readonly index?: number }

export type ProofQuestion = {
  /** A `.tlog-proof` file. */
  readonly proof: Uint8Array | string
  /** The entry it is about: its bytes, or the RFC 6962 hash of them. */
  readonly entry: Uint8Array | { readonly leafHash: Uint8Array }
}

export type ConsistencyQuestion = {
  readonly older: Uint8Array | string
  readonly newer: Uint8Array | string
  readonly proof: readonly Uint8Array[]
}

export type Verifier = {
  readonly verifyProof: (question: ProofQuestion) => Promise<ProofReport>
  readonly verifyCheckpoint: (checkpoint: Uint8Array | string) => Promise<Report>
  /** That the newer checkpoint holds everything the older one held; both are checked by the policy, too. */
  readonly verifyConsistency: (question: ConsistencyQuestion) => Promise<Report>
}

/** Checkpoints whose signatures need not be verified again: many proofs share one. */
const rememberedMax = 256

/**
 * Verifies by a policy (c2sp.org/tlog-policy). Runs in Node and in browser pages; what it needs of cryptography it takes
 * from the runtime, or `sha256` from whoever has a faster one.
 * @throws FormatError when the policy is none, or a key in it has another id than it should
 */
export async function createVerifier(policyText: string, sha256: Sha256 = webSha256): Promise<Verifier> {
  const policy = parsePolicy(policyText)
  await checkPolicyKeys(policy, sha256)
  const remembered = new Map<string, Promise<Report>>()
  const judged = (checkpoint: Checkpoint): Promise<Report> => {
    const key = JSON.stringify([checkpoint.note.text, checkpoint.note.signatures.map(lineKey)])
    const known = remembered.get(key) ?? judgeCheckpoint(policy, checkpoint)
    if (remembered.size >= rememberedMax) remembered.clear()
    remembered.set(key, known)
    return known
  }
  return {
    verifyCheckpoint: (input) => reading(async () => judged(parseCheckpoint(input))),
    verifyProof: (question) => reading(() => judgeProof(question, judged, sha256)),
    verifyConsistency: (question) => reading(() => judgeConsistency(question, judged, sha256)),
  }
}

function lineKey({ name, keyId, signature }: Checkpoint['note']['signatures'][number]): string {
  return `${name} ${keyId} ${signature.join()}`
}

/** What cannot be read is a failed check, not an exception. */
async function reading(judge: () => Promise<Report>): Promise<Report> {
  try {
    return await judge()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return report([{ what: 'format', outcome: 'failed', reason: error.message }])
  }
}

async function judgeProof(
  { proof, entry }: ProofQuestion,
  judged: (checkpoint: Checkpoint) => Promise<Report>,
  sha256: Sha256,
): Promise<ProofReport> {
  const { index, hashes, checkpoint } = parseTlogProof(proof)
  const leafHash = 'leafHash' in entry ? entry.leafHash : await hashLeaf(entry, sha256)
  const { size, root } = checkpoint
  const isIn = await isIncluded({ index, size, leafHash, root, proof: hashes }, sha256)
  const what = `entry ${index} is in the tree of ${size}`
  const inclusion: Check = isIn
    ? { what, outcome: 'passed' }
    : { what, outcome: 'failed', reason: 'its hash and the proof do not lead to the root of the checkpoint' }
  const about = await judged(checkpoint)
  return { ...withChecks(about, [inclusion]), index }
}

async function judgeConsistency(
  question: ConsistencyQuestion,
  judged: (checkpoint: Checkpoint) => Promise<Report>,
  sha256: Sha256,
): Promise<Report> {
  const [older, newer] = [parseCheckpoint(question.older), parseCheckpoint(question.newer)]
  const { proof } = question
  const [oldSize, oldRoot, newSize, newRoot] = [older.size, older.root, newer.size, newer.root]
  const holds =
    older.origin === newer.origin &&
    (oldSize === newSize
      ? proof.length === 0 && sameBytes(oldRoot, newRoot)
      : await isConsistent({ oldSize, oldRoot, newSize, newRoot, proof }, sha256))
  const what = `the tree of ${newSize} holds the tree of ${oldSize} unchanged`
  const check: Check = holds
    ? { what, outcome: 'passed' }
    : { what, outcome: 'failed', reason: 'the consistency proof does not lead to both roots' }
  const [before, after] = [await judged(older), await judged(newer)]
  return withChecks(after, [...before.checks, check])
}

async function judgeCheckpoint(policy: Policy, checkpoint: Checkpoint): Promise<Report> {
  const signatures = await checkSignatures(policy, checkpoint)
  const checks = [
    ...signatures.flatMap(({ check }) => check ?? []),
    logCheck(signatures, checkpoint),
    quorumCheck(policy, signatures),
  ]
  const cosignedBy = signatures.flatMap(({ witness, check, timestampSeconds }) =>
    witness !== undefined && check?.outcome === 'passed' && timestampSeconds !== undefined
      ? [{ name: witness, timestampSeconds }]
      : [],
  )
  const { origin, size, root, extensions } = checkpoint
  return { ...report(checks), head: { origin, size, root, extensions }, cosignedBy }
}

function logCheck(signatures: readonly SignatureCheck[], { origin }: Checkpoint): Check {
  const what = `signed by the log ${origin}`
  const outcomes = signatures
    .filter(({ witness }) => witness === undefined)
    .map(({ check }) => check?.outcome)
  if (outcomes.includes('passed')) return { what, outcome: 'passed' }
  if (outcomes.includes('not-checked'))
    return { what, outcome: 'not-checked', reason: 'none of its signatures can be checked here' }
  return { what, outcome: 'failed', reason: 'no signature of a log that the policy names' }
}

function quorumCheck({ quorum }: Policy, signatures: readonly SignatureCheck[]): Check {
  const what = quorum.kind === 'none' ? 'the policy asks for no witness' : `cosigned by ${quorum.name}`
  const named = (...outcomes: readonly string[]) =>
    new Set(
      signatures.flatMap(({ witness, check }) =>
        witness !== undefined && check !== undefined && outcomes.includes(check.outcome) ? [witness] : [],
      ),
    )
  if (isQuorum(quorum, named('passed'))) return { what, outcome: 'passed' }
  if (isQuorum(quorum, named('passed', 'not-checked')))
    return { what, outcome: 'not-checked', reason: 'not enough of the cosignatures can be checked here' }
  return { what, outcome: 'failed', reason: 'not enough witnesses of the policy cosigned it' }
}

function withChecks(about: Report, added: readonly Check[]): Report {
  return { ...about, ...report([...about.checks, ...added]), cosignedBy: about.cosignedBy }
}

function report(checks: readonly Check[]): Report {
  const verdict = verdictOf(checks)
  return { ok: verdict === 'verified', verdict, checks, cosignedBy: [] }
}

/** A single signature that cannot be checked is told, but only what the policy asks for makes the whole incomplete. */
function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed'
  const asked = checks.filter(({ what }) => !what.startsWith(signaturePrefix))
  return asked.some(({ outcome }) => outcome === 'not-checked') ? 'incomplete' : 'verified'
}
