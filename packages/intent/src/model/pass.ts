import { sigmoid, softplus } from '../kernel/exponential.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type Attended, attend, attendBack, type LookBack, lookBack } from './attention.ts'
import { ageBetween, type Chunk } from './chunk.ts'
import type { Layout } from './layout.ts'
import { lanes, type TrainingRoom } from './training-room.ts'

/** Mean losses of a chunk, in nats an event. */
export type Losses = { readonly next: number; readonly fit: number; readonly attack: number }

/** What the two attended logits count beside the prediction of the next event. */
const fitShare = 0.5
const attackShare = 4

/** The one number that training makes smaller. */
export function totalLoss({ next, fit, attack }: Losses): number {
  return next + fitShare * fit + attackShare * attack
}

export type Pass = {
  readonly kernel: Kernel
  readonly layout: Layout
  readonly room: TrainingRoom
  readonly chunk: Chunk
}

/** Forward and back through one chunk of every lane: the losses, and their gradients in the room. */
export function learnChunk(pass: Pass): Losses {
  prepare(pass)
  forward(pass)
  const { next, events } = nextEventLoss(pass)
  const attended = attendedLoss(pass, events)
  backThroughTime(pass)
  backThroughTables(pass)
  return { next, ...attended }
}

function prepare({ kernel, layout, room }: Pass): void {
  const { heap, gemm } = kernel
  const { hidden, context, width } = layout
  gemm(room.typeGates, layout.embedding, layout.inputWeights, width, 3 * hidden, hidden, hidden, 1, 0)
  heap.fill(0, room.dTypeGates, room.dTypeGates + width * 3 * hidden)
  heap.fill(0, room.dStates, room.dStates + 2 * context * lanes * hidden)
  heap.fill(1, room.ones, room.ones + context * lanes)
  transpose(heap, layout.stateWeights, hidden, 3 * hidden, room.stateWeightsT)
  transpose(heap, layout.inputWeights, hidden, 3 * hidden, room.inputWeightsT)
  transpose(heap, layout.outputWeights, hidden, width, room.outputWeightsT)
}

function transpose(heap: Float32Array, from: number, rows: number, columns: number, to: number): void {
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1)
      heap[to + column * rows + row] = heap[from + row * columns + column] as number
  }
}

function forward({ kernel, layout, room, chunk }: Pass): void {
  const { heap, add, gemm, gruForward } = kernel
  const { hidden, context } = layout
  const gateWidth = 3 * hidden
  for (let step = 0; step < context; step += 1) {
    for (let lane = 0; lane < lanes; lane += 1) {
      const row = step * lanes + lane
      const type = chunk.types[context * lanes + row] as number
      const time = layout.timeGates + (chunk.buckets[row] as number) * gateWidth
      add(room.fromInput + row * gateWidth, room.typeGates + type * gateWidth, time, gateWidth)
      heap.copyWithin(room.fromState + row * gateWidth, layout.stateBias, layout.stateBias + gateWidth)
    }
    const before = room.states + (context + step - 1) * lanes * hidden
    const at = step * lanes * gateWidth
    gemm(room.fromState + at, before, layout.stateWeights, lanes, gateWidth, hidden, hidden, 1, 1)
    const after = before + lanes * hidden
    gruForward(after, before, room.fromInput + at, room.fromState + at, room.gates + at, lanes, hidden)
  }
}

/** The next event's type from the state before it: cross-entropy, and its gradients. */
function nextEventLoss({ kernel, layout, room, chunk }: Pass): { next: number; events: number } {
  const { heap, gemm } = kernel
  const { hidden, context, width, types } = layout
  const rows = context * lanes
  const before = room.states + (context - 1) * lanes * hidden
  for (let row = 0; row < rows; row += 1)
    heap.copyWithin(room.logits + row * width, layout.outputBias, layout.outputBias + width)
  gemm(room.logits, before, layout.outputWeights, rows, width, hidden, hidden, 1, 1)
  kernel.softmax(room.logits, rows, width, types)
  let loss = 0
  let events = 0
  for (let row = 0; row < rows; row += 1) {
    const start = room.logits + row * width
    if ((chunk.earlier[row] as number) < 0) {
      heap.fill(0, start, start + width)
      continue
    }
    const target = start + (chunk.types[rows + row] as number)
    loss -= Math.log(Math.max(heap[target] as number, 1e-30))
    events += 1
    heap[target] = (heap[target] as number) - 1
  }
  for (let at = room.logits; at < room.logits + rows * width; at += 1)
    heap[at] = (heap[at] as number) / Math.max(events, 1)
  const gradient = room.gradients
  gemm(gradient + layout.outputWeights, before, room.logits, hidden, width, rows, 1, hidden, 1)
  gemm(gradient + layout.outputBias, room.ones, room.logits, 1, width, rows, rows, 1, 1)
  const dBefore = before - room.states + room.dStates
  gemm(dBefore, room.logits, room.outputWeightsT, rows, hidden, width, width, 1, 1)
  return { next: loss / Math.max(events, 1), events }
}

/** What explains the event that came, against one that might have; and whether it belongs to an attack. */
function attendedLoss(pass: Pass, events: number): { fit: number; attack: number } {
  const { layout, chunk } = pass
  const rows = layout.context * lanes
  const look = lookBack(layout.context)
  const share = 1 / Math.max(events, 1)
  let fit = 0
  let attack = 0
  for (let row = 0; row < rows; row += 1) {
    if ((chunk.earlier[row] as number) < 0) continue
    fillLookBack(pass, look, row)
    const came = chunk.types[rows + row] as number
    const told = (chunk.weights[row] as number) * attackShare
    const label = chunk.attacks[row] as number
    const real = attendOnce(pass, look, came, row, (logits) => ({
      fit: (sigmoid(logits.fit) - 1) * fitShare * share,
      attack: (sigmoid(logits.attack) - label) * told * share,
    }))
    fit += softplus(-real.fit)
    attack += (chunk.weights[row] as number) * softplus(label === 1 ? -real.attack : real.attack)
    const instead = chunk.instead[row] as number
    if (instead === came) continue
    const other = attendOnce(pass, look, instead, row, (logits) => ({
      fit: sigmoid(logits.fit) * fitShare * share,
      attack: 0,
    }))
    fit += softplus(other.fit)
  }
  return { fit: fit * share, attack: attack * share }
}

function attendOnce(
  { kernel, layout, room, chunk }: Pass,
  look: LookBack,
  type: number,
  row: number,
  slope: (logits: Attended) => Attended,
): Attended {
  const logits: Attended = { fit: 0, attack: 0 }
  const bucket = chunk.buckets[row] as number
  attend(kernel, layout, look, type, bucket, logits)
  const toStates = room.dStates - room.states
  attendBack(kernel, layout, look, type, bucket, slope(logits), room.gradients, toStates)
  return logits
}

function fillLookBack({ layout, room, chunk }: Pass, look: LookBack, row: number): void {
  const { hidden, context } = layout
  const own = context * lanes + row
  look.count = chunk.earlier[row] as number
  for (let i = 0; i < look.count; i += 1) {
    const earlier = own - (look.count - i) * lanes
    look.states[i] = room.states + earlier * hidden
    look.types[i] = chunk.types[earlier] as number
    look.ages[i] = ageBetween(chunk, earlier, own)
  }
}

function backThroughTime({ kernel, layout, room, chunk }: Pass): void {
  const { gemm, gruBackward, add, axpy } = kernel
  const { hidden, context } = layout
  const gateWidth = 3 * hidden
  for (let step = context - 1; step >= 0; step -= 1) {
    const at = step * lanes * gateWidth
    const before = (context + step - 1) * lanes * hidden
    const dAfter = room.dStates + before + lanes * hidden
    const [dInput, dGates] = [room.dFromInput + at, room.dFromState + at]
    gruBackward(
      dInput,
      dGates,
      room.dPrevious,
      dAfter,
      room.states + before,
      room.fromState + at,
      room.gates + at,
      lanes,
      hidden,
    )
    gemm(room.dPrevious, dGates, room.stateWeightsT, lanes, hidden, gateWidth, gateWidth, 1, 1)
    add(room.dStates + before, room.dStates + before, room.dPrevious, lanes * hidden)
    for (let lane = 0; lane < lanes; lane += 1) {
      const row = step * lanes + lane
      const type = chunk.types[context * lanes + row] as number
      const from = room.dFromInput + row * gateWidth
      axpy(room.dTypeGates + type * gateWidth, from, 1, gateWidth)
      const bucket = layout.timeGates + (chunk.buckets[row] as number) * gateWidth
      axpy(room.gradients + bucket, from, 1, gateWidth)
    }
  }
}

function backThroughTables({ kernel, layout, room }: Pass): void {
  const { gemm } = kernel
  const { hidden, context, width } = layout
  const gateWidth = 3 * hidden
  const rows = context * lanes
  const before = room.states + (context - 1) * lanes * hidden
  const { gradients, dFromState, dTypeGates } = room
  gemm(gradients + layout.stateWeights, before, dFromState, hidden, gateWidth, rows, 1, hidden, 1)
  gemm(gradients + layout.stateBias, room.ones, dFromState, 1, gateWidth, rows, rows, 1, 1)
  gemm(
    gradients + layout.embedding,
    dTypeGates,
    room.inputWeightsT,
    width,
    hidden,
    gateWidth,
    gateWidth,
    1,
    1,
  )
  gemm(gradients + layout.inputWeights, layout.embedding, dTypeGates, hidden, gateWidth, width, 1, hidden, 1)
}
