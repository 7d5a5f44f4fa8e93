import { identityHome, identityName } from '@countersign/authority/explain/identity-words'
import { dayOf, sentence } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { Accountable, ActorFacts } from './facts.ts'
import { missing, quoted, shown } from './words.ts'

/** Who acted, who answers for it, and what an accountable person said it may do. */
export function whoClaims(actors: readonly ActorFacts[]): readonly Claim[] {
  return actors.flatMap((actor) => [...recordClaims(actor), ...mandateClaims(actor)])
}

function recordClaims(actor: ActorFacts): readonly Claim[] {
  const { identityKey, record, cites } = actor
  const name = sentence(identityName(identityKey))
  if (record === undefined) return [missing(`${name} is not in the inventory.`)]
  const { kind, stage, owner, sponsor, purpose, createdBy, firstUsedMs } = record
  const home = identityHome(identityKey)
  const told = [
    ...(home === undefined ? [] : [`of ${home}`]),
    ...(firstUsedMs === undefined ? [] : [`first seen on ${dayOf(firstUsedMs)}`]),
    ...(createdBy === undefined ? [] : [`made by ${identityName(createdBy)}`]),
    `at the stage ${visibleText(stage, 20)}`,
    ...(owner === undefined ? [] : [`owner ${accountable(owner)}`]),
    ...(sponsor === undefined ? [] : [`sponsor ${accountable(sponsor)}`]),
    ...(purpose === undefined ? [] : [`purpose ${quoted(purpose)}`]),
  ]
  const is = visibleText(kind.replaceAll('-', ' '), 40)
  return [
    ...shown('for', 'proven', `${name}, in the inventory as ${is}: ${told.join('; ')}.`, cites),
    ...(owner === undefined && sponsor === undefined
      ? [missing(`No owner is on record for ${identityName(identityKey)}: nobody is known to answer for it.`)]
      : []),
  ]
}

function accountable({ key, confidence }: Accountable): string {
  return `${visibleText(identityName(key), 80)} (${visibleText(confidence, 20)})`
}

function mandateClaims({ identityKey, mandates }: ActorFacts): readonly Claim[] {
  const name = identityName(identityKey)
  if (mandates.length === 0)
    return [missing(`No mandate of ${name} was in force: nobody said what it may do.`)]
  return mandates.flatMap(({ purpose, sponsor, expiresMs, cites }) => {
    const by = sponsor === undefined ? '' : `, sponsored by ${visibleText(sponsor, 80)}`
    const text = `A mandate of ${name} was in force${by}, for ${quoted(purpose)}, until ${dayOf(expiresMs)}.`
    return shown('against', 'proven', text, cites)
  })
}
