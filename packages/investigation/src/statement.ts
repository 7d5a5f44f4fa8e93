import { identityName } from '@countersign/authority/explain/identity-words'
import { counted, sentence, spanWords } from '@countersign/authority/explain/words'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { Facts, Subject } from './facts.ts'
import { historyMinDays } from './question.ts'
import { named } from './words.ts'

const actorsTold = 2

/** The story in one sentence: who, who answers for it, what is new about it, who else, and what is within reach. */
export function statementOf(subject: Subject, facts: Facts): string {
  const parts = [
    whoPart(subject, facts),
    ...newPart(facts),
    ...companyPart(facts),
    ...reachPart(facts),
    ...unseenPart(facts),
  ]
  return `${sentence(`${spanWords(subject.firstMs, subject.lastMs)}, ${parts.join('; ')}`)}.`
}

function whoPart({ actors, events }: Subject, facts: Facts): string {
  const told = actors.slice(0, actorsTold)
  const more = actors.length - told.length
  const who =
    told.length === 0
      ? 'somebody whom the records do not name'
      : named(told) + (more > 0 ? ` and ${counted(more, 'further identity')}` : '')
  const record = facts.who.known ? facts.who.value[0]?.record : undefined
  const answers = record?.owner ?? record?.sponsor
  const owner =
    told.length === 0
      ? ''
      : answers === undefined
        ? ', for whom nobody is known to answer,'
        : `, for whom ${visibleText(identityName(answers.key), 80)} answers,`
  return `${who}${owner} did what ${counted(events.length, 'reported event')} show`
}

function newPart(facts: Facts): readonly string[] {
  const answer = facts['first-time']
  if (!answer.known || answer.value.logs.length === 0) return ['whether it was the first time is not known']
  const { precedents, logs } = answer.value
  const days = Math.min(...logs.map((log) => log.days))
  const actions = precedents.filter(({ of }) => of === 'action')
  const fresh = actions.filter(({ own }) => own === 0)
  if (days < historyMinDays) return ['the logs are too short to tell what is usual']
  if (actions.length === 0) return []
  if (fresh.length === 0) return [`it had done all of it before in the ${counted(days, 'day')} held`]
  return [
    `${fresh.length} of ${counted(actions.length, 'action')} were new for it in the ${counted(days, 'day')} held`,
  ]
}

function companyPart({ company }: Facts): readonly string[] {
  if (!company.known) return []
  const others = new Set(
    company.value.shared
      .filter(({ by }) => by !== 'action')
      .flatMap(({ companions }) => companions.map(({ identityKey }) => identityKey)),
  )
  return others.size === 0 ? [] : [`${counted(others.size, 'other identity')} shared its session or address`]
}

function reachPart({ reach }: Facts): readonly string[] {
  const known = reach.known ? reach.value.flatMap(({ answer }) => (answer.known ? [answer.value] : [])) : []
  if (known.length === 0) return ['what it could reach is not known']
  const most = Math.max(...known.map(({ resources }) => resources))
  return [`${counted(most, 'resource')} within reach by the policy held`]
}

function unseenPart({ sight }: Facts): readonly string[] {
  return sight.known ? [] : ['whether our sources saw everything is not known']
}
