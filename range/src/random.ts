/** A seeded source of chance: the same seed gives the same company, day after day. */
export type Random = {
  /** A number in [0, 1). */
  readonly next: () => number
  readonly integer: (low: number, high: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  /** Picks by weight; weights need not sum to one. */
  readonly weighted: <T>(from: readonly (readonly [T, number])[]) => T
  readonly chance: (probability: number) => boolean
  /** Upper-case letters and digits, as in access key ids. */
  readonly token: (length: number) => string
  readonly hex: (length: number) => string
  readonly uuid: () => string
  /** Exponential waiting time with this mean, in the mean's unit. */
  readonly wait: (mean: number) => number
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const hexDigits = '0123456789abcdef'

/** xorshift32-based; small, fast and the same on every machine. Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 0x1_0000_0000
  }
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(from: readonly T[]): T => from[integer(0, from.length - 1)] as T
  const text = (letters: string, length: number): string =>
    Array.from({ length }, () => letters[integer(0, letters.length - 1)]).join('')
  const hex = (length: number): string => text(hexDigits, length)
  return {
    next,
    integer,
    pick,
    weighted: (from) => pickByWeight(from, next()),
    chance: (probability) => next() < probability,
    token: (length) => text(alphabet, length),
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    wait: (mean) => -Math.log(1 - next()) * mean,
  }
}

function pickByWeight<T>(from: readonly (readonly [T, number])[], at: number): T {
  const total = from.reduce((sum, [, weight]) => sum + weight, 0)
  let left = at * total
  for (const [item, weight] of from) {
    left -= weight
    if (left < 0) return item
  }
  return (from.at(-1) as readonly [T, number])[0]
}
