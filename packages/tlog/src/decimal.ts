import { FormatError } from './format-error.ts'

const shape = /^(?:0|[1-9][0-9]{0,15})$/

/**
 * A tree size or an index: ASCII decimal without leading zeroes. The specifications go up to 2^63; here it ends at
 * 2^53 - 1, the greatest integer that a number holds exactly, which no log reaches.
 * @throws FormatError
 */
export function parseDecimal(text: string, what: string): number {
  const value = shape.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value))
    throw new FormatError(`${what} is not a decimal integer from 0 to ${Number.MAX_SAFE_INTEGER}`)
  return value
}
