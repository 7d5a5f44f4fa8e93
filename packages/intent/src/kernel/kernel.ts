/**
 * The arithmetic of the model over one heap of 32-bit floats. Places and counts are in floats; a matrix is row by row.
 * Two implementations give the same bits: WebAssembly SIMD (`wasm-kernel.ts`) and plain TypeScript (`reference-kernel.ts`).
 */
export type Kernel = {
  readonly heap: Float32Array
  /** c[m x n] (+)= a[m x k] * b[k x n]; a[i, l] stands at a + i * aRow + l * aColumn. n is a multiple of 8. */
  readonly gemm: (
    c: number,
    a: number,
    b: number,
    m: number,
    n: number,
    k: number,
    aRow: number,
    aColumn: number,
    accumulate: 0 | 1,
  ) => void
  /** out = x + y. Counts here and below are multiples of 4. */
  readonly add: (out: number, x: number, y: number, count: number) => void
  /** y += factor * x */
  readonly axpy: (y: number, x: number, factor: number, count: number) => void
  readonly dot: (x: number, y: number, count: number) => number
  /** One step of the recurrent unit; gates are [update | reset | candidate]. */
  readonly gruForward: (
    out: number,
    state: number,
    fromInput: number,
    fromState: number,
    gates: number,
    rows: number,
    hidden: number,
  ) => void
  /** The way back: gradients of both gate sums, and the direct part of the gradient of the old state. */
  readonly gruBackward: (
    dInput: number,
    dFromState: number,
    dState: number,
    dOut: number,
    state: number,
    fromState: number,
    gates: number,
    rows: number,
    hidden: number,
  ) => void
  /** Each row of `width` floats becomes a distribution over its first `used`; the rest becomes 0. */
  readonly softmax: (values: number, rows: number, width: number, used: number) => void
  /** One step of Adam (beta 0.9 and 0.999, epsilon 1e-8); clears the gradient. */
  readonly adam: (
    weights: number,
    gradient: number,
    first: number,
    second: number,
    count: number,
    rate: number,
    correction: number,
  ) => void
}

export type MakeKernel = (floats: number) => Kernel
