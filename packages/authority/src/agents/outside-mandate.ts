import type { IdentityKey } from '@countersign/ocsf/event'
import type { Mandate } from '../mandate/mandate.ts'
import { matchesAny } from '../mandate/pattern.ts'
import { type AgentJudgement, type AgentMisuse, claim, misuse } from './agent-misuse.ts'
import type { AgentStep } from './agent-step.ts'

/**
 * Tools that no mandate of the agent covers at the time of the call, and calls for people whom none of them names. An
 * agent without any mandate is not judged: that it has none is said.
 * @param steps in order (`inOrder`)
 */
export function outsideMandate(steps: readonly AgentStep[], mandates: readonly Mandate[]): AgentJudgement {
  const byAgent = Map.groupBy(mandates, ({ identityKey }) => identityKey)
  const calls = steps.filter(({ tool }) => tool !== undefined)
  const without = new Set<IdentityKey>()
  const outside = new Map<string, { readonly calls: AgentStep[]; readonly reason: Reason }>()
  for (const call of calls) {
    const own = byAgent.get(call.agent)
    if (own === undefined) without.add(call.agent)
    const reason = own === undefined ? undefined : outsideReason(call, own)
    if (reason === undefined) continue
    const key = JSON.stringify([call.agent, call.tool, reason.words])
    const group = outside.get(key) ?? { calls: [], reason }
    group.calls.push(call)
    outside.set(key, group)
  }
  return {
    found: [...outside.values()].map(({ calls: own, reason }) => finding(own, reason)),
    notJudged: [...without]
      .sort()
      .map((agent) => `${agent} uses tools and has no mandate to hold them against.`),
  }
}

type Reason = { readonly words: string; readonly mandates: readonly Mandate[] }

function outsideReason(call: AgentStep, mandates: readonly Mandate[]): Reason | undefined {
  const valid = mandates.filter(
    ({ validFrom, expiresAt }) => Date.parse(validFrom) <= call.timeMs && call.timeMs < Date.parse(expiresAt),
  )
  if (valid.length === 0) return { words: 'none of its mandates was valid then', mandates }
  const covering = valid.filter(({ tools }) => matchesAny(tools, call.tool ?? ''))
  if (covering.length === 0) return { words: 'no mandate names the tool', mandates: valid }
  const person = call.onBehalfOf
  const forPerson = covering.some(
    ({ onBehalfOf }) => onBehalfOf.length === 0 || (person !== undefined && matchesAny(onBehalfOf, person)),
  )
  return forPerson
    ? undefined
    : { words: `no mandate lets it act for ${person ?? 'nobody in particular'}`, mandates: covering }
}

function finding(calls: readonly AgentStep[], { words, mandates }: Reason): AgentMisuse {
  const [first] = calls as [AgentStep, ...AgentStep[]]
  const statement = `${first.agent} used ${first.tool}, and ${words}.`
  const versions = mandates.map(({ id, version }) => ({
    kind: 'policy' as const,
    id: `${id} version ${version}`,
  }))
  const times = calls.length === 1 ? 'once' : `${calls.length} times`
  return misuse('tool-outside-mandate', first, statement, [
    claim('for', 'proven', `The tool was used ${times}.`, calls),
    { kind: 'for', certainty: 'proven', text: `Of the agent's mandates: ${words}.`, cites: versions },
  ])
}
