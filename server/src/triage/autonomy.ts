import type { MeasuredShare, TriageFamily } from '@countersign/api/triage'
import type { ClosingRow, FamilyRow, OutcomeRow, ReviewRow } from './tables.ts'
import type { LatestVerdict } from './verdict-store.ts'

/** Everything that was measured of one tenant. */
export type Measured = {
  readonly families: readonly FamilyRow[]
  readonly outcomes: readonly OutcomeRow[]
  readonly closings: readonly ClosingRow[]
  readonly reviews: readonly ReviewRow[]
  readonly latest: Iterable<LatestVerdict>
}

/** 95 %, two-sided. */
const z = 1.959964

/** Wilson's interval: holds for few counts, and for none found. */
export function measuredShare(count: number, of: number): MeasuredShare {
  if (of === 0) return { count, of, share: null, low: 0, high: 1 }
  const share = count / of
  const scale = 1 + z ** 2 / of
  const middle = (share + z ** 2 / (2 * of)) / scale
  const reach = (z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))) / scale
  return { count, of, share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}

/** Incidents with a family among theirs; an incident counts in each of its families. */
const within = <Row extends { readonly families: readonly string[] }>(rows: readonly Row[], family: string) =>
  rows.filter(({ families }) => families.includes(family))

export function familyOf(measured: Measured, row: FamilyRow, incidentsMin: number): TriageFamily {
  const { family_id: familyId, title, mode, since, who, reason } = row
  const agreement = agreementOf(within(measured.outcomes, familyId))
  const verdicts = { close: 0, group: 0, escalate: 0, abstain: 0 }
  for (const { families, verdict } of measured.latest) if (families.includes(familyId)) verdicts[verdict] += 1
  return {
    familyId,
    title,
    mode,
    since: since?.toISOString() ?? null,
    by: who,
    reason,
    agreement,
    verdicts,
    closed: within(measured.closings, familyId).filter(({ is_done }) => is_done).length,
    auditedMissRate: reviewedMisses(within(measured.reviews, familyId)),
    whyNotYet: whyNotYet(agreement, row, incidentsMin),
  }
}

export function agreementOf(outcomes: readonly OutcomeRow[]): TriageFamily['agreement'] {
  const count = (verdicts: readonly string[], label: OutcomeRow['label']) =>
    outcomes.filter((one) => verdicts.includes(one.verdict) && one.label === label).length
  const closeBenign = count(['close'], 'benign')
  const closeAttack = count(['close'], 'attack')
  return {
    closeBenign,
    closeAttack,
    escalateAttack: count(['escalate', 'group'], 'attack'),
    escalateBenign: count(['escalate', 'group'], 'benign'),
    abstained: outcomes.filter(({ verdict }) => verdict === 'abstain').length,
    missRate: measuredShare(closeAttack, closeBenign + closeAttack),
  }
}

/** Of the platform's closings that people reviewed, how many were an attack. */
export function reviewedMisses(reviews: readonly ReviewRow[]): MeasuredShare {
  const done = reviews.filter(({ closed_by, label }) => closed_by === 'platform' && label !== null)
  return measuredShare(done.filter(({ label }) => label === 'attack').length, done.length)
}

/** What is missing before the right to close may be granted; null: nothing. */
export function whyNotYet(
  { closeBenign, closeAttack }: TriageFamily['agreement'],
  { mode, drifting }: Pick<FamilyRow, 'mode' | 'drifting'>,
  incidentsMin: number,
): string | null {
  if (mode === 'granted') return 'It is granted already.'
  if (closeAttack > 0)
    return `It would have closed ${closeAttack} that people found to be an attack; that word stands.`
  if (drifting) return 'Its findings have lately looked less harmless than those it learned from.'
  if (closeBenign < incidentsMin)
    return `People agreed with ${closeBenign} of its closings in shadow; ${incidentsMin} are needed.`
  return null
}

/** Why a granted right is taken away; undefined: it stands. Only what happened since it was granted counts. */
export function whyWithdraw(measured: Measured, row: FamilyRow, isQuiet: boolean): string | undefined {
  const { family_id: familyId, since, drifting } = row
  const isLater = (at: Date | null) => at !== null && since !== null && at >= since
  const attacks = within(measured.outcomes, familyId).filter(
    ({ verdict, label, at }) => verdict === 'close' && label === 'attack' && isLater(at),
  )
  if (attacks.length > 0) return 'A person found an attack in what it would have closed.'
  const missed = within(measured.reviews, familyId).filter(
    ({ closed_by, label, reviewed_at }) =>
      closed_by === 'platform' && label === 'attack' && isLater(reviewed_at),
  )
  if (missed.length > 0) return 'A blind review found an attack among its closings.'
  if (within(measured.closings, familyId).some(({ reversed_at }) => isLater(reversed_at)))
    return 'A person reversed a closing.'
  if (drifting) return 'Its findings have lately looked less harmless than those it learned from.'
  if (isQuiet) return 'A source that covers its entities has gone quiet.'
  return undefined
}
