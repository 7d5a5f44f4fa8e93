import type { Claim, EvidenceRef, Explanation } from './explanation.ts'

/** Evidence that exists, as `evidenceKey` writes it: `event:1f…`. */
export type KnownEvidence = { readonly has: (key: string) => boolean }

export type CitationFault =
  | { readonly kind: 'uncited'; readonly where: string; readonly text: string }
  | { readonly kind: 'unknown-evidence'; readonly where: string; readonly cite: EvidenceRef }
  | { readonly kind: 'undecided'; readonly where: string; readonly text: string }

export function evidenceKey(ref: Pick<EvidenceRef, 'kind' | 'id'>): string {
  return `${ref.kind}:${ref.id}`
}

/**
 * Checks the law of the house: no claim without a citation unless it says what is missing, every citation exists,
 * and something that can be replayed decided. Returns every fault; an empty list means the explanation holds.
 */
export function checkExplanation(explanation: Explanation, known: KnownEvidence): readonly CitationFault[] {
  const faults = explanation.claims.flatMap((claim, index) => checkClaim(claim, `claims/${index}`, known))
  for (const [index, hop] of (explanation.authority?.chain ?? []).entries()) {
    const where = `authority/chain/${index}`
    if (hop.cites.length === 0 && hop.certainty !== 'unknown') {
      faults.push({ kind: 'uncited', where, text: hop.actor })
    }
    faults.push(...unknownCites(hop.cites, where, known))
  }
  faults.push(...unknownCites(explanation.intent?.drivers ?? [], 'intent/drivers', known))
  for (const [index, { cites, text }] of (explanation.timeline ?? []).entries()) {
    const where = `timeline/${index}`
    if (cites.length === 0) faults.push({ kind: 'uncited', where, text })
    faults.push(...unknownCites(cites, where, known))
  }
  if (explanation.decidedBy.length === 0) {
    faults.push({ kind: 'undecided', where: 'decidedBy', text: explanation.statement })
  }
  return faults
}

function checkClaim(claim: Claim, where: string, known: KnownEvidence): CitationFault[] {
  const faults: CitationFault[] = unknownCites(claim.cites, where, known)
  if (claim.kind !== 'missing' && claim.cites.length === 0) {
    faults.push({ kind: 'uncited', where, text: claim.text })
  }
  return faults
}

function unknownCites(cites: readonly EvidenceRef[], where: string, known: KnownEvidence): CitationFault[] {
  return cites
    .filter((cite) => !known.has(evidenceKey(cite)))
    .map((cite) => ({ kind: 'unknown-evidence', where, cite }))
}
