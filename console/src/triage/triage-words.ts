import type { AuditOutcome, MeasuredShare, TriageFamily } from '@countersign/api/triage'
import { percentWords } from '../incident/verdict/verdict-words.ts'

/** "1 of 40: 2.5 % (0.4 to 12.9 %)"; where nothing was counted, that and no share. */
export function shareWords({ count, of, share, low, high }: MeasuredShare): string {
  if (share === null) return 'not measured yet'
  return `${count} of ${of}: ${percentWords(share)} (${percentWords(low)} to ${percentWords(high)})`
}

/** How far the right to close has come in a family. Earned is what may be granted and is not yet. */
export function modeWords({ mode, whyNotYet }: Pick<TriageFamily, 'mode' | 'whyNotYet'>): string {
  if (mode === 'granted') return 'granted'
  if (whyNotYet === null) return mode === 'withdrawn' ? 'withdrawn, earned again' : 'earned'
  return mode
}

export function outcomeWords({ closedBy, label, isMiss }: AuditOutcome): string {
  const by = closedBy === 'platform' ? 'the platform had closed it' : 'a person had closed it'
  if (isMiss) return `Noted: an attack, and ${by}. That is a miss.`
  return `Noted: ${label === 'attack' ? 'an attack' : 'harmless'}; ${by}.`
}
