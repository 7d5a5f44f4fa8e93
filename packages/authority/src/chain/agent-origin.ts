import type { ChainEvent } from './chain-event.ts'
import type { Walk } from './chain-lookups.ts'
import type { Behind } from './chain-of.ts'
import { autonomousHop, hopOf, joined, named, type Origin, origin, type Trail, unknownHop } from './hop.ts'
import { statedHops } from './stated-origin.ts'

/**
 * The agent that made an API call: its span noted the id of the request (proven), or it was the only agent that ran
 * with these credentials at this moment (inferred).
 */
export function* agentAsking(event: ChainEvent, trail: Trail, behind: Behind): Walk<Origin> {
  if (event.context.span !== undefined) return origin([])
  const { request } = event.context
  const noted = request === undefined ? [] : yield { kind: 'request', key: request }
  const [span] = noted
  if (span !== undefined && noted.length === 1)
    return joined(
      yield* behind(span, trail),
      origin([spanHop(span, event, 'proven', 'its span carries the id of this request')]),
    )
  return noted.length > 1 ? origin([]) : yield* onlyAgentThen(event, trail, behind)
}

function* onlyAgentThen(event: ChainEvent, trail: Trail, behind: Behind): Walk<Origin> {
  if (event.identityKey === undefined) return origin([])
  const spans = yield { kind: 'runs-as', key: event.identityKey }
  const open = spans.filter(
    (span) => span.timeMs <= event.timeMs && event.timeMs <= (span.context.endedMs ?? span.timeMs),
  )
  const agents = new Set(open.map((span) => span.identityKey))
  // The innermost span is the nearest to the call.
  const nearest = open.at(-1)
  if (nearest === undefined || agents.size !== 1) return origin([])
  const because = 'inferred: it is the only agent that ran with these credentials at this moment'
  return joined(yield* behind(nearest, trail), origin([spanHop(nearest, event, 'inferred', because)]))
}

function spanHop(span: ChainEvent, event: ChainEvent, certainty: 'proven' | 'inferred', because: string) {
  return hopOf(
    'tool',
    span.identityKey ?? 'unknown',
    `made the call in ${named(span.action)}: ${because}`,
    span,
    { certainty, also: [event] },
  )
}

const spansMax = 16

/** From a span up to the one that began it: who asked is often said there alone. */
export function* agentOrigin(event: ChainEvent): Walk<Origin> {
  const spans: ChainEvent[] = [event]
  let open = event.context.parentSpan
  while (open !== undefined && spans.length < spansMax) {
    const [parent] = yield { kind: 'span', key: open }
    if (parent === undefined || spans.includes(parent)) break
    spans.push(parent)
    open = parent.context.parentSpan
  }
  const known = spans.flatMap(personOf)
  const person = known[0] ?? (yield* askedInConversation(event))
  const first = spans.at(-1) ?? event
  const who = person === undefined ? whoIsMissing(first, open !== undefined) : origin([person])
  return joined(who, origin([...runsAs(spans), ...agentHops(spans)]))
}

function personOf(span: ChainEvent) {
  return statedHops(span).filter((hop) => hop.role === 'human')
}

function* askedInConversation(event: ChainEvent): Walk<ReturnType<typeof hopOf> | undefined> {
  const { conversation } = event.context
  if (conversation === undefined) return undefined
  const spans = yield { kind: 'conversation', key: conversation }
  const persons = spans.filter((span) => span.timeMs <= event.timeMs).flatMap(personOf)
  const [first] = persons
  if (first === undefined || new Set(persons.map((hop) => hop.actor)).size !== 1) return undefined
  return {
    ...first,
    certainty: 'inferred',
    via: `asked in the conversation ${named(conversation)}; inferred: nobody else speaks in it`,
  }
}

/** Three different answers: a timer did it, the beginning is not in the logs, or the beginning names nobody. */
function whoIsMissing(first: ChainEvent, parentIsMissing: boolean): Origin {
  if (first.context.scheduled === true)
    return origin([autonomousHop('a timer set the agent off, as the span states', first, 'proven')])
  if (parentIsMissing)
    return origin(
      [unknownHop('human', 'origin unknown: the span that began it is not in the logs we hold', first)],
      'Origin unknown: the span that began the trace is not in the logs we hold.',
    )
  return origin([unknownHop('human', 'not recorded: no span of the trace names who asked', first)])
}

/** Outermost first, each agent once, with what each ran as. */
function agentHops(spans: readonly ChainEvent[]) {
  const outermostFirst = spans.toReversed()
  const agents = outermostFirst.filter(
    (span, at) => span.identityKey !== undefined && span.identityKey !== outermostFirst[at - 1]?.identityKey,
  )
  return agents.map((span, at) =>
    hopOf(
      'agent',
      span.identityKey ?? 'unknown',
      at === 0 ? `acted (${named(span.action)})` : `was called by the agent before (${named(span.action)})`,
      span,
    ),
  )
}

function runsAs(spans: readonly ChainEvent[]) {
  const own = spans.flatMap((span) =>
    span.stated
      .filter((hop) => hop.relation === 'runs-as')
      .map((hop) => hopOf('identity', hop.identityKey, 'is what the agent runs as', span)),
  )
  return [...new Map(own.map((hop) => [hop.actor, hop])).values()]
}
