import type { EvidenceDetail, EvidenceLog, EvidenceWitness } from '@countersign/api/evidence'
import { decodeBase64 } from '@countersign/tlog/base64'
import { concatBytes, hexOf, utf8 } from '@countersign/tlog/bytes'
import { FormatError } from '@countersign/tlog/format-error'
import { splitVerifierKey } from '@countersign/tlog/note/verifier-key'
import { formatPolicy } from '@countersign/tlog/policy'
import { type Check, createVerifier, type Verdict } from '@countersign/tlog/verify/verifier'
import { webSha256 } from '@countersign/tlog/verify/web-crypto'

export type EntryReport = {
  readonly verdict: Verdict
  readonly checks: readonly Check[]
  /** Witnesses whose cosignatures hold, and when they say they saw the log. */
  readonly cosignedBy: readonly { readonly name: string; readonly at: string }[]
  /** Present when the proof could be read: which entry of how many. */
  readonly place?: { readonly index: number; readonly size: number; readonly origin: string }
}

export type EntryQuestion = {
  readonly tenantId: string
  readonly detail: EvidenceDetail
  /** Text of a C2SP tlog-proof file. */
  readonly proof: string
  /** A c2sp.org/tlog-policy: whose signatures have to be there. */
  readonly policy: string
}

/** Everything that this browser can check of an entry, each by itself; it asks nobody. Never throws for what was logged. */
export async function verifyEntry({ tenantId, detail, proof, policy }: EntryQuestion): Promise<EntryReport> {
  const envelope = envelopeOf(detail.envelope)
  const own = [nameCheck(envelope, tenantId, detail), await documentCheck(envelope, detail)]
  try {
    const verifier = await createVerifier(policy)
    const report = await verifier.verifyProof({ proof, entry: utf8(detail.envelope) })
    const { head, index } = report
    return {
      verdict: own.some(({ outcome }) => outcome === 'failed') ? 'failed' : report.verdict,
      checks: [...own, ...report.checks],
      cosignedBy: report.cosignedBy.map(({ name, timestampSeconds }) => ({
        name,
        at: new Date(timestampSeconds * 1000).toISOString(),
      })),
      ...(head === undefined || index === undefined
        ? {}
        : { place: { index, size: head.size, origin: head.origin } }),
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    const policyCheck: Check = { what: 'the keys can be read', outcome: 'failed', reason: error.message }
    return { verdict: 'failed', checks: [...own, policyCheck], cosignedBy: [] }
  }
}

/** Keys of a log and of its witnesses as a policy that asks for the log's own signature, and checks every cosignature there is. */
export function policyOf(log: EvidenceLog, witnesses: readonly EvidenceWitness[]): string {
  return formatPolicy(
    log.verifierKeys.map(splitVerifierKey),
    witnesses.map(({ name, verifierKey }) => ({
      name: `witness-${name}`,
      key: splitVerifierKey(verifierKey),
    })),
    0,
  )
}

type Envelope = {
  readonly tenantId?: unknown
  readonly kind?: unknown
  readonly ref?: unknown
  readonly payload?: { readonly sha256?: unknown }
}

function envelopeOf(text: string): Envelope | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

function nameCheck(envelope: Envelope | undefined, tenantId: string, detail: EvidenceDetail): Check {
  const what = 'the envelope is the one of this entry, kind, name and tenant'
  const isIt = envelope?.tenantId === tenantId && envelope.kind === detail.kind && envelope.ref === detail.ref
  return isIt
    ? { what, outcome: 'passed' }
    : { what, outcome: 'failed', reason: 'it names another entry, or cannot be read' }
}

async function documentCheck(envelope: Envelope | undefined, detail: EvidenceDetail): Promise<Check> {
  const what = 'the document is the one whose hash was logged'
  const { document, salt } = detail
  if (document === null || salt === null)
    return {
      what,
      outcome: 'not-checked',
      reason: 'it was erased; what was logged is its hash, and that is checked below',
    }
  try {
    const hash = await webSha256(concatBytes([decodeBase64(salt, 'salt'), utf8(document)]))
    if (hexOf(hash) === envelope?.payload?.sha256) return { what, outcome: 'passed' }
    return { what, outcome: 'failed', reason: 'its hash is another one' }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { what, outcome: 'failed', reason: error.message }
  }
}
