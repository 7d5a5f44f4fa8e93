import { createHash } from 'node:crypto'
import type { Kernel, MakeKernel } from '../kernel/kernel.ts'
import { type RandomSource, type RandomState, randomFrom, randomSource } from '../random.ts'
import {
  type Segment,
  type SegmentQueue,
  segmentQueue,
  segmentsOf,
  type TrainingEvent,
} from '../sequence/training-data.ts'
import { type Vocabulary, vocabularyOf } from '../sequence/vocabulary.ts'
import { type Chunk, emptyChunk, type LanePlace, nextChunk } from './chunk.ts'
import { initialWeights } from './initial-weights.ts'
import { type Layout, layoutOf, standardContext, standardHidden } from './layout.ts'
import { type Losses, learnChunk } from './pass.ts'
import { framed, type SequenceModel, unframed } from './sequence-model.ts'
import { lanes, type TrainingRoom, trainingRoom } from './training-room.ts'
import { warmWeights } from './warm-start.ts'

export type TrainingOptions = {
  readonly seed: number
  /** How often each event is learned from, on average. */
  readonly epochs: number
  readonly hidden?: number
  /** Weights to begin with; types that it does not know begin from the seed. */
  readonly base?: SequenceModel
}

export type TrainingProgress = Losses & {
  readonly step: number
  readonly steps: number
  /** Events learned from so far, counting each time. */
  readonly samples: number
}

/** Training in small steps, so that a job can be interrupted, told about and taken up again to the same bits. */
export type Training = {
  /** Learns one chunk; undefined when all steps are done. */
  readonly step: () => TrainingProgress | undefined
  readonly model: () => SequenceModel
  /** Everything needed to go on later with the same data. */
  readonly snapshot: () => Uint8Array
}

type Begun = {
  readonly seed: number
  readonly steps: number
  readonly dataHash: string
  done: number
  samples: number
  beta1: number
  beta2: number
}

type Work = {
  readonly kernel: Kernel
  readonly layout: Layout
  readonly room: TrainingRoom
  readonly chunk: Chunk
  readonly vocabulary: Vocabulary
  readonly segments: readonly Segment[]
  readonly places: LanePlace[]
  readonly random: RandomSource
  readonly queue: SegmentQueue
  readonly begun: Begun
}

const firstRate = 3e-3
const lastRate = 3e-4
/** The tables over pairs of types, and what goes with them, learn faster: each entry is met seldom. */
const tableRate = 10
const magic = 'CSTRAIN1\n'

/** Begins to learn from the histories of tenants, one list each. Same data, options and kernel: same bits. */
export function startTraining(
  tenants: readonly (readonly TrainingEvent[])[],
  options: TrainingOptions,
  makeKernel: MakeKernel,
): Training {
  const vocabulary = trainingVocabulary(tenants, options.base)
  const segments = segmentsOf(tenants, vocabulary)
  if (segments.length === 0) throw new RangeError('there is nothing to learn from: no events')
  const hidden = options.base?.layout.hidden ?? options.hidden ?? standardHidden
  const layout = layoutOf({ hidden, context: standardContext, types: vocabulary.types.length + 1 })
  const events = segments.reduce((sum, { types }) => sum + types.length, 0)
  const random = randomSource(options.seed)
  const work: Work = {
    ...emptyWork(layout, vocabulary, segments, makeKernel),
    random,
    queue: segmentQueue(segments.length, random),
    begun: {
      seed: options.seed,
      steps: Math.ceil((events * options.epochs) / (lanes * layout.context)),
      dataHash: dataHash(segments),
      done: 0,
      samples: 0,
      beta1: 1,
      beta2: 1,
    },
  }
  const own = initialWeights(layout, options.seed)
  const weights = options.base === undefined ? own : warmWeights(options.base, layout, vocabulary, own)
  work.kernel.heap.set(weights)
  return training(work)
}

/**
 * Takes up a training where its snapshot was made.
 * @throws RangeError when the data is not what it began with
 */
export function resumeTraining(
  bytes: Uint8Array,
  tenants: readonly (readonly TrainingEvent[])[],
  makeKernel: MakeKernel,
): Training {
  const { head, floats } = unframed(magic, bytes)
  const saved = head as Snapshot
  const vocabulary = vocabularyOf(saved.types)
  const segments = segmentsOf(tenants, vocabulary)
  if (dataHash(segments) !== saved.begun.dataHash)
    throw new RangeError('the data is not what this training began with: start it anew')
  const layout = layoutOf({ hidden: saved.hidden, context: saved.context, types: saved.types.length + 1 })
  const random = randomFrom(saved.random)
  const work: Work = {
    ...emptyWork(layout, vocabulary, segments, makeKernel),
    random,
    queue: segmentQueue(segments.length, random, saved.waiting),
    places: saved.places.map((place) => ({ ...place })),
    begun: { ...saved.begun },
  }
  restore(work, saved, floats)
  return training(work)
}

function trainingVocabulary(
  tenants: readonly (readonly TrainingEvent[])[],
  base: SequenceModel | undefined,
): Vocabulary {
  const types = new Set(tenants.flatMap((events) => events.map(({ type }) => type)))
  return vocabularyOf([...(base?.vocabulary.types ?? []), ...[...types].sort()])
}

function emptyWork(
  layout: Layout,
  vocabulary: Vocabulary,
  segments: readonly Segment[],
  makeKernel: MakeKernel,
): Pick<Work, 'kernel' | 'layout' | 'room' | 'chunk' | 'vocabulary' | 'segments' | 'places'> {
  const room = trainingRoom(layout)
  return {
    kernel: makeKernel(room.total),
    layout,
    room,
    chunk: emptyChunk(layout),
    vocabulary,
    segments,
    places: Array.from({ length: lanes }, () => ({ segment: -1, position: 0 })),
  }
}

function training(work: Work): Training {
  return {
    step: () => (work.begun.done < work.begun.steps ? oneStep(work) : undefined),
    model: () => ({
      layout: work.layout,
      vocabulary: work.vocabulary,
      weights: work.kernel.heap.slice(0, work.layout.total),
    }),
    snapshot: () => snapshot(work),
  }
}

function oneStep(work: Work): TrainingProgress {
  const { kernel, layout, room, chunk, begun } = work
  const { context, hidden } = layout
  const block = context * lanes * hidden
  kernel.heap.copyWithin(room.states, room.states + block, room.states + 2 * block)
  nextChunk(chunk, work.places, work.segments, work.queue, work.random, context, (lane) => {
    for (let row = 0; row < context; row += 1) {
      const at = room.states + (row * lanes + lane) * hidden
      kernel.heap.fill(0, at, at + hidden)
    }
  })
  const losses = learnChunk(work)
  begun.beta1 *= 0.9
  begun.beta2 *= 0.999
  const rate = firstRate + ((lastRate - firstRate) * begun.done) / begun.steps
  learn(work, 0, layout.age, rate)
  learn(work, layout.age, layout.total - layout.age, rate * tableRate)
  begun.done += 1
  begun.samples += chunk.earlier.reduce((count, earlier) => count + (earlier < 0 ? 0 : 1), 0)
  return { step: begun.done, steps: begun.steps, samples: begun.samples, ...losses }
}

function learn({ kernel, room, begun }: Work, from: number, count: number, rate: number): void {
  const { gradients, first, second } = room
  const corrected = rate / (1 - begun.beta1)
  kernel.adam(from, gradients + from, first + from, second + from, count, corrected, 1 / (1 - begun.beta2))
}

type Snapshot = {
  readonly hidden: number
  readonly context: number
  readonly types: readonly string[]
  readonly begun: Begun
  readonly random: RandomState
  readonly waiting: readonly number[]
  readonly places: readonly LanePlace[]
  readonly chunkTypes: readonly number[]
  readonly chunkTimes: readonly number[]
}

function snapshot(work: Work): Uint8Array {
  const { kernel, layout, room, chunk } = work
  const head: Snapshot = {
    hidden: layout.hidden,
    context: layout.context,
    types: work.vocabulary.types,
    begun: work.begun,
    random: work.random.state(),
    waiting: work.queue.left(),
    places: work.places,
    chunkTypes: [...chunk.types],
    chunkTimes: [...chunk.times],
  }
  const block = 2 * layout.context * lanes * layout.hidden
  const floats = new Float32Array(3 * layout.total + block)
  for (const [index, from] of [0, room.first, room.second].entries())
    floats.set(kernel.heap.subarray(from, from + layout.total), index * layout.total)
  floats.set(kernel.heap.subarray(room.states, room.states + block), 3 * layout.total)
  return framed(magic, head, floats)
}

function restore({ kernel, layout, room, chunk }: Work, saved: Snapshot, floats: Float32Array): void {
  for (const [index, to] of [0, room.first, room.second].entries())
    kernel.heap.set(floats.subarray(index * layout.total, (index + 1) * layout.total), to)
  kernel.heap.set(floats.subarray(3 * layout.total), room.states)
  chunk.types.set(saved.chunkTypes)
  chunk.times.set(saved.chunkTimes)
}

/** SHA-256 over everything that is learned from, in hex. */
function dataHash(segments: readonly Segment[]): string {
  const hash = createHash('sha256')
  for (const { types, times, weights, attacks } of segments)
    for (const part of [types, times, weights, attacks]) hash.update(new Uint8Array(part.buffer))
  return hash.digest('hex')
}
