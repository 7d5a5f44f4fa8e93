import { deedPhrase, deedsOf, eventsOf } from './deed.ts'
import type { DetectionFinding } from './finding.ts'
import { identityLabel } from './identity-words.ts'
import { listed } from './words.ts'

export function titleOf(findings: readonly DetectionFinding[]): string {
  const deeds = deedsOf(eventsOf(findings))
  const [first] = deeds
  const who = first?.identityKey === undefined ? (first?.host ?? 'someone') : identityLabel(first.identityKey)
  return `${who} ${listed(deeds.slice(0, 2).map(deedPhrase))}`
}
