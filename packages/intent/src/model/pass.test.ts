import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referenceKernel } from '../kernel/reference-kernel.ts'
import { wasmKernel } from '../kernel/wasm-kernel.ts'
import { randomSource } from '../random.ts'
import { segmentQueue, segmentsOf } from '../sequence/training-data.ts'
import { vocabularyOf } from '../sequence/vocabulary.ts'
import { type Chunk, emptyChunk, nextChunk } from './chunk.ts'
import { initialWeights } from './initial-weights.ts'
import { type Layout, layoutOf } from './layout.ts'
import { learnChunk, type Pass, totalLoss } from './pass.ts'
import { readingStream, ringRows } from './reading-stream.ts'
import { madeUpTenant } from './test-histories.ts'
import { lanes, trainingRoom } from './training-room.ts'

/** Chunks of a made-up tenant, one after the other, over weights that stay as they are. */
function passes(hidden: number, makeKernel = wasmKernel): { pass: Pass; advance: () => void } {
  const events = madeUpTenant('acme', 5, 3000)
  const vocabulary = vocabularyOf(events.map(({ type }) => type))
  const segments = segmentsOf([events], vocabulary)
  const layout = layoutOf({ hidden, context: 10, types: vocabulary.types.length + 1 })
  const room = trainingRoom(layout)
  const kernel = makeKernel(room.total)
  kernel.heap.set(someWeights(layout))
  const chunk = emptyChunk(layout)
  const places = Array.from({ length: lanes }, () => ({ segment: -1, position: 0 }))
  const random = randomSource(3)
  const queue = segmentQueue(segments.length, random)
  const block = layout.context * lanes * hidden
  return {
    pass: { kernel, layout, room, chunk },
    advance: () => {
      kernel.heap.copyWithin(room.states, room.states + block, room.states + 2 * block)
      nextChunk(chunk, places, segments, queue, random, layout.context, (lane) => {
        for (let row = 0; row < layout.context; row += 1)
          kernel.heap.fill(
            0,
            room.states + (row * lanes + lane) * hidden,
            room.states + (row * lanes + lane + 1) * hidden,
          )
      })
    },
  }
}

/** Weights with something in every table: those that begin at nothing would hide faults. */
function someWeights(layout: Layout): Float32Array {
  const weights = initialWeights(layout, 9)
  const random = randomSource(10)
  return weights.map((weight) => (weight === 0 ? (random.next() - 0.5) * 0.8 : weight))
}

test('every table of gradients agrees with finite differences', () => {
  const { pass, advance } = passes(8)
  advance()
  learnChunk(pass)
  advance()
  const { kernel, layout, room } = pass
  const { heap } = kernel
  heap.fill(0, room.gradients, room.gradients + layout.total)
  learnChunk(pass)
  const gradient = heap.slice(room.gradients, room.gradients + layout.total)
  const lossAt = (weight: number, value: number): number => {
    const kept = heap[weight] as number
    heap[weight] = value
    const loss = totalLoss(learnChunk(pass))
    heap[weight] = kept
    return loss
  }
  for (const [name, weight] of strongest(layout, gradient)) {
    const kept = heap[weight] as number
    const step = 0.004
    const slope = (lossAt(weight, kept + step) - lossAt(weight, kept - step)) / (2 * step)
    const stated = gradient[weight] as number
    const error = Math.abs(slope - stated) / Math.max(Math.abs(slope), Math.abs(stated), 1e-3)
    assert.ok(error < 0.01, `${name}: ${stated} by the way back, ${slope} by differences`)
  }
})

/** The three weights of each table that the loss depends on most. */
function strongest(layout: Layout, gradient: Float32Array): readonly (readonly [string, number])[] {
  const starts = Object.entries(layout)
    .filter(([name]) => !['hidden', 'context', 'types', 'width', 'total'].includes(name))
    .sort(([, one], [, other]) => one - other)
  return starts.flatMap(([name, start], index) => {
    const end = starts[index + 1]?.[1] ?? layout.total
    return Array.from({ length: end - start }, (_, offset) => start + offset)
      .sort((one, other) => Math.abs(gradient[other] as number) - Math.abs(gradient[one] as number))
      .slice(0, 3)
      .map((weight) => [name, weight] as const)
  })
}

test('a chunk learned with the reference kernel gives the same gradients to the last bit', () => {
  const [fast, plain] = [passes(8), passes(8, referenceKernel)]
  for (const { advance, pass } of [fast, plain]) {
    advance()
    learnChunk(pass)
  }
  const { room, layout } = fast.pass
  const part = ({ kernel }: Pass): Float32Array =>
    kernel.heap.slice(room.gradients, room.gradients + layout.total)
  assert.deepEqual(part(fast.pass), part(plain.pass))
})

test('streaming with carried state gives the very states that training learned with', () => {
  const { pass, advance } = passes(16)
  const { kernel, layout, room, chunk } = pass
  const weights = kernel.heap.slice(0, layout.total)
  const model = { layout, vocabulary: vocabularyOf([]), weights }
  const stream = readingStream(model, wasmKernel)
  const carried = Array.from({ length: lanes }, () => stream.newEntity())
  for (let turn = 0; turn < 5; turn += 1) {
    advance()
    learnChunk(pass)
    for (let lane = 0; lane < lanes; lane += 1) {
      if (startsAnew(chunk, lane)) carried[lane] = stream.newEntity()
      compareLane(lane, carried[lane] as ReturnType<typeof stream.newEntity>)
    }
  }

  function compareLane(lane: number, state: ReturnType<typeof stream.newEntity>): void {
    for (let step = 0; step < layout.context; step += 1) {
      const row = step * lanes + lane
      if ((chunk.earlier[row] as number) < 0) return
      const ahead = layout.context * lanes + row
      const reading = stream.read(state, chunk.types[ahead] as number, chunk.times[ahead] as number)
      assert.equal(reading.count, chunk.earlier[row])
      const at = room.states + ahead * layout.hidden
      const own = ((state.seen - 1) % ringRows(layout)) * layout.hidden
      assert.deepEqual(
        state.states.slice(own, own + layout.hidden),
        kernel.heap.slice(at, at + layout.hidden),
      )
    }
  }
})

function startsAnew(chunk: Chunk, lane: number): boolean {
  return chunk.earlier[lane] === 0
}
