import { identityHome, identityLabel, identityParts } from '@countersign/authority/explain/identity-words'
import { clockOf, counted, dayOf, listed } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import type { ExplainContext } from './explain-context.ts'
import type { EventFacts } from './finding.ts'
import { isSharedIdentity } from './shared-identity.ts'

/** Logs that begin this shortly before the first event leave its beginning in the dark. */
const beginningMs = 3_600_000

/** What was not there. It is said, never guessed. */
export function missingClaims(
  actors: readonly string[],
  events: readonly EventFacts[],
  chainGaps: readonly string[],
  context: ExplainContext,
): readonly Claim[] {
  const texts = [
    ...(actors.length === 0 ? ['The records name no acting identity.'] : []),
    ...chainGaps,
    ...outcomeGaps(events),
    ...policyGaps(actors),
    ...ownerGaps(actors),
    ...coverageGaps(events, context),
  ]
  return texts.map((text) => ({ text, kind: 'missing', certainty: 'unknown', cites: [] }))
}

function outcomeGaps(events: readonly EventFacts[]): readonly string[] {
  const unknown = events.filter((event) => event.outcome === 'unknown').length
  if (unknown === 0) return []
  if (unknown === events.length) return ['The records do not say whether the actions succeeded.']
  return [`For ${unknown} of ${events.length} events the record does not say whether the action succeeded.`]
}

function policyGaps(actors: readonly string[]): readonly string[] {
  const homes = new Set(
    actors
      .filter((actor) => /^(?:aws|k8s|github|entra|okta)-/.test(identityParts(actor).kind))
      .flatMap((actor) => identityHome(actor) ?? []),
  )
  if (homes.size === 0) return []
  return [
    `We hold no snapshot of the policies of ${listed([...homes].slice(0, 3))}, so we cannot say what was permitted, nor what else is within reach.`,
  ]
}

function ownerGaps(actors: readonly string[]): readonly string[] {
  const named = actors.filter((actor) => !isSharedIdentity(actor)).slice(0, 3)
  if (named.length === 0) return []
  return [
    `No owner is on record for ${listed(named.map(identityLabel))}; whoever is responsible has to be asked whether this was meant.`,
  ]
}

function coverageGaps(events: readonly EventFacts[], { coverage }: ExplainContext): readonly string[] {
  const gaps: string[] = []
  const firstMs = events[0]?.timeMs ?? 0
  if (coverage?.firstMs !== undefined && firstMs - coverage.firstMs < beginningMs) {
    gaps.push(
      `The logs we hold begin on ${dayOf(coverage.firstMs)} at ${clockOf(coverage.firstMs)} UTC; what came before is unknown.`,
    )
  }
  if (coverage?.unparsedLines !== undefined && coverage.unparsedLines > 0) {
    gaps.push(
      `${counted(coverage.unparsedLines, 'line')} could not be read and ${coverage.unparsedLines === 1 ? 'was' : 'were'} not judged.`,
    )
  }
  return gaps
}
