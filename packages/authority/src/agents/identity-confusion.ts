import { type AgentMisuse, claim, misuse } from './agent-misuse.ts'
import type { AgentStep } from './agent-step.ts'

/**
 * One credential in the hands of several agents: what one of them did cannot be told from what another did.
 * @param steps in order (`inOrder`)
 */
export function sharedCredentials(steps: readonly AgentStep[]): readonly AgentMisuse[] {
  const uses = steps.flatMap((step) => step.credentials.map((credential) => ({ credential, step })))
  const byCredential = Map.groupBy(uses, ({ credential }) => credential)
  return [...byCredential].flatMap(([credential, own]) => {
    const used = own.map(({ step }) => step)
    const agents = [...new Set(used.map(({ agent }) => agent))]
    // The step by which it became shared.
    const second = used.find(({ agent }) => agent !== used[0]?.agent)
    if (second === undefined) return []
    const shown = agents
      .map((agent) => used.find((step) => step.agent === agent))
      .filter((step) => step !== undefined)
    return [
      misuse('shared-credential', second, `${agents.join(' and ')} used the same ${credential}.`, [
        claim('for', 'proven', `${agents.length} agents state this credential in their spans.`, shown),
        claim('missing', 'unknown', 'Whether one handed it to the other is not in the spans.', [second]),
      ]),
    ]
  })
}

/**
 * The person an agent works for changes within one conversation: what the first one allowed is used for the second.
 * @param steps in order (`inOrder`)
 */
export function principalChanges(steps: readonly AgentStep[]): readonly AgentMisuse[] {
  const stated = steps.filter(
    ({ conversation, onBehalfOf }) => conversation !== undefined && onBehalfOf !== undefined,
  )
  const conversations = Map.groupBy(stated, ({ agent, conversation }) =>
    JSON.stringify([agent, conversation]),
  )
  return [...conversations.values()].flatMap((own) => {
    const [first] = own as [AgentStep, ...AgentStep[]]
    const changed = own.find(({ onBehalfOf }) => onBehalfOf !== first.onBehalfOf)
    if (changed === undefined) return []
    const statement = `${first.agent} acted for ${first.onBehalfOf} and then for ${changed.onBehalfOf} in one conversation.`
    return [
      misuse('principal-changed', changed, statement, [
        claim('for', 'proven', 'Two spans of the conversation name different people.', [first, changed]),
        claim('missing', 'unknown', 'Whether several people share this conversation is not in the spans.', [
          changed,
        ]),
      ]),
    ]
  })
}
