import type { Kernel, MakeKernel } from '../kernel/kernel.ts'
import { timeBucket, timeBuckets } from '../sequence/time-bucket.ts'
import { type Attended, attend, type LookBack, lookBack } from './attention.ts'
import type { Layout } from './layout.ts'
import type { SequenceModel } from './sequence-model.ts'

/**
 * What is carried for one entity: the states after its last events. Two more than are looked back to, so that after a
 * reading its own state and the one before the oldest it looked back to are both there: a replay begins from the latter.
 */
export type EntityState = {
  /** Events seen in all. */
  seen: number
  /** Ring of `ringRows` rows; event number n, counted from 0, stands in row n modulo that. */
  readonly states: Float32Array
  readonly types: Int32Array
  readonly timesMs: Float64Array
}

/** What the model says of one event. Arrays are reused by the next reading: copy what is kept. */
export type Reading = {
  readonly type: number
  readonly bucket: number
  /** How many earlier events were looked back to. */
  readonly count: number
  /** Of the earlier events, oldest first: types and how much each was attended to. */
  readonly contextTypes: Int32Array
  readonly weights: Float64Array
  /** How unexpected the event was, in nats. */
  readonly surprise: number
  readonly fit: number
  readonly attack: number
}

export type ReadingStream = {
  readonly model: SequenceModel
  readonly newEntity: () => EntityState
  /** Reads one event of an entity and carries its state on. Events of an entity come in order of time. */
  readonly read: (state: EntityState, type: number, timeMs: number) => Reading
  /** What an earlier event of a type adds to the attack logit of an event, before it is weighed. */
  readonly pairAttack: (type: number, earlier: number) => number
}

export function ringRows({ context }: { readonly context: number }): number {
  return context + 2
}

type Room = {
  readonly typeGates: number
  readonly states: number
  readonly fromInput: number
  readonly fromState: number
  readonly gates: number
  readonly next: number
  readonly logits: number
  readonly total: number
}

/** Inference with carried state: one step of the unit an event. The gates of every type are worked out once. */
export function readingStream(model: SequenceModel, makeKernel: MakeKernel): ReadingStream {
  const { layout } = model
  const { hidden, context, width } = layout
  const room = streamRoom(layout)
  const kernel = makeKernel(room.total)
  kernel.heap.set(model.weights)
  kernel.gemm(room.typeGates, layout.embedding, layout.inputWeights, width, 3 * hidden, hidden, hidden, 1, 0)
  const reader: Reader = { kernel, layout, room, look: lookBack(context), logits: { fit: 0, attack: 0 } }
  return {
    model,
    newEntity: () => ({
      seen: 0,
      states: new Float32Array(ringRows(layout) * hidden),
      types: new Int32Array(ringRows(layout)),
      timesMs: new Float64Array(ringRows(layout)),
    }),
    read: (state, type, timeMs) => read(reader, state, type, timeMs),
    pairAttack: (type, earlier) => kernel.heap[layout.attack + type * width + earlier] as number,
  }
}

function streamRoom({ hidden, context, width, total: weights }: Layout): Room {
  let end = weights
  const take = (floats: number): number => {
    end += floats
    return end - floats
  }
  return {
    typeGates: take(width * 3 * hidden),
    states: take((context + 2) * hidden),
    fromInput: take(3 * hidden),
    fromState: take(3 * hidden),
    gates: take(3 * hidden),
    next: take(hidden),
    logits: take(width),
    total: end,
  }
}

type Reader = {
  readonly kernel: Kernel
  readonly layout: Layout
  readonly room: Room
  readonly look: LookBack
  readonly logits: Attended
}

function read(reader: Reader, state: EntityState, type: number, timeMs: number): Reading {
  const { kernel, layout, room, look, logits } = reader
  const { hidden } = layout
  const ring = ringRows(layout)
  const last = (state.seen + ring - 1) % ring
  const bucket = state.seen === 0 ? timeBuckets - 1 : timeBucket(timeMs - (state.timesMs[last] as number))
  kernel.heap.set(state.states, room.states)
  // Before the first event the ring is all zero: any row of it is the state of an entity that has done nothing.
  const before = room.states + last * hidden
  const surprise = surpriseOf(reader, before, type)
  fill(look, state, room, layout, timeMs)
  attend(kernel, layout, look, type, bucket, logits)
  carryOn(reader, before, type, bucket)
  const row = state.seen % ring
  state.states.set(kernel.heap.subarray(room.next, room.next + hidden), row * hidden)
  state.types[row] = type
  state.timesMs[row] = timeMs
  state.seen += 1
  const { fit, attack } = logits
  const { count, types: contextTypes, weights } = look
  return { type, bucket, count, contextTypes, weights, surprise, fit, attack }
}

function surpriseOf({ kernel, layout, room }: Reader, before: number, type: number): number {
  const { heap, gemm, softmax } = kernel
  const { hidden, width, types } = layout
  heap.copyWithin(room.logits, layout.outputBias, layout.outputBias + width)
  gemm(room.logits, before, layout.outputWeights, 1, width, hidden, hidden, 1, 1)
  softmax(room.logits, 1, width, types)
  return -Math.log(Math.max(heap[room.logits + type] as number, 1e-30))
}

function fill(look: LookBack, state: EntityState, room: Room, layout: Layout, timeMs: number): void {
  const { hidden, context } = layout
  look.count = Math.min(state.seen, context)
  for (let i = 0; i < look.count; i += 1) {
    const row = (state.seen - look.count + i) % ringRows(layout)
    look.states[i] = room.states + row * hidden
    look.types[i] = state.types[row] as number
    look.ages[i] = timeBucket(timeMs - (state.timesMs[row] as number))
  }
}

function carryOn({ kernel, layout, room }: Reader, before: number, type: number, bucket: number): void {
  const { heap, add, gemm, gruForward } = kernel
  const { hidden } = layout
  const gateWidth = 3 * hidden
  add(room.fromInput, room.typeGates + type * gateWidth, layout.timeGates + bucket * gateWidth, gateWidth)
  heap.copyWithin(room.fromState, layout.stateBias, layout.stateBias + gateWidth)
  gemm(room.fromState, before, layout.stateWeights, 1, gateWidth, hidden, hidden, 1, 1)
  gruForward(room.next, before, room.fromInput, room.fromState, room.gates, 1, hidden)
}
