import type { RandomSource } from '../random.ts'
import { timeBucket } from '../sequence/time-bucket.ts'
import type { Segment, SegmentQueue } from '../sequence/training-data.ts'
import { unseenType } from '../sequence/vocabulary.ts'
import type { Layout } from './layout.ts'
import { lanes } from './training-room.ts'

/** Where one lane is: which segment, how far, or none yet. */
export type LanePlace = { segment: number; position: number }

/** One chunk of every lane as numbers: the previous chunk in rows 0 to context-1, this one behind it. */
export type Chunk = {
  readonly types: Int32Array
  readonly times: Float64Array
  /** Of this chunk only. */
  readonly buckets: Int32Array
  /** How many earlier events the event may look back to; -1 marks a place without an event. */
  readonly earlier: Int32Array
  readonly weights: Float32Array
  readonly attacks: Uint8Array
  /** A type that might have come instead, to learn what explains the one that did. */
  readonly instead: Int32Array
}

export function emptyChunk(layout: Layout): Chunk {
  const rows = layout.context * lanes
  return {
    types: new Int32Array(2 * rows),
    times: new Float64Array(2 * rows),
    buckets: new Int32Array(rows),
    earlier: new Int32Array(rows),
    weights: new Float32Array(rows),
    attacks: new Uint8Array(rows),
    instead: new Int32Array(rows),
  }
}

/** One in so many events is shown as a type never seen, so that the model learns to live with those. */
const unseenOneIn = 64

/**
 * Moves every lane on by one chunk. Lanes whose segment has ended begin the next one; `begins` is told, because their
 * state starts from nothing.
 */
export function nextChunk(
  chunk: Chunk,
  places: readonly LanePlace[],
  segments: readonly Segment[],
  queue: SegmentQueue,
  random: RandomSource,
  context: number,
  begins: (lane: number) => void,
): void {
  const rows = context * lanes
  chunk.types.copyWithin(0, rows)
  chunk.times.copyWithin(0, rows)
  for (const [lane, place] of places.entries()) {
    if (place.segment < 0 || place.position >= (segments[place.segment] as Segment).types.length) {
      place.segment = queue.next()
      place.position = 0
      begins(lane)
    }
    const segment = segments[place.segment] as Segment
    for (let step = 0; step < context; step += 1)
      fillPlace(chunk, lane, step, place, segment, random, context)
    place.position += context
  }
  for (let row = 0; row < rows; row += 1)
    chunk.instead[row] = chunk.types[rows + random.below(rows)] as number
}

function fillPlace(
  chunk: Chunk,
  lane: number,
  step: number,
  place: LanePlace,
  segment: Segment,
  random: RandomSource,
  context: number,
): void {
  const row = step * lanes + lane
  const ahead = context * lanes + row
  const from = place.position + step
  if (from >= segment.types.length) {
    chunk.types[ahead] = unseenType
    chunk.times[ahead] = chunk.times[ahead - lanes] as number
    chunk.buckets[row] = 0
    chunk.earlier[row] = -1
    chunk.weights[row] = 0
    return
  }
  chunk.types[ahead] = random.below(unseenOneIn) === 0 ? unseenType : (segment.types[from] as number)
  chunk.times[ahead] = segment.times[from] as number
  chunk.buckets[row] = segment.buckets[from] as number
  chunk.earlier[row] = Math.min(from, context)
  chunk.weights[row] = segment.weights[from] as number
  chunk.attacks[row] = segment.attacks[from] as number
}

/** The class of age of an earlier row, seen from a later one. */
export function ageBetween(chunk: Chunk, earlier: number, later: number): number {
  return timeBucket((chunk.times[later] as number) - (chunk.times[earlier] as number))
}
