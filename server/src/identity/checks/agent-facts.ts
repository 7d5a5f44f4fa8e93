import { agentStepOf } from '@countersign/authority/agents/agent-step'
import { judgeAgents } from '@countersign/authority/agents/judge-agents'
import type { AgentFacts, HeldMandate } from '@countersign/authority/checks/check-subject'
import type { LakeEvent } from '../explanation/service.ts'

/**
 * What judging the spans of all agents of a tenant says of each of them. Mandates that are over count, too: they were in
 * force when the agent acted.
 */
export function agentFacts(
  events: readonly LakeEvent[],
  mandates: readonly HeldMandate[],
): ReadonlyMap<string, AgentFacts> {
  const steps = events.flatMap(({ normalised, ref }) => agentStepOf(normalised, ref.eventId) ?? [])
  const { found, notJudged } = judgeAgents(
    steps,
    mandates.map(({ mandate }) => mandate),
  )
  const byAgent = Map.groupBy(steps, ({ agent }) => agent)
  const misuses = Map.groupBy(found, ({ agent }) => agent)
  return new Map(
    [...byAgent].map(([agent, own]) => [
      agent,
      {
        misuses: misuses.get(agent) ?? [],
        notJudged: notJudged.filter((text) => text.startsWith(`${agent} `) || text.startsWith(`${agent}:`)),
        steps: own.length,
      },
    ]),
  )
}
