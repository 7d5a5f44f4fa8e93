import { identityName } from '@countersign/authority/explain/identity-words'
import { counted, listed, sentence } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { ReachFacts } from './facts.ts'
import { missing, quoted, shown } from './words.ts'

const resourcesShown = 5

/** What it, or whoever it can become, can get at by the policy that is held. */
export function reachClaims(facts: readonly ReachFacts[]): readonly Claim[] {
  return facts.flatMap(({ identityKey, answer, cites }) => {
    const name = identityName(identityKey)
    if (!answer.known)
      return [missing(`What ${name} could reach is not known: ${visibleText(answer.reason, 300)}.`)]
    const { resources, bySensitivity, top, cut } = answer.value
    if (resources === 0)
      return shown(
        'against',
        'inferred',
        `By the policy held, ${name} gets at nothing that the snapshot holds.`,
        cites,
      )
    const counts = listed(bySensitivity.map(({ sensitivity, count }) => `${count} ${sensitivity}`))
    const examples = top
      .slice(0, resourcesShown)
      .map(({ resource, because }) => `${quoted(resource)} (${visibleText(because, 120)})`)
    const rest = cut === undefined ? '' : ` Not all was followed: ${visibleText(cut, 200)}.`
    const text = `${sentence(name)}, or whoever it can become, can get at ${counted(resources, 'resource')} by the policy held (${counts}): ${listed(examples)}.${rest}`
    return shown('for', 'inferred', text, cites)
  })
}
