const { fround } = Math

const powersOfTwo = Float32Array.from({ length: 255 }, (_, index) => (index === 0 ? 0 : 2 ** (index - 127)))

/**
 * e^x in 32-bit arithmetic: the same operations in the same order as the WebAssembly kernel, hence the same bits on every
 * machine. `Math.exp` may differ between engines. Clamped to [-87, 88]; relative error below 2e-7.
 */
export function exponential(value: number): number {
  const x = Math.max(Math.min(fround(value), 88), -87)
  const n = fround(fround(fround(x * fround(Math.LOG2E)) + 12582912) - 12582912)
  const high = fround(x - fround(n * fround(0.693359375)))
  const r = fround(high - fround(n * fround(-2.1219444e-4)))
  let p = fround(1.98756915e-4)
  p = fround(fround(p * r) + fround(1.3981999507e-3))
  p = fround(fround(p * r) + fround(8.3334519073e-3))
  p = fround(fround(p * r) + fround(4.1665795894e-2))
  p = fround(fround(p * r) + fround(1.6666665459e-1))
  p = fround(fround(p * r) + fround(5.0000001201e-1))
  const y = fround(fround(fround(p * fround(r * r)) + r) + 1)
  return fround(y * (powersOfTwo[n + 127] as number))
}

export function sigmoid(x: number): number {
  return fround(1 / fround(1 + exponential(-x)))
}

export function hyperbolicTangent(x: number): number {
  return fround(fround(2 * sigmoid(fround(2 * x))) - 1)
}

/** log(1 + e^x) in doubles, for losses that are only reported. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}
