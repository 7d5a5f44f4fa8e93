/** A word, in small letters and within Latin-1, and what seeing it means. */
export type Word = { readonly text: string; readonly outputs: readonly number[] }

/** Called with an output whenever its word is seen; may be called more than once. */
export type Fire = (output: number) => void

/** A character that the word searches know nothing of. */
export const beyondLatin = /[^\0-\xff]/
