import type { Answer, Facts } from '@countersign/investigation/facts'
import type { QuestionId } from '@countersign/investigation/question'
import type { Log } from '../../platform/log.ts'
import type { InvestigationPorts } from '../ports.ts'
import type { Asking } from './asking.ts'
import { gatherChanges } from './changes.ts'
import { gatherCompany } from './company.ts'
import { gatherDoings } from './doings.ts'
import { gatherFirstTimes } from './first-times.ts'
import { gatherReach } from './reach.ts'
import { gatherSight } from './sight.ts'
import { gatherWho } from './who.ts'

export type GatherParts = InvestigationPorts & { readonly log: Log; readonly questionTimeoutSeconds: number }

/** Asks every question, one after the other, so that one investigation is one query of load. Never throws for an answer. */
export async function gatherFacts(asking: Asking, parts: GatherParts): Promise<Facts> {
  const ask = <T>(question: QuestionId, answer: Promise<Answer<T>>) => inTime(parts, question, answer)
  return {
    who: await ask('who', gatherWho(asking, parts)),
    'first-time': await ask('first-time', gatherFirstTimes(asking)),
    doings: await ask('doings', gatherDoings(asking)),
    company: await ask('company', gatherCompany(asking)),
    changes: await ask('changes', gatherChanges(asking, parts.configurations)),
    reach: await ask('reach', gatherReach(asking, parts)),
    sight: await ask('sight', gatherSight(asking, parts)),
  }
}

/** A question that fails or takes too long is not known; the others stand. */
async function inTime<T>(
  { log, questionTimeoutSeconds }: GatherParts,
  question: QuestionId,
  answer: Promise<Answer<T>>,
): Promise<Answer<T>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Answer<T>>((resolve) => {
    const reason = `it took more than ${questionTimeoutSeconds} seconds`
    timer = setTimeout(() => resolve({ known: false, reason }), questionTimeoutSeconds * 1000)
  })
  const failed = (error: unknown): Answer<T> => {
    log.warn({ err: error, question }, 'a question of an investigation failed')
    return { known: false, reason: 'the question could not be asked' }
  }
  return Promise.race([answer.catch(failed), late]).finally(() => clearTimeout(timer))
}
