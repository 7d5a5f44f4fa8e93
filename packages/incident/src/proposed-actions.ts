import { identityParts } from '@countersign/authority/explain/identity-words'
import { identitySteps } from '@countersign/authority/revoke/identity-steps'
import type { ProposedAction } from '@countersign/explanation/explanation'
import { afterAwsActions } from './aws-actions.ts'
import type { EventFacts } from './finding.ts'
import { isSharedIdentity } from './shared-identity.ts'

const actorsMax = 3
const awsActor = /^aws-(?:user|role|federated|root)$/

/** What a person could do to stop it, most effective first. Proposals only: nothing here runs. */
export function proposedActions(
  actors: readonly string[],
  events: readonly EventFacts[],
  hosts: readonly string[],
): readonly ProposedAction[] {
  const named = actors.filter((actor) => !isSharedIdentity(actor)).slice(0, actorsMax)
  const forActors = named.flatMap((actor) => {
    const own = events.filter((event) => event.identityKey === actor)
    const steps = identitySteps(
      actor,
      own.flatMap((event) => event.sessionKey ?? []),
    )
    return awsActor.test(identityParts(actor).kind) ? [...steps, ...afterAwsActions(own)] : steps
  })
  return [...forActors, ...hosts.slice(0, actorsMax).map(isolateHost)]
}

function isolateHost(host: string): ProposedAction {
  return {
    title: `Isolate ${host} from the network with your endpoint agent`,
    effect:
      'The host reaches nothing but the agent’s console; memory and disk stay as they are for the investigation.',
    breaks: 'Everything the host serves, and the work of whoever uses it.',
    reversal: 'Release it in the same console. Isolation survives a restart.',
  }
}
