/** What a filter may be. Larger ones are refused with a message, so no question can hold up an engine. */
export const filterLimits = {
  /** UTF-16 units of the whole text. */
  textMaxChars: 4_000,
  /** Parentheses and NOTs inside each other. */
  depthMax: 20,
  /** Conditions of one filter. */
  clausesMax: 100,
} as const
