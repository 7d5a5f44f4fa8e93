import type { AuthorityHop } from '@countersign/explanation/explanation'
import type { DelegationHop } from '@countersign/ocsf/event'
import type { ChainEvent } from './chain-event.ts'
import { autonomousHop, hopOf, named, type Origin, origin, unknownHop } from './hop.ts'

/** Relations that name a person: the record's writer authenticated them, or was told by whoever did. */
const persons: ReadonlyMap<string, string> = new Map([
  ['on-behalf-of', 'asked for it, as the record states'],
  ['triggered-by', 'set it off, as the record states'],
])

const relations: ReadonlyMap<string, string> = new Map([
  ['invoked-by', 'made the call on somebody else’s behalf'],
  ['impersonation', 'impersonated the identity that acted'],
  ['federation-token', 'issued the federated session'],
  ['assumed-role', 'is the role of the session'],
  ['oidc-federation', 'is the workload that the identity provider vouched for'],
  ['aws-iam', 'is the IAM identity that the cluster let in'],
  ['runs-as', 'is what it runs as'],
])

/** Who stands behind the caller as the record itself says, farthest first. */
export function statedHops(event: ChainEvent): readonly AuthorityHop[] {
  const stated = event.stated.toReversed().map((hop) => statedHop(event, hop))
  return [...tokenHops(event), ...stated]
}

/** Only the outermost actor of a token acts; those before it are named, and give nothing. */
function tokenHops(event: ChainEvent): readonly AuthorityHop[] {
  const { token } = event.context
  if (token === undefined) return []
  const earlier = token.earlier.map(named).join(', ')
  const history = earlier === '' ? '' : `; earlier actors, which are history and no authority: ${earlier}`
  return [
    hopOf('human', token.subject, 'is the subject of the token: it was acted for them', event),
    hopOf('agent', token.actor, `acted with the token of somebody else (act)${history}`, event),
  ]
}

function statedHop(event: ChainEvent, { identityKey, relation }: DelegationHop): AuthorityHop {
  // Whoever assumes a role may write any source identity and session name that its trust policy lets them.
  if (relation === 'source-identity')
    return hopOf('human', identityKey, 'is the source identity that whoever assumed the role stated', event, {
      certainty: 'inferred',
    })
  if (relation === 'identity-center')
    return hopOf(
      'human',
      identityKey,
      'signed in through IAM Identity Center, which names the session after the person',
      event,
      { certainty: 'inferred' },
    )
  const person = persons.get(relation)
  if (person !== undefined) return hopOf('human', identityKey, person, event)
  const words = relations.get(relation) ?? relation
  return hopOf(relation === 'assumed-role' ? 'session' : 'identity', identityKey, words, event)
}

/** A record of any other format: what it says, and no more. */
export function statedOrigin(event: ChainEvent): Origin {
  const { identityKey } = event
  const stated = statedHops(event)
  const who = stated.some((hop) => hop.role === 'human')
    ? []
    : event.context.scheduled === true
      ? [autonomousHop('a timer set it off, as the record states', event, 'proven')]
      : [unknownHop('human', 'not recorded: the record names no person behind it', event)]
  if (identityKey === undefined)
    return origin([...who, ...stated], 'Not recorded: the record names no acting identity.')
  return origin([...who, ...stated, hopOf('identity', identityKey, 'acted, as the record states', event)])
}
