/** Event types that the model knows, as numbers. 0 stands for every type it has never seen. */
export type Vocabulary = {
  readonly types: readonly string[]
  readonly numberOf: (type: string) => number
  readonly typeOf: (token: number) => string | undefined
}

export const unseenType = 0

/** Types beyond this are treated as unseen: the pair tables of the model grow with the square. */
export const vocabularyMax = 1023

/** The types in the order given; duplicates count once. */
export function vocabularyOf(types: readonly string[]): Vocabulary {
  const known = [...new Set(types)].slice(0, vocabularyMax)
  const numbers = new Map(known.map((type, index) => [type, index + 1]))
  return {
    types: known,
    numberOf: (type) => numbers.get(type) ?? unseenType,
    typeOf: (token) => known[token - 1],
  }
}
