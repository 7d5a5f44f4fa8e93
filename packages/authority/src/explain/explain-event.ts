import type { KnownEvidence } from '@countersign/explanation/citation'
import type {
  AuthorityChain,
  AuthorityHop,
  AuthoritySets,
  Explanation,
} from '@countersign/explanation/explanation'
import { sealed } from '@countersign/explanation/explanation-hash'
import { visibleText, wellFormed } from '@countersign/explanation/hostile-text'
import type { ChainEventRef } from '../chain/chain-event.ts'
import { chainEventOf } from '../chain/chain-event-of.ts'
import type { ChainLookups } from '../chain/chain-lookups.ts'
import { chainOf } from '../chain/chain-of.ts'
import { revokePlan } from '../revoke/revoke-plan.ts'
import type { UseLookups } from '../revoke/uses.ts'
import { chainDecider, policyDecider } from './chain-decider.ts'
import { eventClaims, eventStatement, type ToExplain } from './event-claims.ts'
import { decideEvent, type EventDecider, type RecordedEvent } from './event-decider.ts'
import { evidenceOf, recordedLookups } from './recorded-lookups.ts'
import { setsFromUse } from './used-set.ts'

export type ExplainRequest = {
  readonly tenantId: string
  readonly region: string
  readonly event: RecordedEvent & { readonly ref: ChainEventRef }
  readonly lookups: ChainLookups
  readonly uses: UseLookups
  /** One a format; a format without one is undetermined, and the explanation says what was missing. */
  readonly deciders: readonly EventDecider[]
  /** Mandated, granted and used of the identity that acted, where somebody works them out. */
  readonly sets?: (identityKey: string) => Promise<AuthoritySets | undefined>
  /** Formats that the logs hold, for what is said of coverage. */
  readonly sources: readonly string[]
}

/** `known` is every record and statement that was looked at: what `checkExplanation` checks the citations against. */
export type ExplainedEvent = { readonly explanation: Explanation; readonly known: KnownEvidence }

const textMaxChars = 2_000

/**
 * Who authorised an event, why it could be done, and how to stop it. The same records and policies always give the same
 * explanation with the same id.
 */
export async function explainEvent(request: ExplainRequest): Promise<ExplainedEvent> {
  const { normalised, ref } = request.event
  const lookups = recordedLookups(request.lookups)
  const event = chainEventOf(normalised, ref)
  const chain = await chainOf(event, lookups)
  const decision = await decideEvent(request.event, request.deciders)
  const sets = await setsOf(request)
  const input: ToExplain = { event, sourceIp: normalised.sourceIp, chain, decision, sets }
  const actions = await revokePlan({ event, chain, decision }, lookups, request.uses)
  const explanation = sealed(
    wellFormed({
      tenantId: request.tenantId,
      region: request.region,
      subject: { kind: 'event', id: ref.eventId } as const,
      statement: visibleText(eventStatement(input), textMaxChars),
      claims: eventClaims(input).map((claim) => ({ ...claim, text: visibleText(claim.text, textMaxChars) })),
      authority: { ...visibleChain(chain), decision, sets },
      actions,
      decidedBy: [chainDecider(), policyDecider(decision)],
    }),
  )
  return { explanation, known: evidenceOf([event, ...lookups.seen()], decision) }
}

async function setsOf({ event, sets, uses, sources }: ExplainRequest): Promise<AuthoritySets> {
  const { identityKey } = event.normalised
  const worked = identityKey === undefined ? undefined : await sets?.(identityKey)
  if (worked !== undefined) return worked
  return setsFromUse(
    identityKey,
    identityKey === undefined ? undefined : await uses.usesOf(identityKey),
    sources,
  )
}

/** Actors are keys and stay as they are; what a person reads of them is made visible where it is rendered. */
function visibleChain({ chain, missing }: AuthorityChain): AuthorityChain {
  const visible = (hop: AuthorityHop): AuthorityHop => ({ ...hop, via: visibleText(hop.via, textMaxChars) })
  return { chain: chain.map(visible), missing: missing.map((gap) => visibleText(gap, textMaxChars)) }
}
