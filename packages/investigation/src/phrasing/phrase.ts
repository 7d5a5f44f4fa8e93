import { type Fault, faultOf } from './check-sentence.ts'
import type { OfferedClaim } from './offered-claim.ts'
import type { ProposedSentence } from './read-reply.ts'

export type CheckedPhrasing = {
  /** In the model's order: those that hold, and nothing else. */
  readonly sentences: readonly ProposedSentence[]
  readonly rejected: readonly { readonly reason: Fault; readonly count: number }[]
}

/** Keeps the sentences that hold. A claim that none of them cites stands in its own words, which is for the reader to see. */
export function checkedPhrasing(
  proposed: readonly ProposedSentence[],
  claims: readonly OfferedClaim[],
): CheckedPhrasing {
  const offered = new Map(claims.map((claim) => [claim.id, claim]))
  const judged = proposed.map((sentence) => ({ sentence, fault: faultOf(sentence, offered) }))
  const faults = judged.flatMap(({ fault }) => fault ?? [])
  return {
    sentences: judged.flatMap(({ sentence, fault }) =>
      fault === undefined ? [{ text: sentence.text, claims: [...new Set(sentence.claims)] }] : [],
    ),
    rejected: [...Map.groupBy(faults, (fault) => fault)]
      .map(([reason, of]) => ({ reason, count: of.length }))
      .toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
  }
}
