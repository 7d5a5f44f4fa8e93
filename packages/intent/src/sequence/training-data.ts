import type { RandomSource } from '../random.ts'
import { shuffled } from '../random.ts'
import { type IntentEvent, inOrder, type Label } from './intent-event.ts'
import { timeBucket, timeBuckets } from './time-bucket.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A stretch of one entity's events, as numbers. It is learned as if the entity had begun with it. */
export type Segment = {
  readonly types: Int32Array
  readonly buckets: Int32Array
  /** Milliseconds since 1970. */
  readonly times: Float64Array
  /** What the event counts in the loss of the attack: 0 where nobody knows. */
  readonly weights: Float32Array
  readonly attacks: Uint8Array
}

/** `step`: which step of an attack it belongs to, where that is known. */
export type TrainingEvent = IntentEvent & { readonly label?: Label; readonly step?: string }

/** Longest stretch learned in one piece: long enough that starting anew is rare, short enough to fill all lanes. */
const segmentMax = 512

/** Events of one type and label count in full up to this many, and together no more beyond: a scan is one lesson. */
const lessonMax = 200

/** The streams of all entities of all tenants, cut into segments. Each list is one tenant. */
export function segmentsOf(
  tenants: readonly (readonly TrainingEvent[])[],
  vocabulary: Vocabulary,
): readonly Segment[] {
  const weightOf = lessonWeights(tenants.flat())
  return tenants.flatMap((events) =>
    entityStreams(events).flatMap((stream) =>
      cut(stream).map((piece) => segment(piece, vocabulary, weightOf)),
    ),
  )
}

/** Events by entity, in order of time; entities in the order in which they appear. */
export function entityStreams<Event extends IntentEvent>(events: readonly Event[]): readonly Event[][] {
  const streams = new Map<string, Event[]>()
  for (const event of inOrder(events)) {
    const stream = streams.get(event.entity)
    if (stream === undefined) streams.set(event.entity, [event])
    else stream.push(event)
  }
  return [...streams.values()]
}

function cut<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const pieces: Item[][] = []
  for (let start = 0; start < items.length; start += segmentMax)
    pieces.push(items.slice(start, start + segmentMax))
  return pieces
}

function segment(
  events: readonly TrainingEvent[],
  vocabulary: Vocabulary,
  weightOf: (event: TrainingEvent) => number,
): Segment {
  const times = Float64Array.from(events, ({ timeMs }) => timeMs)
  return {
    types: Int32Array.from(events, ({ type }) => vocabulary.numberOf(type)),
    buckets: Int32Array.from(times, (time, index) =>
      index === 0 ? timeBuckets - 1 : timeBucket(time - (times[index - 1] as number)),
    ),
    times,
    weights: Float32Array.from(events, weightOf),
    attacks: Uint8Array.from(events, ({ label }) => (label === 'attack' ? 1 : 0)),
  }
}

function lessonWeights(events: readonly TrainingEvent[]): (event: TrainingEvent) => number {
  const counts = new Map<string, number>()
  const keyOf = ({ label, type }: TrainingEvent): string => `${label} ${type}`
  for (const event of events) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1)
  return (event) => (event.label === undefined ? 0 : Math.min(1, lessonMax / (counts.get(keyOf(event)) ?? 1)))
}

/** Hands out segments for ever, each time round in a new order. */
export type SegmentQueue = { readonly next: () => number; readonly left: () => readonly number[] }

export function segmentQueue(
  count: number,
  random: RandomSource,
  begun: readonly number[] = [],
): SegmentQueue {
  let waiting = [...begun]
  return {
    next: () => {
      if (waiting.length === 0)
        waiting = shuffled(
          Array.from({ length: count }, (_, index) => index),
          random,
        )
      return waiting.pop() as number
    },
    left: () => waiting,
  }
}
