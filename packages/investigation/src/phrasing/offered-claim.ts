import type { Claim, Explanation } from '@countersign/explanation/explanation'
import { claimIds } from '../claim-id.ts'

/** A claim as a model is given it: an id of this run and its text, and nothing else of the tenant. */
export type OfferedClaim = Pick<Claim, 'kind' | 'certainty' | 'text'> & { readonly id: string }

export function offeredClaims(
  explanation: Pick<Explanation, 'id' | 'claims'>,
  max: number,
): readonly OfferedClaim[] {
  const ids = claimIds(explanation)
  return explanation.claims
    .map(({ kind, certainty, text }, at) => ({ id: ids[at] ?? '', kind, certainty, text }))
    .slice(0, max)
}
