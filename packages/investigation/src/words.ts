import { identityName } from '@countersign/authority/explain/identity-words'
import { clockOf, dayOf, listed } from '@countersign/authority/explain/words'
import type { Claim, EvidenceRef } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'

/** Phrases that several questions use. Whatever of a log gets into one is written out and bounded. */

export const citesPerClaimMax = 20
const valueMaxChars = 80

/** A value of a log, in quotation marks. */
export function quoted(value: string): string {
  return `“${visibleText(value, valueMaxChars)}”`
}

/** Names, and how many more there are. */
export function listedOf(names: readonly string[], total: number = names.length): string {
  const more = total - names.length
  return listed(more > 0 ? [...names, `${more.toLocaleString('en-GB')} more`] : names)
}

export function named(identityKeys: readonly string[]): string {
  return listed(identityKeys.map(identityName))
}

/** `3 March 2025, 09:12 UTC`. */
export function momentOf(ms: number): string {
  return `${dayOf(ms)}, ${clockOf(ms).slice(0, 5)} UTC`
}

export function distinctCites(cites: readonly EvidenceRef[]): readonly EvidenceRef[] {
  return [...new Map(cites.map((cite) => [`${cite.kind}:${cite.id}`, cite])).values()].slice(
    0,
    citesPerClaimMax,
  )
}

export function missing(text: string): Claim {
  return { text, kind: 'missing', certainty: 'unknown', cites: [] }
}

/** What the evidence shows; without any, it is not said. */
export function shown(
  kind: 'for' | 'against',
  certainty: 'proven' | 'inferred',
  text: string,
  cites: readonly EvidenceRef[],
): readonly Claim[] {
  const distinct = distinctCites(cites)
  return distinct.length === 0 ? [] : [{ text, kind, certainty, cites: distinct }]
}
