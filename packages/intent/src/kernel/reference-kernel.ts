import { exponential, hyperbolicTangent, sigmoid } from './exponential.ts'
import type { Kernel } from './kernel.ts'

const { fround } = Math

/** The kernel in plain TypeScript: slow, read against `assembly/kernel.ts`, and the same to the last bit. */
export function referenceKernel(floats: number): Kernel {
  const heap = new Float32Array(floats)
  return { heap, ...linear(heap), ...recurrent(heap), ...learning(heap) }
}

function linear(heap: Float32Array): Pick<Kernel, 'gemm' | 'add' | 'axpy' | 'dot'> {
  const read = (index: number) => heap[index] as number
  return {
    gemm: (c, a, b, m, n, k, aRow, aColumn, accumulate) => {
      for (let row = 0; row < m; row += 1) {
        for (let column = 0; column < n; column += 1) {
          let sum = accumulate === 1 ? read(c + row * n + column) : 0
          for (let step = 0; step < k; step += 1) {
            sum = fround(sum + fround(read(a + row * aRow + step * aColumn) * read(b + step * n + column)))
          }
          heap[c + row * n + column] = sum
        }
      }
    },
    add: (out, x, y, count) => {
      for (let i = 0; i < count; i += 1) heap[out + i] = read(x + i) + read(y + i)
    },
    axpy: (y, x, factor, count) => {
      const scale = fround(factor)
      for (let i = 0; i < count; i += 1) heap[y + i] = read(y + i) + fround(scale * read(x + i))
    },
    dot: (x, y, count) => {
      const lanes = [0, 0, 0, 0]
      for (let i = 0; i < count; i += 1) {
        lanes[i % 4] = fround((lanes[i % 4] as number) + fround(read(x + i) * read(y + i)))
      }
      return laneSum(lanes)
    },
  }
}

function recurrent(heap: Float32Array): Pick<Kernel, 'gruForward' | 'gruBackward'> {
  const read = (index: number) => heap[index] as number
  return {
    gruForward: (out, state, fromInput, fromState, gates, rows, hidden) => {
      for (let row = 0; row < rows; row += 1) {
        for (let i = 0; i < hidden; i += 1) {
          const gate = row * 3 * hidden + i
          const update = sigmoid(fround(read(fromInput + gate) + read(fromState + gate)))
          const reset = sigmoid(fround(read(fromInput + gate + hidden) + read(fromState + gate + hidden)))
          const gated = fround(reset * read(fromState + gate + 2 * hidden))
          const candidate = hyperbolicTangent(fround(read(fromInput + gate + 2 * hidden) + gated))
          heap[gates + gate] = update
          heap[gates + gate + hidden] = reset
          heap[gates + gate + 2 * hidden] = candidate
          const apart = fround(read(state + row * hidden + i) - candidate)
          heap[out + row * hidden + i] = fround(candidate + fround(update * apart))
        }
      }
    },
    gruBackward: (dInput, dFromState, dState, dOut, state, fromState, gates, rows, hidden) => {
      for (let row = 0; row < rows; row += 1) {
        for (let i = 0; i < hidden; i += 1) {
          const gate = row * 3 * hidden + i
          const at = row * hidden + i
          const [update, reset] = [read(gates + gate), read(gates + gate + hidden)]
          const candidate = read(gates + gate + 2 * hidden)
          const dh = read(dOut + at)
          const apart = fround(read(state + at) - candidate)
          heap[dState + at] = dh * update
          const flat = fround(1 - fround(candidate * candidate))
          const dCandidate = fround(fround(dh * fround(1 - update)) * flat)
          const dReset = fround(dCandidate * read(fromState + gate + 2 * hidden))
          const toReset = fround(dReset * fround(reset * fround(1 - reset)))
          const toUpdate = fround(fround(dh * apart) * fround(update * fround(1 - update)))
          heap[dInput + gate] = toUpdate
          heap[dInput + gate + hidden] = toReset
          heap[dInput + gate + 2 * hidden] = dCandidate
          heap[dFromState + gate] = toUpdate
          heap[dFromState + gate + hidden] = toReset
          heap[dFromState + gate + 2 * hidden] = dCandidate * reset
        }
      }
    },
  }
}

function learning(heap: Float32Array): Pick<Kernel, 'softmax' | 'adam'> {
  const read = (index: number) => heap[index] as number
  return {
    softmax: (values, rows, width, used) => {
      for (let start = values; start < values + rows * width; start += width) {
        let highest = read(start)
        for (let i = 1; i < used; i += 1) highest = Math.max(highest, read(start + i))
        const lanes = [0, 0, 0, 0]
        for (let i = 0; i < width; i += 1) {
          heap[start + i] = i < used ? exponential(fround(read(start + i) - highest)) : 0
          lanes[i % 4] = fround((lanes[i % 4] as number) + read(start + i))
        }
        const total = laneSum(lanes)
        for (let i = 0; i < width; i += 1) heap[start + i] = read(start + i) / total
      }
    },
    adam: (weights, gradient, first, second, count, rate, correction) => {
      const [scale, step, epsilon] = [fround(correction), fround(rate), fround(1e-8)]
      for (let i = 0; i < count; i += 1) {
        const g = read(gradient + i)
        const m = fround(fround(fround(0.9) * read(first + i)) + fround(fround(0.1) * g))
        const squared = fround(fround(0.001) * fround(g * g))
        const v = fround(fround(fround(0.999) * read(second + i)) + squared)
        heap[first + i] = m
        heap[second + i] = v
        const size = fround(fround(Math.sqrt(fround(v * scale))) + epsilon)
        heap[weights + i] = read(weights + i) - fround(fround(step * m) / size)
        heap[gradient + i] = 0
      }
    },
  }
}

function laneSum(lanes: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = lanes
  return fround(fround(a + b) + fround(c + d))
}
