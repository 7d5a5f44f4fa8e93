import { type AgentMisuse, claim, misuse } from './agent-misuse.ts'
import type { AgentStep } from './agent-step.ts'

type Offered = { readonly step: AgentStep; readonly hash: string }

/**
 * A tool that describes itself otherwise than before, under the same name: what was looked at and agreed to is no longer
 * what the model reads. A change that comes with a new version of the agent is a release, and none.
 * @param steps in order (`inOrder`)
 */
export function toolRedefinitions(steps: readonly AgentStep[]): readonly AgentMisuse[] {
  const offers = new Map<string, Offered[]>()
  for (const step of steps)
    for (const { tool, hash } of step.toolDefinitions) {
      const [kind = ''] = hash.split(' ')
      const key = JSON.stringify([step.agent, step.agentVersion ?? '', tool, kind])
      const known = offers.get(key) ?? []
      known.push({ step, hash })
      offers.set(key, known)
    }
  return [...offers].flatMap(([key, own]) => {
    const [, , tool] = JSON.parse(key) as readonly string[]
    const [first] = own as [Offered, ...Offered[]]
    const changed = own.find(({ hash }) => hash !== first.hash)
    if (changed === undefined) return []
    const statement = `The tool ${tool} of ${first.step.agent} changed its description under the same name.`
    return [
      misuse('tool-redefined', changed.step, statement, [
        claim('for', 'proven', `It was ${short(first)}, and is ${short(changed)}.`, [
          first.step,
          changed.step,
        ]),
        claim('for', 'proven', versionWords(first.step), [first.step, changed.step]),
      ]),
    ]
  })
}

const short = ({ hash }: Offered): string => hash.split(' ')[1]?.slice(0, 12) ?? hash

function versionWords({ agentVersion }: AgentStep): string {
  return agentVersion === undefined
    ? 'The spans state no version of the agent.'
    : `The agent stayed at version ${agentVersion}.`
}
