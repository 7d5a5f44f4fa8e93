/** A seeded source of pseudo-random numbers (sfc32): the same seed gives the same numbers on every machine. */
export type RandomSource = {
  /** A number in [0, 1). */
  readonly next: () => number
  /** An integer in [0, below). */
  readonly below: (below: number) => number
  /** The four words to go on from: `randomFrom` continues exactly here. */
  readonly state: () => RandomState
}

export type RandomState = readonly [number, number, number, number]

export function randomSource(seed: number): RandomSource {
  const source = randomFrom([0x9e3779b9, 0x243f6a88, seed >>> 0, 1])
  for (let turn = 0; turn < 15; turn += 1) source.next()
  return source
}

export function randomFrom(start: RandomState): RandomSource {
  let [a, b, c, counter] = start
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  return {
    next: () => word() / 4294967296,
    below: (below) => Math.floor((word() / 4294967296) * below),
    state: () => [a, b, c, counter],
  }
}

/** The items in a new, random order (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], random: RandomSource): Item[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1)
    const kept = order[last] as Item
    order[last] = order[other] as Item
    order[other] = kept
  }
  return order
}
