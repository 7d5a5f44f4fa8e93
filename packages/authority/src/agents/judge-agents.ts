import type { Mandate } from '../mandate/mandate.ts'
import type { AgentJudgement, AgentMisuse } from './agent-misuse.ts'
import { type AgentStep, inOrder } from './agent-step.ts'
import { principalChanges, sharedCredentials } from './identity-confusion.ts'
import { outsideMandate } from './outside-mandate.ts'
import { toolRedefinitions } from './tool-redefinition.ts'
import { unaskedCalls } from './unasked-calls.ts'

/** Everything that agents did and their records do not cover. The order of the steps never changes the answer. */
export function judgeAgents(steps: readonly AgentStep[], mandates: readonly Mandate[]): AgentJudgement {
  const ordered = inOrder(steps)
  const unasked = unaskedCalls(ordered)
  const mandated = outsideMandate(ordered, mandates)
  const found = [
    ...unasked.found,
    ...mandated.found,
    ...sharedCredentials(ordered),
    ...principalChanges(ordered),
    ...toolRedefinitions(ordered),
  ]
  return { found: found.toSorted(byTime), notJudged: [...unasked.notJudged, ...mandated.notJudged] }
}

function byTime(left: AgentMisuse, right: AgentMisuse): number {
  return left.timeMs - right.timeMs || (left.statement < right.statement ? -1 : 1)
}
