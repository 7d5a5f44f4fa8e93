import { identityName } from '@countersign/authority/explain/identity-words'
import { counted, dayOf, sentence } from '@countersign/authority/explain/words'
import type { Claim, EvidenceRef } from '@countersign/explanation/explanation'
import type { Precedent, PrecedentFacts, Reach } from './facts.ts'
import { historyMinDays } from './question.ts'
import { missing, momentOf, quoted, shown } from './words.ts'

const valuesShown = 8

/** What it had done before, what nobody had, and how much log there is behind either. */
export function firstTimeClaims({ precedents, logs }: PrecedentFacts): readonly Claim[] {
  if (logs.length === 0)
    return [missing('Whether this is the first time cannot be told: no earlier records are held.')]
  const short = logs.filter(({ days }) => days < historyMinDays)
  const groups = Map.groupBy(precedents, ({ identityKey, of }) => `${identityKey} ${of}`)
  return [
    ...[...groups.values()].flatMap((group) => groupClaims(group, logs, short.length > 0)),
    ...short.map(shortClaim),
  ]
}

function groupClaims(
  group: readonly Precedent[],
  logs: readonly Reach[],
  isShort: boolean,
): readonly Claim[] {
  const never = group.filter(({ own, others }) => own === 0 && others === 0)
  const newForIt = group.filter(({ own, others }) => own === 0 && others > 0)
  const before = group.filter(({ own }) => own > 0)
  const behind = logs.flatMap(({ cites }) => cites)
  const absences = [
    ...absence(never, behind, `; nobody else of the tenant had either. ${logWords(logs)}`),
    ...absence(newForIt, behind, `; ${othersWords(newForIt)} had. ${logWords(logs)}`),
  ]
  return [...(isShort ? absences.map(unsure) : absences), ...before.flatMap(repeated)]
}

function absence(
  group: readonly Precedent[],
  behind: readonly EvidenceRef[],
  rest: string,
): readonly Claim[] {
  const [first] = group
  if (first === undefined) return []
  const name = sentence(identityName(first.identityKey))
  const values = anyOf(group)
  const had = first.of === 'action' ? `had not done ${values} before` : `had not come from ${values} before`
  return shown('for', 'inferred', `${name} ${had}${rest}`, [
    ...group.slice(0, valuesShown).flatMap(({ cites }) => cites),
    ...behind,
  ])
}

/** `“a”, “b” or 3 others`: none of them, so not `and`. */
function anyOf(group: readonly Precedent[]): string {
  const names = group.slice(0, valuesShown).map(({ value }) => quoted(value))
  const more = group.length - names.length
  const all = more > 0 ? [...names, `${more} others`] : names
  return all.length === 1 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}

/** With too little log an absence says nothing. */
function unsure(claim: Claim): Claim {
  return {
    ...claim,
    text: `${claim.text} That is too little to tell what is usual.`,
    kind: 'missing',
    certainty: 'unknown',
  }
}

function othersWords(group: readonly Precedent[]): string {
  const identities = Math.max(...group.map(({ otherIdentities }) => otherIdentities))
  const times = group.reduce((sum, { others }) => sum + others, 0)
  return `${counted(identities, 'other identity')} in ${counted(times, 'event')}`
}

function repeated({ identityKey, of, value, own, ownLastMs, cites }: Precedent): readonly Claim[] {
  const name = sentence(identityName(identityKey))
  const had = of === 'action' ? `had done ${quoted(value)}` : `had come from ${quoted(value)}`
  const last = ownLastMs === undefined ? '' : `, last on ${momentOf(ownLastMs)}`
  return shown('against', 'proven', `${name} ${had} before: ${counted(own, 'event')}${last}.`, cites)
}

/** An absence is worth as much as the logs behind it. */
function logWords(logs: readonly Reach[]): string {
  const parts = logs.map(
    ({ format, earliestMs, daysWithRecords, days }) =>
      `${format} since ${dayOf(earliestMs)}, with records on ${daysWithRecords} of ${counted(days, 'day')}`,
  )
  return `Logs behind this: ${parts.join('; ')}.`
}

function shortClaim({ format, earliestMs }: Reach): Claim {
  return missing(
    `The records of ${format} reach back only to ${momentOf(earliestMs)}; what was usual before is not known.`,
  )
}
