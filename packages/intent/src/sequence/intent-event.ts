/**
 * One thing that happened to one entity, as the model sees it. `type` is opaque: two events are of one type or they are
 * not, and nothing is ever read out of its letters.
 */
export type IntentEvent = {
  readonly id: string
  /** Whose behaviour it is: a host, an identity, a workload. */
  readonly entity: string
  readonly type: string
  /** Milliseconds since 1970, UTC. */
  readonly timeMs: number
}

/** What a person, or a known answer, says of an event. */
export type Label = 'attack' | 'benign'

export type LabelledEvent = IntentEvent & {
  readonly label: Label
  /** Which step of an attack it belongs to, where that is known. */
  readonly step?: string
}

/** In order of time; events of one moment keep the order they came in. */
export function inOrder<Event extends IntentEvent>(events: readonly Event[]): Event[] {
  return [...events].sort((one, other) => one.timeMs - other.timeMs)
}
