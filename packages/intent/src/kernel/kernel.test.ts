import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileKernel } from './compile-kernel.ts'
import { exponential } from './exponential.ts'
import { kernelWasm } from './generated/kernel-wasm.ts'
import type { Kernel } from './kernel.ts'
import { referenceKernel } from './reference-kernel.ts'
import { wasmKernel } from './wasm-kernel.ts'

const floats = 20_000
const numbers = fc.float({ min: -30, max: 30, noNaN: true })

/** Fills both heaps alike, runs both kernels, and compares every bit that either wrote. */
function agree(values: readonly number[], run: (kernel: Kernel) => number | undefined): void {
  const [wasm, plain] = [wasmKernel(floats), referenceKernel(floats)]
  for (const { heap } of [wasm, plain]) {
    for (let i = 0; i < 16_000; i += 1) heap[i] = values[(i * 7) % values.length] as number
  }
  assert.equal(run(wasm), run(plain))
  assert.deepEqual(new Uint8Array(wasm.heap.buffer, 0, floats * 4), new Uint8Array(plain.heap.buffer))
}

const samples = fc.array(numbers, { minLength: 40, maxLength: 200 })

function property(run: (kernel: Kernel) => number | undefined): void {
  fc.assert(
    fc.property(samples, (values) => agree(values, run)),
    { numRuns: 8 },
  )
}

test('the committed kernel is what its source compiles to', async () => {
  assert.equal(Buffer.from(await compileKernel()).toString('base64'), kernelWasm)
})

test('matrix products agree with the reference to the last bit, for whole and left-over rows and columns', () => {
  fc.assert(
    fc.property(
      samples,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(0, 1),
      (values, m, eighths, accumulate) =>
        agree(values, ({ gemm }) => {
          gemm(17_000, 0, 4000, m, eighths * 8, 13, 13, 1, accumulate as 0 | 1)
          gemm(18_500, 100, 4000, m, eighths * 8, 11, 1, 9, accumulate as 0 | 1)
          return undefined
        }),
    ),
    { numRuns: 30 },
  )
})

test('a row of a product does not depend on how many rows are multiplied at once', () => {
  const { heap, gemm } = wasmKernel(floats)
  for (let i = 0; i < 12_000; i += 1) heap[i] = Math.sin(i)
  gemm(13_000, 0, 2000, 7, 40, 16, 16, 1, 0)
  for (let row = 0; row < 7; row += 1) {
    gemm(15_000, row * 16, 2000, 1, 40, 16, 16, 1, 0)
    assert.deepEqual(heap.slice(15_000, 15_040), heap.slice(13_000 + row * 40, 13_040 + row * 40))
  }
})

test('sums and dot products agree with the reference to the last bit', () => {
  property(({ add, axpy, dot }) => {
    add(17_000, 0, 500, 256)
    axpy(17_000, 1000, 0.37, 256)
    return dot(17_000, 2000, 256)
  })
})

test('the recurrent unit agrees with the reference to the last bit, forward and back', () => {
  property(({ gruForward, gruBackward }) => {
    gruForward(17_000, 0, 1000, 2000, 18_000, 3, 8)
    gruBackward(16_000, 16_100, 16_200, 3000, 0, 2000, 18_000, 3, 8)
    return undefined
  })
})

test('softmax and Adam agree with the reference to the last bit', () => {
  property(({ softmax, adam }) => {
    softmax(0, 5, 16, 11)
    for (let turn = 1; turn <= 3; turn += 1)
      adam(4000, 5000, 17_000, 18_000, 64, 0.01, 1 / (1 - 0.999 ** turn))
    return undefined
  })
})

test('the exponential is within 2e-7 of the true value', () => {
  for (let x = -86; x <= 86; x += 0.0137) {
    const value = Math.fround(x)
    assert.ok(Math.abs(exponential(value) / Math.exp(value) - 1) < 2e-7, `at ${x}`)
  }
})
