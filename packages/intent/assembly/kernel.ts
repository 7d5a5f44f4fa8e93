/**
 * The arithmetic of the sequence model, four floats at a time.
 *
 * Pointers and counts are in floats, not bytes. Every output element is summed in one fixed order (ascending k; four lanes
 * for a dot product, added as (0+1)+(2+3)), without fused multiply-add, so that `reference-kernel.ts` gives the same bits.
 */

function at(index: i32): usize {
  return usize(index) << 2
}

function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  )
}

/** e^x: Cephes' range reduction and polynomial, clamped to [-87, 88]. */
function exp4(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, f32x4.splat(88)), f32x4.splat(-87))
  // Adding and taking away 1.5 * 2^23 rounds to the nearest integer, ties to even.
  const magic = f32x4.splat(12582912)
  const n = f32x4.sub(f32x4.add(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)), magic), magic)
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127))
  return f32x4.mul(y, i32x4.shl(exponent, 23))
}

function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))))
}

function tanh4(x: v128): v128 {
  const two = f32x4.splat(2)
  return f32x4.sub(f32x4.mul(two, sigmoid4(f32x4.mul(two, x))), f32x4.splat(1))
}

/**
 * c[m x n] (+)= a[m x k] * b[k x n]; a[i, l] is at `a + i * aRow + l * aColumn`, so that a transposed matrix needs no copy.
 * n is a multiple of 8.
 */
export function gemm(
  c: i32,
  a: i32,
  b: i32,
  m: i32,
  n: i32,
  k: i32,
  aRow: i32,
  aColumn: i32,
  accumulate: i32,
): void {
  let row = 0
  for (; row + 4 <= m; row += 4) fourRows(c + row * n, a + row * aRow, b, n, k, aRow, aColumn, accumulate)
  for (; row < m; row++) oneRow(c + row * n, a + row * aRow, b, n, k, aColumn, accumulate)
}

function fourRows(c: i32, a: i32, b: i32, n: i32, k: i32, aRow: i32, aColumn: i32, accumulate: i32): void {
  const rowBytes = at(n)
  const stepA = at(aColumn)
  const strideA = at(aRow)
  for (let column = 0; column < n; column += 8) {
    const target = at(c + column)
    let c00 = f32x4.splat(0),
      c01 = f32x4.splat(0),
      c10 = f32x4.splat(0),
      c11 = f32x4.splat(0)
    let c20 = f32x4.splat(0),
      c21 = f32x4.splat(0),
      c30 = f32x4.splat(0),
      c31 = f32x4.splat(0)
    if (accumulate) {
      c00 = v128.load(target)
      c01 = v128.load(target, 16)
      c10 = v128.load(target + rowBytes)
      c11 = v128.load(target + rowBytes, 16)
      c20 = v128.load(target + 2 * rowBytes)
      c21 = v128.load(target + 2 * rowBytes, 16)
      c30 = v128.load(target + 3 * rowBytes)
      c31 = v128.load(target + 3 * rowBytes, 16)
    }
    let from = at(a)
    let weights = at(b + column)
    for (let step = 0; step < k; step++) {
      const b0 = v128.load(weights)
      const b1 = v128.load(weights, 16)
      const a0 = v128.load_splat<f32>(from)
      c00 = f32x4.add(c00, f32x4.mul(a0, b0))
      c01 = f32x4.add(c01, f32x4.mul(a0, b1))
      const a1 = v128.load_splat<f32>(from + strideA)
      c10 = f32x4.add(c10, f32x4.mul(a1, b0))
      c11 = f32x4.add(c11, f32x4.mul(a1, b1))
      const a2 = v128.load_splat<f32>(from + 2 * strideA)
      c20 = f32x4.add(c20, f32x4.mul(a2, b0))
      c21 = f32x4.add(c21, f32x4.mul(a2, b1))
      const a3 = v128.load_splat<f32>(from + 3 * strideA)
      c30 = f32x4.add(c30, f32x4.mul(a3, b0))
      c31 = f32x4.add(c31, f32x4.mul(a3, b1))
      from += stepA
      weights += rowBytes
    }
    v128.store(target, c00)
    v128.store(target, c01, 16)
    v128.store(target + rowBytes, c10)
    v128.store(target + rowBytes, c11, 16)
    v128.store(target + 2 * rowBytes, c20)
    v128.store(target + 2 * rowBytes, c21, 16)
    v128.store(target + 3 * rowBytes, c30)
    v128.store(target + 3 * rowBytes, c31, 16)
  }
}

function oneRow(c: i32, a: i32, b: i32, n: i32, k: i32, aColumn: i32, accumulate: i32): void {
  let column = 0
  for (; column + 32 <= n; column += 32)
    thirtyTwoColumns(c + column, a, b + column, n, k, aColumn, accumulate)
  for (; column < n; column += 8) eightColumns(c + column, a, b + column, n, k, aColumn, accumulate)
}

/** Eight sums at once hide the latency of addition when there is only one row. */
function thirtyTwoColumns(c: i32, a: i32, b: i32, n: i32, k: i32, aColumn: i32, accumulate: i32): void {
  const target = at(c)
  const rowBytes = at(n)
  const stepA = at(aColumn)
  let s0 = f32x4.splat(0),
    s1 = f32x4.splat(0),
    s2 = f32x4.splat(0),
    s3 = f32x4.splat(0)
  let s4 = f32x4.splat(0),
    s5 = f32x4.splat(0),
    s6 = f32x4.splat(0),
    s7 = f32x4.splat(0)
  if (accumulate) {
    s0 = v128.load(target)
    s1 = v128.load(target, 16)
    s2 = v128.load(target, 32)
    s3 = v128.load(target, 48)
    s4 = v128.load(target, 64)
    s5 = v128.load(target, 80)
    s6 = v128.load(target, 96)
    s7 = v128.load(target, 112)
  }
  let from = at(a)
  let weights = at(b)
  for (let step = 0; step < k; step++) {
    const value = v128.load_splat<f32>(from)
    s0 = f32x4.add(s0, f32x4.mul(value, v128.load(weights)))
    s1 = f32x4.add(s1, f32x4.mul(value, v128.load(weights, 16)))
    s2 = f32x4.add(s2, f32x4.mul(value, v128.load(weights, 32)))
    s3 = f32x4.add(s3, f32x4.mul(value, v128.load(weights, 48)))
    s4 = f32x4.add(s4, f32x4.mul(value, v128.load(weights, 64)))
    s5 = f32x4.add(s5, f32x4.mul(value, v128.load(weights, 80)))
    s6 = f32x4.add(s6, f32x4.mul(value, v128.load(weights, 96)))
    s7 = f32x4.add(s7, f32x4.mul(value, v128.load(weights, 112)))
    from += stepA
    weights += rowBytes
  }
  v128.store(target, s0)
  v128.store(target, s1, 16)
  v128.store(target, s2, 32)
  v128.store(target, s3, 48)
  v128.store(target, s4, 64)
  v128.store(target, s5, 80)
  v128.store(target, s6, 96)
  v128.store(target, s7, 112)
}

function eightColumns(c: i32, a: i32, b: i32, n: i32, k: i32, aColumn: i32, accumulate: i32): void {
  const target = at(c)
  const rowBytes = at(n)
  let s0 = accumulate ? v128.load(target) : f32x4.splat(0)
  let s1 = accumulate ? v128.load(target, 16) : f32x4.splat(0)
  let from = at(a)
  let weights = at(b)
  for (let step = 0; step < k; step++) {
    const value = v128.load_splat<f32>(from)
    s0 = f32x4.add(s0, f32x4.mul(value, v128.load(weights)))
    s1 = f32x4.add(s1, f32x4.mul(value, v128.load(weights, 16)))
    from += at(aColumn)
    weights += rowBytes
  }
  v128.store(target, s0)
  v128.store(target, s1, 16)
}

/** out = x + y over `count` floats, a multiple of 4. */
export function add(out: i32, x: i32, y: i32, count: i32): void {
  for (let i: usize = 0; i < at(count); i += 16) {
    v128.store(at(out) + i, f32x4.add(v128.load(at(x) + i), v128.load(at(y) + i)))
  }
}

/** y += factor * x over `count` floats, a multiple of 4. */
export function axpy(y: i32, x: i32, factor: f32, count: i32): void {
  const scale = f32x4.splat(factor)
  for (let i: usize = 0; i < at(count); i += 16) {
    v128.store(at(y) + i, f32x4.add(v128.load(at(y) + i), f32x4.mul(scale, v128.load(at(x) + i))))
  }
}

/** The dot product over `count` floats, a multiple of 4. */
export function dot(x: i32, y: i32, count: i32): f32 {
  let sum = f32x4.splat(0)
  for (let i: usize = 0; i < at(count); i += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(at(x) + i), v128.load(at(y) + i)))
  }
  return laneSum(sum)
}

/**
 * One GRU step for `rows` rows. `fromInput` and `fromState` hold the sums of the gates [update | reset | candidate];
 * `gates` receives the gates' values, which the way back needs.
 */
export function gruForward(
  out: i32,
  state: i32,
  fromInput: i32,
  fromState: i32,
  gates: i32,
  rows: i32,
  hidden: i32,
): void {
  const width = at(hidden)
  for (let row = 0; row < rows; row++) {
    const x = at(fromInput + row * 3 * hidden)
    const s = at(fromState + row * 3 * hidden)
    const g = at(gates + row * 3 * hidden)
    const previous = at(state + row * hidden)
    const target = at(out + row * hidden)
    for (let i: usize = 0; i < width; i += 16) {
      const update = sigmoid4(f32x4.add(v128.load(x + i), v128.load(s + i)))
      const reset = sigmoid4(f32x4.add(v128.load(x + width + i), v128.load(s + width + i)))
      const gated = f32x4.mul(reset, v128.load(s + 2 * width + i))
      const candidate = tanh4(f32x4.add(v128.load(x + 2 * width + i), gated))
      v128.store(g + i, update)
      v128.store(g + width + i, reset)
      v128.store(g + 2 * width + i, candidate)
      const apart = f32x4.sub(v128.load(previous + i), candidate)
      v128.store(target + i, f32x4.add(candidate, f32x4.mul(update, apart)))
    }
  }
}

/**
 * The way back through `gruForward`: from the gradient of the new state to those of both gate sums, and the direct part
 * of the gradient of the old state (what goes through the weights is added by the caller).
 */
export function gruBackward(
  dInput: i32,
  dFromState: i32,
  dState: i32,
  dOut: i32,
  state: i32,
  fromState: i32,
  gates: i32,
  rows: i32,
  hidden: i32,
): void {
  const one = f32x4.splat(1)
  const width = at(hidden)
  for (let row = 0; row < rows; row++) {
    const g = at(gates + row * 3 * hidden)
    const s = at(fromState + row * 3 * hidden)
    const dx = at(dInput + row * 3 * hidden)
    const ds = at(dFromState + row * 3 * hidden)
    const at1 = at(row * hidden)
    for (let i: usize = 0; i < width; i += 16) {
      const update = v128.load(g + i)
      const reset = v128.load(g + width + i)
      const candidate = v128.load(g + 2 * width + i)
      const dh = v128.load(at(dOut) + at1 + i)
      const apart = f32x4.sub(v128.load(at(state) + at1 + i), candidate)
      v128.store(at(dState) + at1 + i, f32x4.mul(dh, update))
      const dCandidate = f32x4.mul(
        f32x4.mul(dh, f32x4.sub(one, update)),
        f32x4.sub(one, f32x4.mul(candidate, candidate)),
      )
      const dReset = f32x4.mul(dCandidate, v128.load(s + 2 * width + i))
      const toReset = f32x4.mul(dReset, f32x4.mul(reset, f32x4.sub(one, reset)))
      const toUpdate = f32x4.mul(f32x4.mul(dh, apart), f32x4.mul(update, f32x4.sub(one, update)))
      v128.store(dx + i, toUpdate)
      v128.store(dx + width + i, toReset)
      v128.store(dx + 2 * width + i, dCandidate)
      v128.store(ds + i, toUpdate)
      v128.store(ds + width + i, toReset)
      v128.store(ds + 2 * width + i, f32x4.mul(dCandidate, reset))
    }
  }
}

/** Each row of `width` floats (a multiple of 4) becomes a distribution over its first `used`; the rest becomes 0. */
export function softmax(values: i32, rows: i32, width: i32, used: i32): void {
  for (let row = 0; row < rows; row++) {
    const start = at(values + row * width)
    let highest: f32 = load<f32>(start)
    for (let i = 1; i < used; i++) highest = max(highest, load<f32>(start + at(i)))
    const shift = f32x4.splat(highest)
    for (let i: usize = 0; i < at(width); i += 16) {
      v128.store(start + i, exp4(f32x4.sub(v128.load(start + i), shift)))
    }
    for (let i = used; i < width; i++) store<f32>(start + at(i), 0)
    let total = f32x4.splat(0)
    for (let i: usize = 0; i < at(width); i += 16) total = f32x4.add(total, v128.load(start + i))
    const sum = f32x4.splat(laneSum(total))
    for (let i: usize = 0; i < at(width); i += 16) {
      v128.store(start + i, f32x4.div(v128.load(start + i), sum))
    }
  }
}

/**
 * One step of Adam over `count` floats, a multiple of 4; the gradient is cleared. `rate` already holds the bias
 * correction of the first moment, `correction` is 1 / (1 - beta2^t).
 */
export function adam(
  weights: i32,
  gradient: i32,
  first: i32,
  second: i32,
  count: i32,
  rate: f32,
  correction: f32,
): void {
  const beta1 = f32x4.splat(0.9),
    rest1 = f32x4.splat(0.1)
  const beta2 = f32x4.splat(0.999),
    rest2 = f32x4.splat(0.001)
  const scale = f32x4.splat(correction),
    step = f32x4.splat(rate),
    epsilon = f32x4.splat(1e-8)
  for (let i: usize = 0; i < at(count); i += 16) {
    const g = v128.load(at(gradient) + i)
    const m = f32x4.add(f32x4.mul(beta1, v128.load(at(first) + i)), f32x4.mul(rest1, g))
    const v = f32x4.add(f32x4.mul(beta2, v128.load(at(second) + i)), f32x4.mul(rest2, f32x4.mul(g, g)))
    v128.store(at(first) + i, m)
    v128.store(at(second) + i, v)
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(v, scale)), epsilon)
    const moved = f32x4.sub(v128.load(at(weights) + i), f32x4.div(f32x4.mul(step, m), size))
    v128.store(at(weights) + i, moved)
    v128.store(at(gradient) + i, f32x4.splat(0))
  }
}
