import type {
  AuthorityChain,
  AuthorityDecision,
  AuthorityHop,
  AuthoritySets,
  Claim,
  EvidenceRef,
} from '@countersign/explanation/explanation'
import type { ChainEvent } from '../chain/chain-event.ts'
import { isFailedSignIn } from '../chain/failed-sign-in.ts'
import { eventCite, named } from '../chain/hop.ts'
import { identityName } from './identity-words.ts'
import { clockOf, counted, dayOf, listed, sentence } from './words.ts'

export type ToExplain = {
  readonly event: ChainEvent
  readonly sourceIp: string | undefined
  readonly chain: AuthorityChain
  readonly decision: AuthorityDecision
  readonly sets: AuthoritySets
}

const citesMax = 20
const gapsMax = 3

/** When, who, what, and on whose behalf, as far as the chain goes. */
export function eventStatement({ event, chain, decision }: ToExplain): string {
  const who = isFailedSignIn(event)
    ? 'somebody'
    : event.identityKey === undefined
      ? 'an unnamed caller'
      : identityName(event.identityKey)
  const on = event.resource === undefined ? '' : ` on ${named(event.resource)}`
  const when = `On ${dayOf(event.timeMs)} at ${clockOf(event.timeMs)} UTC`
  return `${when}, ${who} called ${named(event.action)}${on}; ${originWords(chain.chain)}; ${decisionWords(decision)}.`
}

function originWords(hops: readonly AuthorityHop[]): string {
  const persons = hops.filter((hop) => hop.role === 'human')
  const person = persons.find((hop) => hop.actor !== 'unknown') ?? persons[0]
  const hole = hops.find((hop) => hop.actor === 'unknown')
  if (person?.actor === 'autonomous') return 'nobody asked for it: it was autonomous'
  if (person !== undefined && person.actor !== 'unknown') {
    const doubt = person.certainty === 'inferred' ? ' (inferred)' : ''
    return person.actor === hops.at(-1)?.actor
      ? `no other identity stands behind it${doubt}`
      : `${identityName(person.actor)} stands behind it${doubt}`
  }
  return hole?.via.startsWith('origin unknown') === true
    ? 'its origin is unknown'
    : 'the person behind it is not recorded'
}

function decisionWords({ result, denial, observed }: AuthorityDecision): string {
  if (result === 'allowed') return 'policy allowed it'
  if (result === 'denied') return denial === 'explicit' ? 'policy forbade it' : 'no policy allowed it'
  return observed === undefined
    ? 'what policy said is undetermined'
    : `the provider ${observed === 'allowed' ? 'let it through' : 'refused it'}, and which policy decided is undetermined`
}

/** At most five sentences, each made from a template and citing a record or a statement of policy. */
export function eventClaims(input: ToExplain): readonly Claim[] {
  return [happened(input), ...authority(input), ...policy(input), ...against(input), ...missing(input)]
}

function happened({ event, sourceIp }: ToExplain): Claim {
  const with_ = event.sessionKey === undefined ? '' : ` with the credential ${named(event.sessionKey)}`
  const from = sourceIp === undefined ? '' : ` from ${named(sourceIp)}`
  const outcomes = {
    success: 'it succeeded',
    failure: 'it was refused or failed',
    unknown: 'the record does not say how it ended',
  }
  return {
    text: `The record shows ${named(event.action)}, called${with_}${from}, and ${outcomes[event.outcome]}.`,
    kind: 'for',
    certainty: 'proven',
    cites: [eventCite(event)],
  }
}

function authority({ chain, event }: ToExplain): readonly Claim[] {
  const links = chain.chain.filter(
    (hop) => hop.role !== 'tool' && hop.certainty !== 'unknown' && hop.actor !== 'autonomous',
  )
  const names = [...new Set(links.map((hop) => hop.actor))].map(identityName)
  if (names.length < 2) return []
  const inferred = links.filter((hop) => hop.certainty === 'inferred').length
  const certainty = inferred > 0 ? 'inferred' : 'proven'
  const how =
    inferred > 0 ? `${counted(inferred, 'link')} of ${links.length} inferred` : 'each link proven by a record'
  const cites = distinct([...links.flatMap((hop) => hop.cites), eventCite(event)])
  return [
    {
      text: `The chain behind it, farthest first: ${listed(names)}, ${how}.`,
      kind: 'for',
      certainty,
      cites: cites.slice(0, citesMax),
    },
  ]
}

function distinct(cites: readonly EvidenceRef[]): readonly EvidenceRef[] {
  return [...new Map(cites.map((cite) => [`${cite.kind}:${cite.id}`, cite])).values()]
}

function policy({ decision, event }: ToExplain): readonly Claim[] {
  const { deciding, result, because } = decision
  if (result === 'undetermined') return []
  const named_ = deciding
    .slice(0, 3)
    .map(
      ({ policyId, statementId, index }) =>
        `${statementId === undefined ? `statement ${index + 1}` : `statement “${named(statementId)}”`} of ${named(policyId)}`,
    )
  const by = named_.length > 0 ? `: ${listed(named_)}` : because === undefined ? '' : `: ${named(because)}`
  const made = decision.made === 'reconstructed' ? ', reconstructed from the policy as held' : ''
  const cites: readonly EvidenceRef[] = deciding.map(({ policyId }) => ({ kind: 'policy', id: policyId }))
  return [
    {
      text: `${sentence(decisionWords(decision))}${by}${made}.`,
      kind: 'for',
      certainty: decision.missing.length === 0 ? 'proven' : 'inferred',
      cites: distinct([...cites, eventCite(event)]).slice(0, citesMax),
    },
  ]
}

/** The provider's answer against ours, or use that no mandate covers. */
function against({ decision, sets, event }: ToExplain): readonly Claim[] {
  const outside = sets.usedNotMandated
  const texts = [
    ...(decision.disagreement === undefined ? [] : [decision.disagreement]),
    ...(outside.known && outside.grants.length > 0
      ? [
          `Its use leaves its mandate: ${listed(outside.grants.slice(0, 3).map((grant) => named(grant.action)))} and others were used and are not mandated.`,
        ]
      : []),
  ]
  return texts
    .slice(0, 1)
    .map((text): Claim => ({ text, kind: 'against', certainty: 'inferred', cites: [eventCite(event)] }))
}

/** The first gaps in one sentence; each stands by itself with the chain, the decision or the sets, too. */
function missing({ chain, decision, sets }: ToExplain): readonly Claim[] {
  const holes = chain.chain.filter((hop) => hop.actor === 'unknown').map((hop) => hop.via)
  const gaps = [...holes, ...chain.missing, ...decision.missing, ...setGaps(sets)].map(withoutStop)
  const distinctGaps = [...new Set(gaps)]
  if (distinctGaps.length === 0) return []
  const more =
    distinctGaps.length > gapsMax
      ? `; and ${distinctGaps.length - gapsMax} more, named with the chain, the decision and the sets`
      : ''
  return [
    {
      text: `Not known: ${distinctGaps.slice(0, gapsMax).join('; ')}${more}.`,
      kind: 'missing',
      certainty: 'unknown',
      cites: [],
    },
  ]
}

function setGaps({ mandated, granted }: AuthoritySets): readonly string[] {
  return [mandated, granted].flatMap((set) => (set.known ? [] : [set.reason]))
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}
