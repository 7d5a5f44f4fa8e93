import { exponential } from '../kernel/exponential.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { timeBuckets } from '../sequence/time-bucket.ts'
import type { Layout } from './layout.ts'

/** Room for looking back from one event; filled by whoever asks, oldest earlier event first. */
export type LookBack = {
  /** How many earlier events there are; the arrays may be longer. */
  count: number
  /** Where each earlier state stands in the heap. */
  readonly states: Int32Array
  readonly types: Int32Array
  readonly ages: Int32Array
  /** Receives how much each earlier event is attended to; they sum to 1. */
  readonly weights: Float64Array
}

export function lookBack(context: number): LookBack {
  return {
    count: 0,
    states: new Int32Array(context),
    types: new Int32Array(context),
    ages: new Int32Array(context),
    weights: new Float64Array(context),
  }
}

/** How well the context explains that an event of this type came, and how much it speaks for an attack, both as logits. */
export type Attended = { fit: number; attack: number }

/**
 * Looks back from an event of `type`: fills `look.weights` and `into`. What each earlier event adds to the logits is its
 * weight times one entry of a table, so that a verdict can be taken apart exactly.
 */
export function attend(
  kernel: Kernel,
  layout: Layout,
  look: LookBack,
  type: number,
  bucket: number,
  into: Attended,
): void {
  const { heap } = kernel
  const { width } = layout
  weigh(kernel, layout, look, type)
  let fit = heap[layout.fitBias + type] as number
  let attack =
    (heap[layout.attackBias + type] as number) +
    (heap[layout.attackTime + type * timeBuckets + bucket] as number)
  for (let i = 0; i < look.count; i += 1) {
    const pair = type * width + (look.types[i] as number)
    fit += (look.weights[i] as number) * (heap[layout.fit + pair] as number)
    attack += (look.weights[i] as number) * (heap[layout.attack + pair] as number)
  }
  into.fit = fit
  into.attack = attack
}

function weigh(kernel: Kernel, layout: Layout, look: LookBack, type: number): void {
  const { heap, dot } = kernel
  const scale = 1 / Math.sqrt(layout.hidden)
  const query = layout.query + type * layout.hidden
  let highest = -Infinity
  for (let i = 0; i < look.count; i += 1) {
    const score =
      dot(query, look.states[i] as number, layout.hidden) * scale +
      (heap[layout.age + (look.ages[i] as number)] as number)
    look.weights[i] = score
    highest = Math.max(highest, score)
  }
  let total = 0
  for (let i = 0; i < look.count; i += 1) {
    const part = exponential((look.weights[i] as number) - highest)
    look.weights[i] = part
    total += part
  }
  for (let i = 0; i < look.count; i += 1) look.weights[i] = (look.weights[i] as number) / total
}

/**
 * The way back through `attend`, right after it: adds to the gradients of the weights, which stand `gradient` floats
 * behind the weights, and to those of the earlier states, `stateGradient` floats behind the states.
 */
export function attendBack(
  kernel: Kernel,
  layout: Layout,
  look: LookBack,
  type: number,
  bucket: number,
  loss: Attended,
  gradient: number,
  stateGradient: number,
): void {
  const { heap } = kernel
  const grow = (at: number, by: number): void => {
    heap[gradient + at] = (heap[gradient + at] as number) + by
  }
  grow(layout.fitBias + type, loss.fit)
  grow(layout.attackBias + type, loss.attack)
  grow(layout.attackTime + type * timeBuckets + bucket, loss.attack)
  const mean = pairGradients(heap, layout, look, type, loss, grow)
  const scale = 1 / Math.sqrt(layout.hidden)
  const query = layout.query + type * layout.hidden
  for (let i = 0; i < look.count; i += 1) {
    const pair = type * layout.width + (look.types[i] as number)
    const worth = pairWorth(heap, layout, pair, loss)
    const slope = (look.weights[i] as number) * (worth - mean)
    grow(layout.age + (look.ages[i] as number), slope)
    const state = look.states[i] as number
    kernel.axpy(gradient + query, state, slope * scale, layout.hidden)
    kernel.axpy(stateGradient + state, query, slope * scale, layout.hidden)
  }
}

function pairWorth(heap: Float32Array, layout: Layout, pair: number, loss: Attended): number {
  return loss.fit * (heap[layout.fit + pair] as number) + loss.attack * (heap[layout.attack + pair] as number)
}

function pairGradients(
  heap: Float32Array,
  layout: Layout,
  look: LookBack,
  type: number,
  loss: Attended,
  grow: (at: number, by: number) => void,
): number {
  let mean = 0
  for (let i = 0; i < look.count; i += 1) {
    const pair = type * layout.width + (look.types[i] as number)
    const weight = look.weights[i] as number
    mean += weight * pairWorth(heap, layout, pair, loss)
    grow(layout.fit + pair, weight * loss.fit)
    grow(layout.attack + pair, weight * loss.attack)
  }
  return mean
}
